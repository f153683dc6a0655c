/**
 * Undoing what a task did to the world outside: the last effect first, one after the other, each by the compensation of the action that
 * had it.
 *
 * <p>Start reading at {@link dev.buildrun.scaffolder.rollback.RollbackLoop}, which does it; the routes by which people ask for it are in
 * {@code scaffolder.http}. What is stored, and that only one run may write, is {@link
 * dev.buildrun.scaffolder.task.TaskRollbacks}. Nothing is ever removed that others have touched; it is left over, and the report says
 * where it is and how to remove it by hand.
 */
@NullMarked
package dev.buildrun.scaffolder.rollback;

import org.jspecify.annotations.NullMarked;
