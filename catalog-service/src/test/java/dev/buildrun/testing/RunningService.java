package dev.buildrun.testing;

import dev.buildrun.Folders;
import dev.buildrun.Service;
import dev.buildrun.api.contract.CheckedHttpClient;
import dev.buildrun.config.Config;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The whole service on a PostgreSQL database and a free port, with a client for it. */
public final class RunningService implements AutoCloseable {
    private static final Duration LOADING = Duration.ofSeconds(60);

    private final HttpClient client = CheckedHttpClient.create();
    private final Database database;
    private final Service service;

    private RunningService(Database database, Service service) {
        this.database = database;
        this.service = service;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param yaml the whole configuration but for where it listens
     */
    public static RunningService start(DatabaseConfig databaseConfig, Path folder, String yaml) {
        return start(databaseConfig, folder, yaml, 0);
    }

    /** The same on a port that is known before. */
    public static RunningService start(DatabaseConfig databaseConfig, Path folder, String yaml, int port) {
        return start(databaseConfig, folder, yaml, port, Clock.systemUTC());
    }

    /** The same with another clock. */
    public static RunningService start(DatabaseConfig databaseConfig, Path folder, String yaml, int port, Clock clock) {
        var folders = new Folders(folder);
        var config = ServiceConfig.of(Config.of(Yaml.read(yaml)), port, folder, folders.git());
        var database = Database.open(databaseConfig);
        var service = Service.start(config, database, folders, null, clock);
        service.awaitLoaded(LOADING, _ -> {});
        return new RunningService(database, service);
    }

    /** An answer, with its body as text. */
    public record Answer(int status, String body, HttpResponse<String> response) {
        public JsonNode json() {
            return Json.read(body);
        }

        /** {@code 404 NotFoundError: the message}. */
        public String error() {
            var error = json().path("error");
            return status + " " + error.path("name").asString("") + ": "
                    + error.path("message").asString("");
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    public Answer get(String token, String path) {
        return send(token, "GET", path, null, Map.of());
    }

    public Answer send(String token, String method, String path, @Nullable String json) {
        return send(token, method, path, json, Map.of("Content-Type", "application/json"));
    }

    /**
     * Sends a request.
     *
     * @param body null for none
     */
    public Answer send(String token, String method, String path, @Nullable String body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .timeout(Duration.ofSeconds(90))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        headers.forEach(request::header);
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

    /** The lines of an answer that need not end, as they come; to be closed. */
    public Stream<String> lines(String token, String path, String accept) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .header("Authorization", "Bearer " + token)
                .header("Accept", accept)
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofLines()).body();
        } catch (IOException exception) {
            throw new IllegalStateException(exception);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(exception);
        }
    }

    public Database database() {
        return database;
    }

    @Override
    public void close() {
        client.close();
        service.close();
        database.close();
    }
}
