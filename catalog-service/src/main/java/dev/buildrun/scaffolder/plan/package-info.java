/**
 * What a run of a template would do, found out without doing it: a dry run in which each action that would have effects says what they
 * would be instead.
 *
 * <p>Start reading at {@link dev.buildrun.scaffolder.plan.Plans}. The route is in {@code scaffolder.http}, which checks requests. An
 * action that can't tell ({@link dev.buildrun.scaffolder.action.Action#forecast}) is named as one whose effects nobody knows.
 */
@NullMarked
package dev.buildrun.scaffolder.plan;

import org.jspecify.annotations.NullMarked;
