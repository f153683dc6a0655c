package dev.buildrun.deploy.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.Main;
import dev.buildrun.api.contract.CheckedHttpClient;
import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.database.EmbeddedServer;
import dev.buildrun.deploy.FreePort;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/**
 * The service as an operator starts it, with its own PostgreSQL, in a JVM that ends at the first {@link OutOfMemoryError}. That it still
 * answers after a test proves that the test's input was met within the heap.
 */
final class SmallHeapService implements AutoCloseable {
    static final String TOKEN = "a-static-token-of-the-tests";

    /** Enough for the service and a catalog of some ten thousand entities, and far too little for what the tests send. */
    private static final String HEAP = "-Xmx256m";

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration START = Duration.ofMinutes(2);
    /** For what must come some time. */
    static final Duration LONG = Duration.ofMinutes(3);

    private final HttpClient client = CheckedHttpClient.of(
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
    private final EmbeddedServer postgres;
    private final HostileHost sources;
    private final Process process;
    private final Path log;
    private final int port;

    private SmallHeapService(EmbeddedServer postgres, HostileHost sources, Process process, Path log, int port) {
        this.postgres = postgres;
        this.sources = sources;
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** An answer with its whole body. */
    record Answer(int status, String body) {
        JsonNode json() {
            return Json.read(body);
        }

        /** The message of an error body. */
        String message() {
            return json().path("error").path("message").asString();
        }
    }

    static SmallHeapService start(Path folder) throws IOException {
        var postgres = EmbeddedServer.start(folder.resolve("postgres"));
        var sources = HostileHost.start();
        var port = FreePort.find();
        var overlay = Files.writeString(folder.resolve("overlay.yaml"), """
                backend:
                  reading:
                    allow:
                      - host: %s
                  auth:
                    externalAccess:
                      - type: static
                        options: {token: %s, subject: hostile}
                catalog:
                  rules:
                    - allow: [Component, API, Resource, System, Domain, Location, User, Group]
                buildrun:
                  http: {bodyTimeout: 4s, idleTimeout: 4s, maxConnections: 1000}
                  reading: {timeout: 3s}
                """.formatted(sources.authority(), TOKEN));
        var log = folder.resolve("log.txt");
        var process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        HEAP,
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "--config",
                        PROJECT.resolve("deploy/app-config.yaml").toString(),
                        "--config",
                        overlay.toString(),
                        "--port",
                        Integer.toString(port),
                        "--database",
                        jdbcUrl(postgres.database()),
                        "--data",
                        folder.resolve("data").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        var service = new SmallHeapService(postgres, sources, process, log, port);
        service.eventually("the service is ready", START, service::isReady);
        return service;
    }

    private static String jdbcUrl(DatabaseConfig database) {
        return database.jdbcUrl() + "?user=" + database.user() + "&password=" + database.password();
    }

    private boolean isReady() {
        try {
            return send(request("GET", "/.backstage/health/v1/readiness").build())
                            .status()
                    == 200;
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    HostileHost sources() {
        return sources;
    }

    int port() {
        return port;
    }

    /** Asks once more where the connection is closed before anything came: it may have been idle too long in the eyes of the service. */
    Answer get(String path) {
        var request = request("GET", path).build();
        try {
            return send(request);
        } catch (UncheckedIOException closed) {
            assertThat(process.isAlive()).as(closed.getMessage()).isTrue();
            return send(request);
        }
    }

    Answer post(String path, String json) {
        return send(request("POST", path)
                .header("Content-Type", "application/json")
                .method("POST", BodyPublishers.ofString(json))
                .build());
    }

    Answer delete(String path) {
        return send(request("DELETE", path).build());
    }

    HttpRequest.Builder request(String method, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + TOKEN)
                .method(method, BodyPublishers.noBody());
    }

    Answer send(HttpRequest request) {
        try {
            var response = client.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException exception) {
            throw new UncheckedIOException(request.uri() + ", the log says:\n" + tail(), exception);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(exception);
        }
    }

    /** What registering a target would bring. */
    Answer dryRun(String target) {
        return post("/api/catalog/locations?dryRun=true", location(target));
    }

    Answer register(String target) {
        return post("/api/catalog/locations", location(target));
    }

    private static String location(String target) {
        return Json.write(Json.object().put("type", "url").put("target", target));
    }

    /** Registers a source and waits until it has been processed; the errors of its Location entity, as JSON text. */
    String registeredErrors(String target) {
        var answer = register(target);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
        var location = answer.json().path("location");
        var ref = location.path("entityRef").asString();
        var errors = new String[] {""};
        eventually(ref + " has been processed", LONG, () -> {
            errors[0] = errorsOf(ref);
            return !errors[0].isEmpty();
        });
        delete("/api/catalog/locations/" + location.path("id").asString());
        return errors[0];
    }

    /** The stored errors of an entity as JSON text; empty while it has not been processed. */
    String errorsOf(String ref) {
        return select(
                "select errors from refresh_state where processed_by <> '' and claim is null and entity_ref = ?", ref);
    }

    /** The first column of the first row as text, empty where there is none. */
    String select(String sql, String parameter) {
        try (var connection = DriverManager.getConnection(jdbcUrl(postgres.database()));
                var statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? String.valueOf(rows.getString(1)) : "";
            }
        } catch (SQLException exception) {
            throw new IllegalStateException(sql, exception);
        }
    }

    boolean has(String kind, String name) {
        return get("/api/catalog/entities/by-name/" + kind + "/default/" + name).status() == 200;
    }

    void eventually(String what, Duration patience, BooleanSupplier holds) {
        var end = System.nanoTime() + patience.toNanos();
        while (!holds.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("Expected that " + what + "; the log says:\n" + tail());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /** Whether the process is the one that was started: it has met no error of memory. */
    boolean isAlive() {
        return process.isAlive();
    }

    /** The end of what the service wrote. */
    String tail() {
        try {
            var lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException exception) {
            return exception.toString();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        sources.close();
        client.close();
        postgres.close();
    }
}
