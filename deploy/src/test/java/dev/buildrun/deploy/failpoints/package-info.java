/**
 * Kills a catalog before and after each SQL statement that a write of it consists of, and holds its store against a recomputation. Start
 * reading at {@link dev.buildrun.deploy.failpoints.FailpointsCrash}, which {@code ./dev crash failpoints} calls.
 *
 * <p>{@link dev.buildrun.deploy.failpoints.Workload} is what is done, {@link dev.buildrun.deploy.failpoints.Victim} the process that does it
 * and dies, {@link dev.buildrun.deploy.failpoints.WatchedDriver} the JDBC driver that sees each statement, which only that process has.
 */
@NullMarked
package dev.buildrun.deploy.failpoints;

import org.jspecify.annotations.NullMarked;
