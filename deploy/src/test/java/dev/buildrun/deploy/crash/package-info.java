/**
 * Kills a whole Buildrun at random moments and then holds its store against a recomputation from the sources: a second Buildrun
 * that reads the same sources and that nobody kills. Start reading at {@link dev.buildrun.deploy.crash.CatalogCrash}, which
 * {@code ./dev crash catalog} calls.
 *
 * <p>{@link dev.buildrun.deploy.crash.Landscape} makes up the sources and changes them, {@link
 * dev.buildrun.deploy.crash.Sources} serves them, {@link dev.buildrun.deploy.crash.KillableBuildrun} is the process, {@link
 * dev.buildrun.deploy.crash.Callers} write through the API while it dies, and {@link dev.buildrun.deploy.crash.StoredState} reads
 * the tables.
 */
@NullMarked
package dev.buildrun.deploy.crash;

import org.jspecify.annotations.NullMarked;
