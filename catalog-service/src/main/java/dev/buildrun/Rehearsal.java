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
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int ROUNDS = 20;
    private static final int TASKS_A_ROUND = 10;
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
                createTasks(client, token);
            }
            awaitTasks(client, token);
        } catch (IOException exception) {
            throw new IllegalStateException("The service did not answer: " + exception.getMessage(), exception);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the service answered", exception);
        }
    }

    private void createTasks(HttpClient client, String token) throws IOException, InterruptedException {
        for (var task = 0; task < TASKS_A_ROUND; task++) {
            var body = "{\"templateRef\":\"template:default/rehearsal\",\"values\":{\"name\":\"made-up-" + task
                    + "\",\"owner\":\"group:default/team-orders\",\"public\":" + (task % 2 == 0) + "}}";
            var request = request("/api/scaffolder/v2/tasks", token)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body));
            client.send(request.build(), HttpResponse.BodyHandlers.discarding());
        }
    }

    /** Until all tasks have ended, or for as long as this is worth. */
    private void awaitTasks(HttpClient client, String token) throws IOException, InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        for (var status : List.of("open", "processing")) {
            var path = "/api/scaffolder/v2/tasks?limit=0&status=" + status;
            while (Json.read(get(client, path, token)).path("totalTasks").asInt(0) > 0 && System.nanoTime() < end) {
                Thread.sleep(LOOK);
            }
        }
    }

    private String get(HttpClient client, String path, String token) throws IOException, InterruptedException {
        return client.send(request(path, token).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token);
    }
}
