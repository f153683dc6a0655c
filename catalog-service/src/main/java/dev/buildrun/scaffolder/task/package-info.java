/**
 * The life of a task: created with its frozen spec, claimed by one process, run, and ended; every step of it in PostgreSQL, so that
 * any process can go on where another one died.
 *
 * <p>Writes {@code tasks}, {@code task_events}, {@code task_effects}, {@code task_rollbacks}, {@code task_workspaces} and {@code
 * task_blobs}; nobody else does. Start reading at
 * {@link dev.buildrun.scaffolder.task.Tasks}, what a caller may do with tasks, and at {@link dev.buildrun.scaffolder.task.TaskLoop},
 * which runs them. A run holds a {@link dev.buildrun.scaffolder.task.Claim}; whatever it writes is refused as soon as the task has
 * been given to somebody else. The HTTP routes are in {@code scaffolder.http}.
 */
@NullMarked
package dev.buildrun.scaffolder.task;

import org.jspecify.annotations.NullMarked;
