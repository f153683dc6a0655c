/**
 * The actions that work on files of the workspace: {@code fs:delete}, {@code fs:rename}, {@code fs:readdir}.
 *
 * <p>Every path goes through {@link dev.buildrun.scaffolder.workspace.Workspace}, which none leaves. Nobody calls them but the step
 * runner.
 */
@NullMarked
package dev.buildrun.scaffolder.builtin.fs;

import org.jspecify.annotations.NullMarked;
