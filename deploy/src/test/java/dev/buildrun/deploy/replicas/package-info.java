/**
 * Runs two and three Buildruns on one PostgreSQL, with callers who write through any of them while they are killed, stopped, cut off from
 * notifications and given wrong clocks, and then holds all of them against a model and against each other. Start reading at {@link
 * dev.buildrun.deploy.replicas.ReplicasCrash}, which {@code ./dev crash replicas} calls.
 *
 * <p>{@link dev.buildrun.deploy.replicas.Cluster} is the server and its processes, {@link dev.buildrun.deploy.replicas.Replica} one of them,
 * {@link dev.buildrun.deploy.replicas.Writer} a caller who knows what must come of its writes, {@link
 * dev.buildrun.deploy.replicas.Trouble} what happens to the processes, and {@link dev.buildrun.deploy.replicas.PausedHolder} the proof that a
 * process that was stopped for longer than its leases does nothing twice.
 */
@NullMarked
package dev.buildrun.deploy.replicas;

import org.jspecify.annotations.NullMarked;
