package dev.buildrun.catalog.process;

import com.sun.management.OperatingSystemMXBean;
import dev.buildrun.catalog.intake.DesiredEntity;
import dev.buildrun.catalog.intake.Lane;
import dev.buildrun.catalog.intake.MutationTerms;
import dev.buildrun.catalog.log.Cause;
import dev.buildrun.database.DatabaseConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import org.eclipse.jgit.util.FileUtils;

/**
 * Measures how fast entities come in, on a durable PostgreSQL of its own, until the index shows them all. Prints entities, statements,
 * transactions, rows and WAL for each step.
 *
 * <p>Arguments: the steps, of {@code files} (descriptor files; then the same again, and one that changes), {@code location} (one Location that
 * leads to all files), {@code provider} (one mutation with everything, then the same again), {@code overtaking} (one entity in the other lane while a mutation is processed); {@code entities=20000},
 * {@code perFile=500}, {@code profile=FILE} for a recording of the flight recorder, {@code folder=DIRECTORY} for the data of PostgreSQL.
 */
final class IntakeSpeed implements AutoCloseable {
    private static final long PATIENCE_NANOS = 3_600_000_000_000L;
    private static final int CHANGES = 10;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final EmbeddedPostgres postgres;
    private final Path folder;
    private final int entities;
    private final int perFile;

    private IntakeSpeed(Arguments arguments) throws IOException {
        var parent = Path.of(arguments.text("folder", System.getProperty("java.io.tmpdir")));
        this.folder = Files.createTempDirectory(parent, "intake-speed");
        this.entities = arguments.number("entities", 20_000);
        this.perFile = arguments.number("perFile", 500);
        this.postgres = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgres"))
                .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("shared_buffers", "256MB")
                .start();
    }

    private record Arguments(List<String> given) {
        boolean has(String step) {
            return given.contains(step) || given.stream().allMatch(each -> each.contains("="));
        }

        String text(String name, String absent) {
            return given.stream()
                    .filter(each -> each.startsWith(name + "="))
                    .map(each -> each.substring(name.length() + 1))
                    .findFirst()
                    .orElse(absent);
        }

        int number(String name, int absent) {
            return Integer.parseInt(text(name, String.valueOf(absent)));
        }
    }

    public static void main(String[] arguments) throws Exception {
        var given = new Arguments(List.of(arguments));
        try (var speed = new IntakeSpeed(given);
                var recording = new Recording(Configuration.getConfiguration("profile"))) {
            var profile = given.text("profile", "");
            if (!profile.isEmpty()) {
                recording.setDestination(Path.of(profile));
                recording.start();
            }
            if (given.has("files")) {
                speed.files();
            }
            if (given.has("location")) {
                speed.location();
            }
            if (given.has("provider")) {
                speed.provider();
            }
            if (given.has("overtaking")) {
                speed.overtaking();
            }
        }
    }

    private DatabaseConfig database(String name) throws SQLException {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        var url = "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + name;
        return DatabaseConfig.of(url, "postgres", "postgres");
    }

    private interface Work {
        void run() throws Exception;
    }

    /** Runs a step, and prints what it took until it was over. */
    private void step(String name, RunningLoops catalog, Work work) throws Exception {
        try (var connection = catalog.database.dataSource().getConnection()) {
            connection.setAutoCommit(true);
            try (var statement = connection.createStatement()) {
                statement.execute("create extension if not exists pg_stat_statements");
                statement.execute("select pg_stat_statements_reset()");
            }
            var before = DatabaseCounters.read(connection);
            var cpu = SYSTEM.getProcessCpuTime();
            var started = System.nanoTime();
            work.run();
            var nanos = System.nanoTime() - started;
            var spent = SYSTEM.getProcessCpuTime() - cpu;
            print(name, nanos, spent, connection, before);
        }
    }

    private void print(String name, long nanos, long cpu, Connection connection, DatabaseCounters before)
            throws SQLException {
        var done = DatabaseCounters.read(connection).since(before);
        System.out.printf(
                "%s: %,.0f ms, %,.0f entities/s, %.2f statements and %.3f transactions and %.1f rows and %,d bytes of WAL"
                        + " each, %,d rows in all, %.0f us of this process each%n",
                name,
                nanos / 1e6,
                entities * 1e9 / nanos,
                (double) done.statements() / entities,
                (double) done.transactions() / entities,
                (double) done.rowsWritten() / entities,
                done.walBytes() / entities,
                done.rowsWritten(),
                cpu / 1e3 / entities);
        DatabaseCounters.slowest(connection, 14).forEach(System.out::println);
    }

    private void files() throws Exception {
        var descriptors = new GeneratedDescriptors(entities);
        var files = descriptors.write(Files.createDirectories(folder.resolve("files")), perFile);
        try (var catalog = RunningLoops.start(database("files"), files)) {
            var locations = RunningLoops.locations(files);
            step("descriptor files", catalog, () -> {
                catalog.intake.replace("config", locations, Cause.of("provider:config"));
                await(catalog, entities + files.size());
            });
            step("the same files again", catalog, () -> {
                locations.forEach(location -> catalog.intake.refresh(location.ref()));
                awaitIdle(catalog, locations);
            });
            step(CHANGES + " times one entity changed", catalog, () -> {
                for (var version = 1; version <= CHANGES; version++) {
                    descriptors.writeChanged(files.getFirst(), perFile, version);
                    change(catalog, locations.getFirst());
                }
            });
        }
    }

    private void location() throws Exception {
        var files = new GeneratedDescriptors(entities)
                .write(Files.createDirectories(folder.resolve("below-location")), perFile);
        var all = folder.resolve("all.yaml");
        var targets = files.stream().map(file -> "    - " + file + "\n").collect(Collectors.joining());
        var location = """
                apiVersion: backstage.io/v1alpha1
                kind: Location
                metadata: { name: all }
                spec:
                  targets:
                """;
        Files.writeString(all, location + targets);
        try (var catalog = RunningLoops.start(database("location"), List.of(all))) {
            step("one Location", catalog, () -> {
                catalog.intake.replace("config", RunningLoops.locations(List.of(all)), Cause.of("provider:config"));
                await(catalog, entities + 2);
            });
        }
    }

    private static void change(RunningLoops catalog, DesiredEntity location) throws InterruptedException {
        var position = catalog.index.snapshot().position();
        var started = System.nanoTime();
        catalog.intake.refresh(location.ref());
        awaitPosition(catalog, position + 1);
        System.out.printf("one entity changed: visible after %,.1f ms%n", (System.nanoTime() - started) / 1e6);
    }

    private void provider() throws Exception {
        try (var catalog = RunningLoops.start(database("provider"), List.of())) {
            var desired = desired(0, entities);
            step("one mutation", catalog, () -> {
                var started = System.nanoTime();
                catalog.intake.replace("provider", desired, Cause.of("provider:provider"));
                System.out.printf("declared after %,.0f ms%n", (System.nanoTime() - started) / 1e6);
                await(catalog, entities);
            });
            step("the same mutation again", catalog, () -> {
                catalog.intake.replace("provider", desired, Cause.of("provider:provider"));
                awaitIdle(catalog, List.of());
            });
        }
    }

    private void overtaking() throws Exception {
        try (var catalog = RunningLoops.start(database("overtaking"), List.of())) {
            var declaring = Thread.ofVirtual()
                    .start(() ->
                            catalog.intake.replace("provider", desired(0, entities), Cause.of("provider:provider")));
            var waits = new ArrayList<Double>();
            var terms = MutationTerms.of(Cause.of("provider:user"));
            var urgent = new MutationTerms(terms.cause(), Lane.URGENT, terms.conflicts(), terms.mode(), null);
            while (catalog.index.snapshot().size() < entities) {
                var own = desired(entities + waits.size(), entities + waits.size() + 1);
                var started = System.nanoTime();
                catalog.intake.sources().adjust("user", own, List.of(), urgent);
                while (catalog.index.snapshot().byRef(own.getFirst().ref()).isEmpty()) {
                    Thread.sleep(1);
                }
                waits.add((System.nanoTime() - started) / 1e6);
                Thread.sleep(50);
            }
            declaring.join();
            waits.sort(null);
            System.out.printf(
                    "overtaking: %d writes while %,d entities came in, visible after %.0f ms (median), %.0f ms (p99), %.0f"
                            + " ms (longest)%n",
                    waits.size(),
                    entities,
                    waits.get(waits.size() / 2),
                    waits.get(waits.size() * 99 / 100),
                    waits.getLast());
        }
    }

    private List<DesiredEntity> desired(int from, int to) {
        var descriptors = new GeneratedDescriptors(entities);
        var location = "url:https://provider.example.com/all";
        return IntStream.range(from, to)
                .mapToObj(number -> DesiredEntity.of(descriptors.entity(number, location), location))
                .toList();
    }

    private static void await(RunningLoops catalog, int size) throws InterruptedException {
        var end = System.nanoTime() + PATIENCE_NANOS;
        while (catalog.index.snapshot().size() < size && System.nanoTime() < end) {
            Thread.sleep(2);
        }
        awaitPosition(catalog, catalog.log.latest());
    }

    private static void awaitPosition(RunningLoops catalog, long position) throws InterruptedException {
        while (catalog.index.snapshot().position() < position) {
            Thread.sleep(1);
        }
    }

    private static void awaitIdle(RunningLoops catalog, List<DesiredEntity> due) throws InterruptedException {
        var refs = due.stream().map(DesiredEntity::ref).toList();
        while (catalog.intake.sources().unfinished(refs) > 0) {
            Thread.sleep(2);
        }
        awaitPosition(catalog, catalog.log.latest());
    }

    @Override
    public void close() throws IOException {
        postgres.close();
        FileUtils.delete(folder.toFile(), FileUtils.RECURSIVE);
    }
}
