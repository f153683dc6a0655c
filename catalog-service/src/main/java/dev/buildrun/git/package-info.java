/**
 * The Git host that comes with the service: bare repositories below one directory, {@code {owner}/{repo}.git}, written by real Git
 * pushes over HTTP.
 *
 * <p>{@link dev.buildrun.git.Repositories} is the directory and the only writer of it; {@link dev.buildrun.git.BuiltInGitHost} is what
 * the publishing actions call; {@link dev.buildrun.git.Transfers} answers fetches and pushes with JGit. Start reading there. The routes
 * are in {@code git.http}; who may read and push is decided there too.
 */
@NullMarked
package dev.buildrun.git;

import org.jspecify.annotations.NullMarked;
