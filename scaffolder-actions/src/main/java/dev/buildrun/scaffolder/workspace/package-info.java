/**
 * The directory that a task works in, and the guard that keeps every path inside it.
 *
 * <p>{@link dev.buildrun.scaffolder.workspace.Enclosure} answers where a path that somebody else wrote may point to;
 * {@link dev.buildrun.scaffolder.workspace.Workspace} is the enclosure of one task, with bounds on bytes and entries. Actions
 * write through it and never by {@code java.nio.file.Files} on a path of their own making. Templates that lie in a local
 * directory are read through an enclosure too.
 */
@NullMarked
package dev.buildrun.scaffolder.workspace;

import org.jspecify.annotations.NullMarked;
