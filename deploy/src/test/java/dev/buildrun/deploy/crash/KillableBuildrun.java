package dev.buildrun.deploy.crash;

import dev.buildrun.database.EmbeddedServer;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A Buildrun as {@code ./run} starts it, in a process that is killed by its pid, and its embedded PostgreSQL. */
final class KillableBuildrun implements AutoCloseable {
    static final String TOKEN = "the-token-of-the-crash-test";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration RECOVERY = Duration.ofMinutes(2);
    private static final long DYING_SECONDS = 20;
    private static final int STATUS_LINE = 7;
    private static final String NO_SOCKET = "unix_socket_directories=";

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Path project;
    private final Path folder;
    private final List<Path> configs;
    private final int port;
    private @Nullable Process process;

    /**
     * Starts nothing yet.
     *
     * @param project the root of the project
     * @param folder for its data and its log
     * @param configs what goes over the configuration of the example
     */
    KillableBuildrun(Path project, Path folder, int port, Path... configs) {
        this.project = project;
        this.folder = folder;
        this.port = port;
        this.configs = List.of(configs);
    }

    void start() throws IOException {
        Files.createDirectories(folder);
        var command = new ProcessBuilder(
                "./run", "--api-only", "--data", data().toString(), "--port", Integer.toString(port));
        configs.forEach(config -> command.command().addAll(List.of("--config", config.toString())));
        command.environment().put("BUILDRUN_LOG", folder.resolve("buildrun.log").toString());
        process = command.directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("output").toFile()))
                .start();
    }

    private Path data() {
        return folder.resolve("data");
    }

    /** Whether the process is there. */
    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /**
     * SIGKILL for the service and for nothing else; its PostgreSQL is left behind.
     *
     * @throws CrashFailure when it has ended by itself
     */
    void kill() throws InterruptedException {
        kill(false);
    }

    /** @param mayHaveEnded whether it may have ended by itself */
    void kill(boolean mayHaveEnded) throws InterruptedException {
        if (process != null) {
            if (!process.isAlive() && !mayHaveEnded) {
                throw new CrashFailure("The service ended by itself with " + process.exitValue() + ", see " + folder);
            }
            process.destroyForcibly();
            if (!process.waitFor(DYING_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The process does not die: " + process.pid());
            }
            process = null;
        }
    }

    /** Waits until something of its database is on the disk, or of one that is not complete. */
    void awaitDatabaseFiles(Duration patience) throws IOException, InterruptedException {
        var end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end && isAlive()) {
            if (Files.exists(data())) {
                try (var files = Files.list(data())) {
                    if (files.anyMatch(file -> file.getFileName().toString().startsWith("postgres"))) {
                        return;
                    }
                }
            }
            Thread.sleep(10);
        }
    }

    /** Whether its port is open, so that it has its database. */
    boolean isLive() throws InterruptedException {
        return isHealthy("liveness");
    }

    /** Waits until its port is open; it may still be loading. */
    void awaitLive(Duration patience) throws InterruptedException {
        await("liveness", patience);
    }

    /** Waits until it answers all requests. */
    void awaitReady(Duration patience) throws InterruptedException {
        await("readiness", patience);
    }

    private void await(String health, Duration patience) throws InterruptedException {
        var end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            if (isHealthy(health)) {
                return;
            }
            if (!isAlive()) {
                throw new CrashFailure("The service ended by itself before it was ready, see " + folder);
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException(
                "The service had no " + health + " within " + patience.toSeconds() + " s, see " + folder);
    }

    private boolean isHealthy(String health) throws InterruptedException {
        try {
            return send("GET", "/.backstage/health/v1/" + health, null).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    HttpResponse<String> send(String method, String path, @Nullable JsonNode body)
            throws IOException, InterruptedException {
        var publisher = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(Json.write(body));
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .method(method, publisher);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The body of a good answer. */
    JsonNode get(String path) throws IOException, InterruptedException {
        var response = send("GET", path, null);
        if (response.statusCode() != 200) {
            throw new IllegalStateException(path + " answered " + response.statusCode() + ": " + response.body());
        }
        return Json.read(response.body());
    }

    /** Its embedded PostgreSQL, if one runs. */
    Optional<ProcessHandle> postgres() throws IOException {
        var lines = postmasterFile();
        return lines.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(lines.getFirst().trim())).filter(this::servesData);
    }

    /** A file that was left behind may name a process that has nothing to do with it. */
    private boolean servesData(ProcessHandle process) {
        return process.isAlive()
                && process.info()
                        .commandLine()
                        .map(line -> line.contains("postgres") && line.contains(data().resolve("postgres") + " "))
                        .orElse(false);
    }

    private List<String> postmasterFile() throws IOException {
        var file = data().resolve("postgres/postmaster.pid");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /** SIGKILL for PostgreSQL's first process; the others end when they notice. */
    boolean killPostgres() throws IOException {
        var postmaster = postgres();
        postmaster.ifPresent(ProcessHandle::destroyForcibly);
        return postmaster.isPresent();
    }

    /** Starts the PostgreSQL that was killed again, with the same data and on the same port, as an operator does. */
    void restartPostgres() throws IOException, InterruptedException {
        var options = Files.readString(data().resolve("postgres/postmaster.opts"))
                .trim()
                .replace("\"", "");
        var command = new ProcessBuilder(new ArrayList<>(List.of(options.split(" "))));
        if (!options.endsWith(NO_SOCKET)) {
            command.command().addAll(List.of("-c", NO_SOCKET));
        }
        if (System.getProperty("user.name").equals("root")) {
            command.command().addAll(0, List.of("unshare", "-U"));
        }
        command.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("postgres").toFile()));
        // The file of the killed one may name a pid that is still there, and PostgreSQL would not start. So may the
        // lock of its socket; the new one goes without, since nobody asks it by that.
        EmbeddedServer.makeReady(data().resolve("postgres"));
        awaitStart(command.start());
    }

    /** As {@code pg_ctl start} waits: until the server has written that it is ready to the file with its pid. */
    private void awaitStart(Process server) throws IOException, InterruptedException {
        var end = System.nanoTime() + RECOVERY.toNanos();
        while (!isReady(server)) {
            if (!server.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("PostgreSQL does not start again, see " + folder + "/postgres");
            }
            Thread.sleep(20);
        }
    }

    private boolean isReady(Process server) throws IOException {
        var lines = postmasterFile();
        return lines.size() > STATUS_LINE
                && lines.getFirst().trim().equals(Long.toString(server.pid()))
                && lines.get(STATUS_LINE).trim().equals("ready");
    }

    /** A connection to the service's own database, all of whose selects see the same moment. */
    Connection connect() throws IOException, SQLException {
        var lines = postmasterFile();
        if (lines.size() < 4) {
            throw new SQLException("No PostgreSQL runs in " + data());
        }
        var url = "jdbc:postgresql://127.0.0.1:" + lines.get(3).trim() + "/buildrun?user=postgres&password=postgres"
                + "&connectTimeout=5&socketTimeout=60";
        var connection = DriverManager.getConnection(url);
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        return connection;
    }

    /** Ends everything and deletes the data. */
    void destroy() throws IOException, InterruptedException {
        kill();
        endPostgres();
        // What makes the database may outlive the service for a moment, and go on writing.
        for (var left = 100; Files.exists(data()) && !deleteData(); left--) {
            if (left == 0) {
                throw new IllegalStateException("Somebody keeps writing to " + data());
            }
            Thread.sleep(50);
        }
    }

    /** Also the one of a database that did not become complete. */
    private void endPostgres() {
        var directory = "-D " + data().resolve("postgres");
        ProcessHandle.allProcesses()
                .filter(each -> each.info().commandLine().orElse("").contains(directory))
                .forEach(each -> {
                    each.destroy();
                    each.onExit().orTimeout(DYING_SECONDS, TimeUnit.SECONDS).join();
                });
    }

    private boolean deleteData() {
        try (var paths = Files.walk(data())) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
            return true;
        } catch (IOException | UncheckedIOException _) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            if (isAlive()) {
                kill();
            }
            endPostgres();
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(exception);
        }
    }
}
