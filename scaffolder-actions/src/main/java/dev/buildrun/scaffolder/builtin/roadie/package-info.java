/**
 * The actions of Roadie that many templates use: {@code roadiehq:utils:fs:*}, {@code :zip}, {@code :sleep}, {@code :serialize:*},
 * {@code :merge}, {@code :json:merge} and the {@code :jsonata} family, with Roadie's own names, shapes and messages.
 *
 * <p>They change nothing but the workspace. Files are read and written through
 * {@link dev.buildrun.scaffolder.workspace.Workspace}; JSONata runs bounded, in
 * {@link dev.buildrun.scaffolder.builtin.roadie.JsonataExpression}. Nobody calls them but the step runner.
 */
@NullMarked
package dev.buildrun.scaffolder.builtin.roadie;

import org.jspecify.annotations.NullMarked;
