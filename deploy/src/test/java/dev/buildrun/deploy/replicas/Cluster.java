package dev.buildrun.deploy.replicas;

import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.database.EmbeddedServer;
import dev.buildrun.deploy.FreePort;
import dev.buildrun.deploy.crash.Sources;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;

/** A PostgreSQL, sources to read, and any number of replicas on both. */
public final class Cluster implements AutoCloseable {
    /** After which processing reads a source again. */
    static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Path project;
    private final Path folder;
    private final EmbeddedServer server;
    private final Sources sources;
    private final String staleTimeout;
    private final List<Replica> replicas = new CopyOnWriteArrayList<>();

    private Cluster(Path project, Path folder, EmbeddedServer server, Sources sources, String staleTimeout) {
        this.project = project;
        this.folder = folder;
        this.server = server;
        this.sources = sources;
        this.staleTimeout = staleTimeout;
    }

    /**
     * Starts PostgreSQL and the sources, and no replica yet.
     *
     * @param staleTimeout the lease of a task
     */
    public static Cluster open(Path project, Path folder, String staleTimeout) throws IOException {
        Files.createDirectories(folder);
        var server = EmbeddedServer.start(folder.resolve("postgres"));
        return new Cluster(project, folder, server, Sources.open(folder.resolve("sources")), staleTimeout);
    }

    public Sources sources() {
        return sources;
    }

    DatabaseConfig database() {
        return server.database();
    }

    /** A connection each of whose selects sees what is committed. */
    public Connection connect() throws SQLException {
        var database = server.database();
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }

    /** Makes another replica; it is not started. All have one folder of Git repositories. */
    Replica add(int skewSeconds) throws IOException {
        return add(skewSeconds, Replica.Launch.USUAL);
    }

    /** The same with something else around it. */
    public Replica add(int skewSeconds, Replica.Launch launch) throws IOException {
        var name = "replica-" + replicas.size();
        var port = FreePort.find();
        var data = Files.createDirectories(folder.resolve(name).resolve("data"));
        var git = Files.createDirectories(folder.resolve("git"));
        Files.createSymbolicLink(data.resolve("git"), git);
        var database = server.database();
        var url = database.jdbcUrl() + "?user=" + database.user() + "&password=" + database.password();
        var replica =
                new Replica(name, new Replica.Settings(project, folder, port, url, config(port), skewSeconds, launch));
        Runtime.getRuntime().addShutdownHook(new Thread(replica::close));
        replicas.add(replica);
        return replica;
    }

    private JsonNode config(int port) {
        var json = Json.object();
        var backend = json.putObject("backend");
        backend.put("baseUrl", "http://127.0.0.1:" + port);
        backend.putObject("reading").putArray("allow").addObject().put("host", sources.host());
        backend.putObject("auth")
                .putArray("externalAccess")
                .addObject()
                .put("type", "static")
                .putObject("options")
                .put("token", Replica.TOKEN)
                .put("subject", "replicas-test");
        var catalog = json.putObject("catalog");
        catalog.putObject("processingInterval").put("milliseconds", INTERVAL.toMillis());
        catalog.putArray("rules")
                .addObject()
                .putArray("allow")
                .add("Component")
                .add("Location")
                .add("Template");
        var buildrun = json.putObject("buildrun");
        var providers = buildrun.putObject("providers");
        for (var writer = 0; writer < Writer.COUNT; writer++) {
            providers.putObject(Writer.provider(writer)).putArray("subjects").add("external:replicas-test");
        }
        providers.putObject("probe").putArray("subjects").add("external:replicas-test");
        // Replicas must agree on the key, since any of them may run a task that another one has taken in.
        buildrun.putObject("scaffolder").put("secretsKey", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
        json.putObject("scaffolder").putObject("taskRecovery").put("staleTimeout", staleTimeout);
        return json;
    }

    public List<Replica> replicas() {
        return replicas;
    }

    /** One of those that are alive, if any is. */
    Replica any() throws InterruptedException {
        while (true) {
            var alive = replicas.stream().filter(Replica::isAlive).toList();
            if (!alive.isEmpty()) {
                return alive.get(ThreadLocalRandom.current().nextInt(alive.size()));
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void close() {
        replicas.forEach(Replica::close);
        sources.close();
        server.close();
    }
}
