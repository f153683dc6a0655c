/**
 * Actions that wait for the world: {@code approval:wait} for a person, {@code webhook:wait} for a program.
 *
 * <p>They hold no thread. Start reading at {@link dev.buildrun.scaffolder.wait.ApprovalWait}: an action puts a {@link
 * dev.buildrun.scaffolder.action.Question} to its task's control, which either has the answer or suspends the step. Who keeps the
 * question, tells the approvers and takes the answer is the owner of the tasks.
 */
@NullMarked
package dev.buildrun.scaffolder.wait;

import org.jspecify.annotations.NullMarked;
