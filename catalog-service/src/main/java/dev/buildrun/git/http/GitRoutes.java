package dev.buildrun.git.http;

import dev.buildrun.access.Authenticator;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.git.GitConfig;
import dev.buildrun.git.PushCredentials;
import dev.buildrun.git.Repositories;
import dev.buildrun.git.Transfers;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.integration.RepositoryName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * {@code /git}. The routes are open to the edge, since a Git client authenticates in its own way; each asks {@link GitAccess} first. Not
 * gated: a task that goes on after a restart pushes here before the catalog is loaded.
 */
public final class GitRoutes {
    private static final long MAX_FETCH_REQUEST_BYTES = 16L << 20;

    private final SmartHttp smart;
    private final BrowsePages pages;
    private final long maxPackBytes;

    public GitRoutes(
            GitConfig config,
            Repositories repositories,
            Transfers transfers,
            PushCredentials credentials,
            Authenticator authenticator) {
        var access = new GitAccess(authenticator, credentials, repositories, config.anonymousRead());
        this.smart = new SmartHttp(transfers, access);
        this.pages = new BrowsePages(repositories, access, config.addresses());
        this.maxPackBytes = config.limits().maxPackBytes();
    }

    /** Answers a request about a repository. */
    @FunctionalInterface
    interface RepositoryEndpoint {
        Response handle(Request request, RepositoryName repository) throws IOException;
    }

    public Mount mount() {
        return new Mount(
                "/git",
                GitAccess.PLUGIN_ID,
                false,
                List.of(
                        repository("GET", "/info/refs", smart::advertise),
                        repository("POST", "/git-upload-pack", smart::fetch).accepting(MAX_FETCH_REQUEST_BYTES),
                        repository("POST", "/git-receive-pack", smart::push).spooling(maxPackBytes),
                        Route.blocking("GET", "/", request -> challenging(() -> pages.list(request)))
                                .open(),
                        repository("GET", "", pages::repository),
                        repository("GET", "/src/branch/*", pages::source),
                        repository("GET", "/raw/branch/*", pages::raw)));
    }

    private static Route repository(String method, String pattern, RepositoryEndpoint endpoint) {
        return Route.blocking(
                        method,
                        "/:owner/:repo" + pattern,
                        request -> challenging(() -> endpoint.handle(request, name(request))))
                .open();
    }

    /** With or without {@code .git} at the end of the name. */
    private static RepositoryName name(Request request) {
        var name = request.pathParameter("repo");
        return new RepositoryName(
                request.pathParameter("owner"), name.endsWith(".git") ? name.substring(0, name.length() - 4) : name);
    }

    /** What may need credentials that did not come. */
    private interface Guarded {
        Response answer() throws IOException;
    }

    /** A Git client shows a plain text, and sends its credentials only after it has been asked for them. */
    private static Response challenging(Guarded guarded) {
        try {
            return guarded.answer();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        } catch (ServiceException exception) {
            var text = List.of((exception.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
            var headers = exception.kind() == ErrorKind.AUTHENTICATION
                    ? Map.of(
                            "Content-Type",
                            "text/plain; charset=utf-8",
                            "WWW-Authenticate",
                            "Basic realm=\"Git: the password is a token\", charset=\"UTF-8\"")
                    : Map.of("Content-Type", "text/plain; charset=utf-8");
            return new Response.Complete(exception.kind().status(), headers, text, false);
        }
    }
}
