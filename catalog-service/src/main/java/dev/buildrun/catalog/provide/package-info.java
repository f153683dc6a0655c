/**
 * Where entities come from: a provider says what exists, all at once or as a difference, and knows nothing of how it is kept.
 *
 * <p>{@link dev.buildrun.catalog.provide.Providers} connects all of them at start. Start reading at {@link
 * dev.buildrun.catalog.provide.EntityProvider}, whose implementations here are the locations of the config and those that somebody
 * registered.
 */
@NullMarked
package dev.buildrun.catalog.provide;

import org.jspecify.annotations.NullMarked;
