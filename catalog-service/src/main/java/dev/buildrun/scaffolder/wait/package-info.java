/**
 * The routes of tasks that wait: approvals to look at and to decide, and the addresses that other programs call.
 *
 * <p>Start reading at {@link dev.buildrun.scaffolder.wait.WaitRoutes}. What is decided here is kept by {@code scaffolder.task}; who may
 * decide is said by the step, and by the policy.
 */
@NullMarked
package dev.buildrun.scaffolder.wait;

import org.jspecify.annotations.NullMarked;
