/**
 * Where entities come from: a provider says what exists, all at once or as a difference, and knows nothing of how it is kept.
 *
 * <p>A new source is one class that implements {@link dev.buildrun.catalog.provide.EntityProvider} and one more item in the list of
 * providers where the catalog is wired. It keeps the {@link dev.buildrun.catalog.provide.ProviderConnection} that it is given and
 * applies a {@link dev.buildrun.catalog.provide.Mutation} whenever it knows something new: written only where something differs, in one
 * transaction unless thousands do. When its source cannot be read it says so with {@code failed}, and its entities stay. What became of
 * its mutations is kept as a {@link dev.buildrun.catalog.intake.SourceState}.
 *
 * <p>{@link dev.buildrun.catalog.provide.Providers} connects all of them at start. The implementations here are the locations of the
 * config and those that somebody registered; what callers push is in {@code catalog.push}.
 */
@NullMarked
package dev.buildrun.catalog.provide;

import org.jspecify.annotations.NullMarked;
