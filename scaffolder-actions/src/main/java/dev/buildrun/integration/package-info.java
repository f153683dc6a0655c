/**
 * Reaching what lies outside: reading files and trees by URL, and the hosts of Git repositories.
 *
 * <p>Start reading at {@link dev.buildrun.integration.UrlReaders}: it is what the catalog and the fetch actions read through, and
 * it refuses every URL that no configured reader takes. {@link dev.buildrun.integration.BuiltInGit} gives the shape of the
 * addresses of the Git host that comes with the service, {@link dev.buildrun.integration.GitHost} is how an action gets a
 * repository there; the service implements it. {@link dev.buildrun.integration.CodeHostReader} reads from all other code hosts over
 * Git's own protocol: {@code HostAddress} knows their addresses, {@code Commits} fetches what is not on disk. Everything that is read is bounded in size, number and time.
 */
@NullMarked
package dev.buildrun.integration;

import org.jspecify.annotations.NullMarked;
