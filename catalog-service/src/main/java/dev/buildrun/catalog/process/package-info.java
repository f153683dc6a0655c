/**
 * Makes of what a source says an entity that can be trusted: resolves, checks, enriches and relates it, and finds the entities
 * that it leads to.
 *
 * <p>No database is in reach; what is read from outside comes through a {@link
 * dev.buildrun.catalog.process.LocationReader}. The loop that claims due entities calls {@link
 * dev.buildrun.catalog.process.Processing} and stores its {@link dev.buildrun.catalog.process.ProcessingOutcome}. The built-in
 * steps are in {@code builtin}. {@link dev.buildrun.catalog.process.Replicas} knows which other processes do the same. Start reading at {@code Processing}.
 */
@NullMarked
package dev.buildrun.catalog.process;

import org.jspecify.annotations.NullMarked;
