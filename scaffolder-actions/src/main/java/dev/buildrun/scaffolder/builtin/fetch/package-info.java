/**
 * The actions that bring files into the workspace: {@code fetch:plain}, {@code fetch:template} and the same for one file.
 *
 * <p>Start reading at {@link dev.buildrun.scaffolder.builtin.fetch.FetchTemplate}. Where the files come from is decided in
 * {@link dev.buildrun.scaffolder.builtin.fetch.Sources}, the same for all four: a URL goes through the configured readers, a
 * relative path to the place that the template itself was read from. Nobody calls them but the step runner.
 */
@NullMarked
package dev.buildrun.scaffolder.builtin.fetch;

import org.jspecify.annotations.NullMarked;
