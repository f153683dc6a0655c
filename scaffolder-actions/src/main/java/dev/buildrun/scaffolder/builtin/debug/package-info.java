/**
 * The actions that help to see what a template does: {@code debug:log} and {@code debug:wait}.
 *
 * <p>They touch nothing but the log. Nobody calls them but the step runner.
 */
@NullMarked
package dev.buildrun.scaffolder.builtin.debug;

import org.jspecify.annotations.NullMarked;
