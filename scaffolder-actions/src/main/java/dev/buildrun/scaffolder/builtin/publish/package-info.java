/**
 * The actions that make a repository of the workspace: {@code publish:git}.
 *
 * <p>{@link dev.buildrun.scaffolder.builtin.publish.PublishGit} is the action, {@link
 * dev.buildrun.scaffolder.builtin.publish.FirstCommit} makes the commit and pushes it over HTTP, as {@code git} would. Nobody
 * calls them but the step runner.
 */
@NullMarked
package dev.buildrun.scaffolder.builtin.publish;

import org.jspecify.annotations.NullMarked;
