/**
 * The list of the actions that every service offers; each lies in a package of its own kind below this one.
 *
 * <p>{@link dev.buildrun.scaffolder.builtin.BuiltInActions} is called once, where the service is put together.
 */
@NullMarked
package dev.buildrun.scaffolder.builtin;

import org.jspecify.annotations.NullMarked;
