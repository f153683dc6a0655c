package dev.buildrun.git.http;

import dev.buildrun.error.ServiceException;
import dev.buildrun.git.Transfers;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.integration.RepositoryName;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Git's smart protocol, versions 0 to 2, as its documentation of the HTTP transfer lays down. */
final class SmartHttp {
    private static final String FETCH = "git-upload-pack";
    private static final String PUSH = "git-receive-pack";

    private final Transfers transfers;
    private final GitAccess access;

    SmartHttp(Transfers transfers, GitAccess access) {
        this.transfers = transfers;
        this.access = access;
    }

    Response advertise(Request request, RepositoryName repository) throws IOException {
        return switch (request.query().first("service").orElse("")) {
            case FETCH -> {
                access.requireRead(request, repository);
                yield advertised(FETCH, transfers.advertiseFetch(repository, protocol(request)));
            }
            case PUSH -> {
                access.requirePush(request, repository);
                yield advertised(PUSH, transfers.advertisePush(repository));
            }
            default -> throw ServiceException.input("Expected a Git client that speaks the smart protocol");
        };
    }

    private static Response advertised(String service, byte[] refs) {
        return new Response.Complete(200, headers("application/x-" + service + "-advertisement"), List.of(refs), false);
    }

    Response fetch(Request request, RepositoryName repository) {
        access.requireRead(request, repository);
        requireType(request, FETCH);
        return Response.streamed(200, headers("application/x-" + FETCH + "-result"), out -> {
            try (var in = request.body().stream()) {
                transfers.fetch(repository, protocol(request), in, out);
            }
        });
    }

    Response push(Request request, RepositoryName repository) throws IOException {
        access.requirePush(request, repository);
        requireType(request, PUSH);
        try (var in = new BufferedInputStream(request.body().stream())) {
            transfers.checkPush(repository, in);
        }
        return Response.streamed(200, headers("application/x-" + PUSH + "-result"), out -> {
            try (var in = new BufferedInputStream(request.body().stream())) {
                transfers.push(repository, in, out);
            }
        });
    }

    /** A page of another site can't send this type without being asked first, so a browser pushes for nobody. */
    private static void requireType(Request request, String service) {
        var expected = "application/x-" + service + "-request";
        var found = request.header("content-type").orElse("none");
        if (!found.equals(expected)) {
            throw ServiceException.input("Expected the content type " + expected + ", found " + found);
        }
    }

    private static Map<String, String> headers(String type) {
        return Map.of("Content-Type", type, "Cache-Control", "no-cache, max-age=0, must-revalidate");
    }

    private static List<String> protocol(Request request) {
        return request.header("git-protocol").stream()
                .flatMap(header -> List.of(header.split(":", -1)).stream())
                .toList();
    }
}
