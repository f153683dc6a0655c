package dev.buildrun.catalog.http;

import dev.buildrun.access.Authenticator;
import dev.buildrun.access.Caller;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.access.ResourceDecisions;
import dev.buildrun.api.contract.CheckedHttpClient;
import dev.buildrun.http.HttpConfig;
import dev.buildrun.http.HttpEdge;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Readiness;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The catalog's routes behind a real HTTP edge on a free port, for a caller who may do everything. */
final class CatalogServer implements AutoCloseable {
    private static final Authenticator ANYBODY = (_, _) -> new Caller.Service("external:test");
    static final CatalogAccess ACCESS = new CatalogAccess(
            new PermissionPolicy(), new ResourceDecisions(new PermissionPolicy(), List.of()), ANYBODY);

    private final HttpClient client = CheckedHttpClient.create();
    private final HttpEdge edge;

    private CatalogServer(HttpEdge edge) {
        this.edge = edge;
    }

    static CatalogServer start(Mount mount) {
        return start(List.of(mount), ANYBODY);
    }

    static CatalogServer start(List<Mount> mounts, Authenticator authenticator) {
        var readiness = new Readiness();
        readiness.ready();
        return new CatalogServer(HttpEdge.start(HttpConfig.loopback(0), mounts, authenticator, readiness));
    }

    static CatalogServer start(List<Route> routes) {
        return start(Mount.plugin("catalog", routes));
    }

    /** An answer, with its body as text. */
    record Answer(int status, String body, HttpResponse<String> response) {
        JsonNode json() {
            return Json.read(body);
        }

        String message() {
            return json().path("error").path("message").asString();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    Answer post(String path, String json) {
        return send("POST", path, json);
    }

    /** @param json null for no body */
    Answer send(String method, String path, @Nullable String json) {
        var request = request(path);
        if (json == null) {
            return send(request.method(method, HttpRequest.BodyPublishers.noBody()));
        }
        return send(request.header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json)));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + "/api/catalog" + path))
                .timeout(Duration.ofSeconds(30));
    }

    Answer send(HttpRequest.Builder request) {
        try {
            var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException exception) {
            throw new IllegalStateException(exception);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(exception);
        }
    }

    @Override
    public void close() {
        client.close();
        edge.close();
    }
}
