package dev.buildrun;

import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/**
 * What a service is asked that starts only so that the JVM learns what a start and the first requests need. Nothing depends on the
 * answers: where guests may not come in, these are refusals.
 */
final class Rehearsal {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ROUNDS = 20;
    private static final List<String> PATHS = List.of(
            "/api/catalog/entities/by-query?limit=20&orderField=metadata.name,asc&filter=kind=component",
            "/api/catalog/entities/by-query?limit=20&fullTextFilterTerm=a",
            "/api/catalog/entity-facets?facet=kind",
            "/api/catalog/entities/by-name/component/default/nothing",
            "/api/scaffolder/v2/actions");

    private final String base;

    Rehearsal(int port) {
        this.base = "http://127.0.0.1:" + port;
    }

    void run() {
        try (var client = HttpClient.newHttpClient()) {
            var token = Json.read(get(client, "/api/auth/guest/refresh", ""))
                    .path("backstageIdentity")
                    .path("token")
                    .asString("");
            for (var round = 0; round < ROUNDS; round++) {
                for (var path : PATHS) {
                    get(client, path, token);
                }
            }
        } catch (IOException exception) {
            throw new IllegalStateException("The service did not answer: " + exception.getMessage(), exception);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the service answered", exception);
        }
    }

    private String get(HttpClient client, String path, String token) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
