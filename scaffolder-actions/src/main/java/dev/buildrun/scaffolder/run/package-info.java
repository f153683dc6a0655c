/**
 * Runs a task: the frozen spec's steps, one after the other, until the end, the first failure or a cancellation.
 *
 * <p>Start reading at {@link dev.buildrun.scaffolder.run.TaskRunner}. The runner knows no database and no clock: the side that
 * owns the tasks gives it a {@link dev.buildrun.scaffolder.run.TaskSide}, through which events go out and state comes in. Every
 * text that leaves passes {@link dev.buildrun.scaffolder.run.RunLog}, the one place where secrets are redacted.
 */
@NullMarked
package dev.buildrun.scaffolder.run;

import org.jspecify.annotations.NullMarked;
