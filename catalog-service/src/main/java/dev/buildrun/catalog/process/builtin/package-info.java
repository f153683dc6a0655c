/**
 * The processors that come with the catalog, one file each, named for what they do. Their {@code name()} is that of the
 * Backstage processor of the same task, since it is part of error messages that people look up.
 *
 * <p>{@link dev.buildrun.catalog.process.builtin.BuiltInProcessors} puts them in order; only it and tests construct them.
 */
@NullMarked
package dev.buildrun.catalog.process.builtin;

import org.jspecify.annotations.NullMarked;
