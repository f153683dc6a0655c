package dev.buildrun.integration;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.jgit.errors.RemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.FilterSpec;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/**
 * One repository at a code host as one caller may see it, over Git's smart HTTP protocol. Every method is one exchange of a few
 * requests; it blocks, and is meant for a thread that may be interrupted.
 *
 * @param address what Git clones
 * @param authorization value of the header; null for none
 * @param allowed where else a redirect may lead
 * @param advice what to do where the host refuses
 */
record GitRemote(URI address, @Nullable String authorization, Predicate<URI> allowed, Duration timeout, String advice) {
    /** A list of references that is longer is no use to anybody. */
    private static final long MAX_REFS_BYTES = 32L << 20;

    private static final int COMMIT_ONLY = 1;

    /**
     * What the repository has.
     *
     * @param refs those that were asked for, and maybe others
     * @param canFilter whether it gives trees without files
     */
    record Advertisement(Collection<Ref> refs, boolean canFilter) {
        Advertisement {
            refs = List.copyOf(refs);
        }
    }

    /** The references with one of these beginnings. */
    Advertisement refs(Collection<String> prefixes) {
        var requests = new GitRequests(address, authorization, allowed, MAX_REFS_BYTES);
        try (var transport = (TransportHttp) Transport.open(new URIish(address.toString()));
                var connection = open(transport, requests, prefixes)) {
            return new Advertisement(connection.getRefs(), requests.canFilter());
        } catch (IOException | URISyntaxException exception) {
            throw failure(requests, exception);
        }
    }

    /** Fetches one commit without its history, and without the files in it where {@code filter} says so. */
    void fetchCommit(Repository into, ObjectId commit, boolean filter, long maxBytes) {
        fetch(into, Set.of(commit), filter ? "blob:none" : "", maxBytes, true);
    }

    /** Fetches files by the ids of their contents. */
    void fetchFiles(Repository into, Collection<ObjectId> files, long maxBytes) {
        fetch(into, files, "", maxBytes, false);
    }

    private void fetch(Repository into, Collection<ObjectId> wanted, String filter, long maxBytes, boolean isShallow) {
        var requests = new GitRequests(address, authorization, allowed, maxBytes);
        try (var transport = (TransportHttp) Transport.open(into, new URIish(address.toString()))) {
            transport.setFetchThin(false);
            if (isShallow) {
                transport.setDepth(COMMIT_ONLY);
            }
            if (!filter.isEmpty()) {
                transport.setFilterSpec(FilterSpec.fromFilterLine(filter));
            }
            try (var connection = open(transport, requests, List.of("HEAD"))) {
                var refs = wanted.stream().map(GitRemote::named).toList();
                connection.fetch(NullProgressMonitor.INSTANCE, refs, Set.of());
                for (var lock : connection.getPackLocks()) {
                    lock.unlock();
                }
            }
        } catch (IOException | URISyntaxException exception) {
            throw failure(requests, exception);
        }
    }

    private FetchConnection open(TransportHttp transport, GitRequests requests, Collection<String> prefixes)
            throws IOException {
        transport.setTimeout((int) Math.max(1, timeout.toSeconds()));
        transport.setHttpConnectionFactory(requests);
        return transport.openFetch(List.of(), prefixes.toArray(String[]::new));
    }

    /** Git asks for ids only; a connection takes them as references. */
    private static Ref named(ObjectId id) {
        return new ObjectIdRef.Unpeeled(Ref.Storage.NETWORK, "refs/wanted/" + id.name(), id);
    }

    private ServiceException failure(GitRequests requests, Exception exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServiceException told) {
                return told;
            }
            if (cause instanceof RemoteRepositoryException refused && isUnknown(String.valueOf(refused.getMessage()))) {
                return ServiceException.of(
                        ErrorKind.NOT_FOUND, "could not read " + address + ", it has no such commit", exception);
            }
        }
        return switch (requests.status()) {
            // Azure answers 203 with a page for signing in.
            case 401, 403, 203 ->
                ServiceException.of(
                        ErrorKind.NOT_ALLOWED,
                        "Reading from '" + address + "' is not allowed, " + requests.status()
                                + (authorization == null ? " without a token. " : " with the token that was sent. ")
                                + advice,
                        exception);
            case 404, 410 ->
                ServiceException.of(ErrorKind.NOT_FOUND, "could not read " + address + ", 404 Not Found", exception);
            default ->
                ServiceException.of(
                        ErrorKind.SERVICE_UNAVAILABLE,
                        "Unable to read " + address + ", " + reason(requests, exception),
                        exception);
        };
    }

    /** As Git's server and JGit's say it. */
    private static boolean isUnknown(String refusal) {
        return refusal.contains("not our ref") || refusal.contains("not valid");
    }

    private static String reason(GitRequests requests, Exception exception) {
        var isAnswer = requests.status() >= 300;
        var plain = exception instanceof TransportException
                ? ""
                : exception.getClass().getSimpleName() + " ";
        return isAnswer ? "status " + requests.status() : plain + exception.getMessage();
    }
}
