package dev.buildrun.deploy;

import dev.buildrun.Folders;
import dev.buildrun.Service;
import dev.buildrun.api.contract.CheckedHttpClient;
import dev.buildrun.config.ConfigFile;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.database.EmbeddedServer;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The whole service on a PostgreSQL of its own, configured as ./run does it, and a guest who calls it. */
final class RunningBuildrun implements AutoCloseable {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration LOADING = Duration.ofMinutes(2);

    private final HttpClient client = CheckedHttpClient.create();
    private final EmbeddedServer postgres;
    private final Database database;
    private final Service service;
    private final String baseUrl;
    private final String token;

    private RunningBuildrun(EmbeddedServer postgres, Database database, Service service, String baseUrl)
            throws IOException, InterruptedException {
        this.postgres = postgres;
        this.database = database;
        this.service = service;
        this.baseUrl = baseUrl;
        this.token = get("/api/auth/guest/refresh", Map.of())
                .path("backstageIdentity")
                .path("token")
                .asString();
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param folder for all of its data
     * @param overlays texts of configuration that go over the example's
     */
    static RunningBuildrun start(Path folder, String... overlays) throws IOException, InterruptedException {
        var port = FreePort.find();
        var files = new ArrayList<>(
                List.of(PROJECT.resolve("deploy/app-config.yaml"), PROJECT.resolve("deploy/example/app-config.yaml")));
        for (var overlay : overlays) {
            files.add(Files.writeString(folder.resolve("overlay-" + files.size() + ".yaml"), overlay));
        }
        var folders = new Folders(folder);
        var config = ServiceConfig.of(
                new ConfigFile(Map.of("BUILDRUN_PORT", Integer.toString(port))).read(files),
                port,
                PROJECT,
                folders.git());
        var postgres = EmbeddedServer.start(folder.resolve("postgres"));
        var database = Database.open(postgres.database());
        var service = Service.start(config, database, folders, null, Clock.systemUTC());
        service.awaitLoaded(LOADING, _ -> {});
        return new RunningBuildrun(postgres, database, service, "http://localhost:" + port);
    }

    String token() {
        return token;
    }

    String baseUrl() {
        return baseUrl;
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return get(path, Map.of("Authorization", "Bearer " + token));
    }

    private JsonNode get(String path, Map<String, String> headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(baseUrl + path)).timeout(Duration.ofSeconds(30));
        headers.forEach(request::header);
        var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new AssertionError(path + " answered " + response.statusCode() + ": " + response.body());
        }
        return Json.read(response.body());
    }

    HttpResponse<String> post(String path, JsonNode body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)));
        return send(request);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Creates a task and reads its event stream to the end; the body of its last event. */
    JsonNode runTask(JsonNode task) throws IOException, InterruptedException {
        var created = post("/api/scaffolder/v2/tasks", task);
        if (created.statusCode() != 201) {
            throw new AssertionError("The task was not created: " + created.body());
        }
        var id = Json.read(created.body()).path("id").asString();
        var stream = HttpRequest.newBuilder(URI.create(baseUrl + "/api/scaffolder/v2/tasks/" + id + "/eventstream"))
                .timeout(Duration.ofMinutes(2))
                .header("Authorization", "Bearer " + token);
        var lines = client.send(stream.build(), HttpResponse.BodyHandlers.ofLines());
        return lines.body()
                .filter(line -> line.startsWith("data: "))
                .map(line -> Json.read(line.substring("data: ".length())))
                .filter(event -> event.path("type").asString().equals("completion"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("The stream of task " + id + " ended without a completion"))
                .path("body");
    }

    @Override
    public void close() {
        service.close();
        database.close();
        postgres.close();
    }
}
