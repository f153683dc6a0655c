/**
 * The built-in Git host over HTTP, below {@code /git}: Git's smart protocol, and plain pages to look at what a repository holds.
 *
 * <p>Start reading at {@link dev.buildrun.git.http.GitRoutes}; {@link dev.buildrun.git.http.GitAccess} decides who may read and push.
 * Only {@code Main} calls this package.
 */
@NullMarked
package dev.buildrun.git.http;

import org.jspecify.annotations.NullMarked;
