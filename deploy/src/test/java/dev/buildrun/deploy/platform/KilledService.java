package dev.buildrun.deploy.platform;

import dev.buildrun.database.EmbeddedServer;
import dev.buildrun.deploy.FreePort;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The service in a process of its own, with a database that outlives it, and with a {@link CuttingProxy} before the cluster. */
final class KilledService implements AutoCloseable {
    private static final String TOKEN = "the-token-of-the-crash-test";
    private static final Duration STARTING = Duration.ofMinutes(2);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path project;
    private final Path folder;
    private final EmbeddedServer postgres;
    private final CuttingProxy proxy;
    private final int port;
    private @Nullable Process process;

    /** @param cluster the address of the API server */
    KilledService(Path project, Path folder, URI cluster) throws IOException, GeneralSecurityException {
        this.project = project;
        this.folder = folder;
        postgres = EmbeddedServer.start(folder.resolve("postgres"));
        proxy = new CuttingProxy(cluster);
        port = FreePort.find();
        Files.writeString(folder.resolve("overlay.yaml"), """
                backend:
                  auth: {externalAccess: [{type: static, options: {token: %s, subject: crash}}]}
                kubernetes:
                  clusterLocatorMethods:
                    - type: config
                      clusters: [{name: crash, url: 'http://127.0.0.1:%d', serviceAccountToken: buildrun-token}]
                buildrun:
                  scaffolder: {maxInterruptions: 1000}
                  providers: {crash: {subjects: ['external:crash']}}
                  platform: {environments: {dev: crash, crash-one: crash, crash-two: crash}}
                scaffolder: {taskRecovery: {staleTimeout: 5s}}
                """.formatted(TOKEN, proxy.port()));
    }

    Path folder() {
        return folder;
    }

    void start() throws IOException, InterruptedException {
        process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PlatformChild.class.getName(),
                        project.toString(),
                        folder.resolve("data").toString(),
                        Integer.toString(port),
                        postgres.database().jdbcUrl(),
                        folder.resolve("overlay.yaml").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("output").toFile()))
                .start();
        var end = System.nanoTime() + STARTING.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            try {
                if (send("GET", "/.backstage/health/v1/readiness", null).statusCode() == 200) {
                    return;
                }
            } catch (IOException _) {
                // Not there yet.
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("The service did not start, see " + folder.resolve("output"));
    }

    void kill() {
        var running = process;
        if (running != null) {
            running.destroyForcibly();
            running.onExit().join();
        }
    }

    /**
     * Lets it die at a change of the cluster.
     *
     * @param change the how manieth from now, from 1
     * @param before whether the cluster hears nothing of that change; else it makes it, and the service hears nothing of that
     * @return is counted down when it is dead
     */
    CountDownLatch diesAt(int change, boolean before) {
        var died = new CountDownLatch(1);
        proxy.cutAt(new CuttingProxy.Cut(change, before, () -> {
            kill();
            died.countDown();
        }));
        return died;
    }

    void diesNoMore() {
        proxy.cutAt(null);
    }

    HttpResponse<String> send(String method, String path, @Nullable JsonNode body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(Json.write(body)));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The answer to what must succeed. */
    JsonNode must(int status, String method, String path, @Nullable JsonNode body)
            throws IOException, InterruptedException {
        var answer = send(method, path, body);
        if (answer.statusCode() != status) {
            throw new IllegalStateException(method + " " + path + ": expected " + status + ", found "
                    + answer.statusCode() + " " + answer.body());
        }
        return answer.body().isEmpty() ? Json.object() : Json.read(answer.body());
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return must(200, "GET", path, null);
    }

    Connection database() throws SQLException {
        return DriverManager.getConnection(postgres.database().jdbcUrl(), "postgres", "postgres");
    }

    @Override
    public void close() throws IOException {
        kill();
        proxy.close();
        postgres.close();
        client.close();
    }
}
