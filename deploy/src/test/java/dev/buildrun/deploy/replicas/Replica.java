package dev.buildrun.deploy.replicas;

import dev.buildrun.deploy.crash.CrashFailure;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One process of Buildrun on a PostgreSQL that it shares, which can be killed, stopped and continued by its pid. */
public final class Replica implements AutoCloseable {
    public static final String TOKEN = "the-token-of-the-replicas-test";
    static final String POSITION = "Buildrun-Position";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int DYING_SECONDS = 20;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final String name;
    private final Settings settings;
    private volatile @Nullable Process process;

    /**
     * How a replica is started.
     *
     * @param project the root of the project
     * @param folder for its data, its configuration and its log
     * @param skewSeconds by how much its wall clock is wrong
     */
    record Settings(
            Path project, Path folder, int port, String databaseUrl, JsonNode config, int skewSeconds, Launch launch) {}

    /**
     * What runs.
     *
     * @param jvmOptions besides those that {@code ./run} gives
     * @param mainClass takes the arguments of {@code dev.buildrun.Main}
     */
    public record Launch(List<String> jvmOptions, String classPath, String mainClass) {
        /** What the distribution has. */
        static final Launch USUAL = new Launch(
                List.of("-Xmx512m"),
                System.getProperty(
                        "buildrun.classpath", "catalog-service/target/buildrun.jar:catalog-service/target/lib/*"),
                "dev.buildrun.Main");
    }

    Replica(String name, Settings settings) {
        this.name = name;
        this.settings = settings;
    }

    public String name() {
        return name;
    }

    /** Starts the process and returns at once. */
    public void start() throws IOException {
        var folder = Files.createDirectories(settings.folder().resolve(name));
        var config = Files.writeString(folder.resolve("app-config.yaml"), Json.write(settings.config()));
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ProcessBuilder(
                java,
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dlogback.configurationFile=logback-terminal.xml",
                "-Dbuildrun.log=" + folder.resolve("buildrun.log"),
                "-cp",
                settings.launch().classPath(),
                settings.launch().mainClass(),
                "--config",
                "deploy/app-config.yaml",
                "--config",
                config.toString(),
                "--data",
                folder.resolve("data").toString(),
                "--port",
                Integer.toString(settings.port()),
                "--database",
                settings.databaseUrl());
        command.command().addAll(1, settings.launch().jvmOptions());
        command.environment().put("BUILDRUN_PORT", Integer.toString(settings.port()));
        command.environment().putAll(Skew.environment(settings.skewSeconds()));
        process = command.directory(settings.project().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("output").toFile()))
                .start();
    }

    public boolean isAlive() {
        var now = process;
        return now != null && now.isAlive();
    }

    public long pid() {
        var now = process;
        if (now == null) {
            throw new IllegalStateException(name + " does not run");
        }
        return now.pid();
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        var now = process;
        if (now == null) {
            return;
        }
        if (!now.isAlive()) {
            throw new CrashFailure(name + " ended by itself with " + now.exitValue() + ", see " + settings.folder());
        }
        now.destroyForcibly();
        if (!now.waitFor(DYING_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The process does not die: " + now.pid());
        }
        process = null;
    }

    /** SIGTERM, as an orchestrator ends it; returns how long it took. */
    public Duration stop() throws InterruptedException {
        var now = process;
        var start = System.nanoTime();
        if (now != null) {
            now.destroy();
            if (!now.waitFor(DYING_SECONDS * 2, TimeUnit.SECONDS)) {
                throw new CrashFailure(name + " does not stop when it is told to");
            }
            process = null;
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** SIGSTOP: the process keeps everything and does nothing. */
    void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** SIGCONT. */
    void goOn() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        var exit =
                new ProcessBuilder("kill", signal, Long.toString(pid())).start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException("kill " + signal + " " + pid() + " failed with " + exit);
        }
    }

    /** Waits until it answers all requests. */
    public void awaitReady(Duration patience) throws InterruptedException {
        var end = System.nanoTime() + patience.toNanos();
        while (!isReady()) {
            if (!isAlive()) {
                throw new CrashFailure(name + " ended by itself before it was ready, see " + settings.folder());
            }
            if (System.nanoTime() > end) {
                throw new CrashFailure(
                        name + " was not ready within " + patience.toSeconds() + " s, see " + settings.folder());
            }
            Thread.sleep(50);
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            return send("GET", "/.backstage/health/v1/readiness", null, Map.of())
                            .statusCode()
                    == 200;
        } catch (IOException _) {
            return false;
        }
    }

    /** @param body null for none */
    public HttpResponse<String> send(String method, String path, @Nullable JsonNode body, Map<String, String> headers)
            throws IOException, InterruptedException {
        var publisher = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(Json.write(body));
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + settings.port() + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + TOKEN)
                .method(method, publisher);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The body of a good answer. */
    public JsonNode get(String path) throws IOException, InterruptedException {
        var response = send("GET", path, null, Map.of());
        if (response.statusCode() != 200) {
            throw new CrashFailure(
                    path + " of " + name + " answered " + response.statusCode() + ": " + response.body());
        }
        return Json.read(response.body());
    }

    static List<String> ofPosition(HttpResponse<?> response) {
        return response.headers().allValues(POSITION);
    }

    @Override
    public void close() {
        var now = process;
        if (now != null && now.isAlive()) {
            now.destroyForcibly();
        }
    }

    public int port() {
        return settings.port();
    }

    /** Where its log and its data are. */
    public Path folder() {
        return settings.folder().resolve(name);
    }
}
