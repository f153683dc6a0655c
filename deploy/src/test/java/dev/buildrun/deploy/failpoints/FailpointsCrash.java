package dev.buildrun.deploy.failpoints;

import dev.buildrun.database.Database;
import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.database.EmbeddedServer;
import dev.buildrun.deploy.crash.Ambiguity;
import dev.buildrun.deploy.crash.CrashFailure;
import dev.buildrun.deploy.crash.Differences;
import dev.buildrun.deploy.crash.StoreChecks;
import dev.buildrun.deploy.crash.StoredState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Lets a process do everything that writes to a catalog, once for each place that sends a statement and each side of it; each time the process
 * dies there. Then somebody else goes on with the step that had no answer, and the store must be what it is when nobody dies.
 */
public final class FailpointsCrash {
    private static final int PATIENCE_SECONDS = 120;
    private static final int QUICK_SAMPLES = 10;

    private final Path folder;
    private final long seed;
    private final Choice choice;
    private final EmbeddedServer server;
    private final long started = System.nanoTime();
    private Map<String, String> expected = Map.of();
    private int databases;
    private long compared;

    /** Which kills of all: each {@code parts}-th from the one with the number {@code part}, which counts from 1, and at most so many of them. */
    private record Choice(int samples, int part, int parts) {
        static Choice of(List<String> options) {
            var at = options.indexOf("--part");
            var words = at < 0 ? new String[] {"1", "1"} : options.get(at + 1).split("/");
            var samples = options.contains("--quick") ? QUICK_SAMPLES : Integer.MAX_VALUE;
            return new Choice(samples, Integer.parseInt(words[0]), Integer.parseInt(words[1]));
        }

        List<String[]> from(List<String[]> all) {
            return IntStream.range(0, all.size())
                    .filter(number -> number % parts == part - 1)
                    .mapToObj(all::get)
                    .limit(samples)
                    .toList();
        }
    }

    private FailpointsCrash(Path folder, long seed, Choice choice, EmbeddedServer server) {
        this.folder = folder;
        this.seed = seed;
        this.choice = choice;
        this.server = server;
    }

    /**
     * Takes a folder and then {@code --seed S}, {@code --quick}, which samples ten kills, and {@code --part I/N}, which takes one of N
     * parts of them, from 1.
     */
    public static void main(String[] arguments) throws Exception {
        var options = List.of(arguments);
        var seedAt = options.indexOf("--seed");
        var seed = seedAt < 0 ? System.nanoTime() % 1_000_000 : Long.parseLong(options.get(seedAt + 1));
        var folder = Path.of(arguments[0]);
        try (var server = EmbeddedServer.start(folder.resolve("postgres"))) {
            new FailpointsCrash(folder, seed, Choice.of(options), server).run();
        } catch (CrashFailure failure) {
            System.out.println("crash failpoints: FAILED, seed " + seed + ": " + failure.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }

    private void run() throws Exception {
        Database.open(server.database()).close();
        expected = recomputation();
        var sites = record();
        say(sites.size() + " places send the statements of writes; a store has " + expected.size()
                + " things to compare");
        var all = new ArrayList<String[]>();
        sites.forEach(site -> all.add(new String[] {"before", site}));
        sites.forEach(site -> all.add(new String[] {"after", site}));
        if (choice.samples() < all.size()) {
            Collections.shuffle(all, new Random(seed));
        }
        var chosen = choice.from(all);
        if (chosen.isEmpty()) {
            throw new CrashFailure("of " + all.size() + " kills none was chosen: " + choice);
        }
        var notHit = new ArrayList<String>();
        for (var each : chosen) {
            if (!dieAt(each[0], each[1])) {
                notHit.add(each[0] + " " + each[1]);
            }
        }
        if (!notHit.isEmpty()) {
            throw new CrashFailure("not hit\n    " + String.join("\n    ", notHit));
        }
        System.out.println("crash failpoints: " + sites.size() + " places, " + chosen.size() + " of " + all.size()
                + " kills before and after them, each hit, 0 not hit; " + compared
                + " things compared with a recomputation and equal; seed " + seed + ", " + seconds() + " s");
    }

    private Map<String, String> recomputation() throws SQLException {
        var pages = new Pages();
        var database = create();
        try (var catalog = new WatchedCatalog(database, pages)) {
            new Workload(pages).recompute(catalog);
        }
        return essence(database);
    }

    /** A run in which nobody dies. */
    private List<String> record() throws Exception {
        var database = create();
        var file = folder.resolve("places");
        var exit = victim(database, file.toString());
        if (exit != 0) {
            throw new CrashFailure("the workload ends with " + exit + ", see " + folder + "/victim.log");
        }
        hold("undisturbed", essence(database));
        return Files.readAllLines(file);
    }

    /** Returns whether the process came to the place. */
    private boolean dieAt(String when, String site) throws Exception {
        var database = create();
        var exit = victim(database, when, site);
        if (exit == 0) {
            say("NOT HIT " + when + " " + site);
            return false;
        }
        if (exit != Failpoints.DIED) {
            throw new CrashFailure("the process ended with " + exit + " instead of dying " + when + " " + site
                    + ", see " + folder + "/victim.log");
        }
        var step = Integer.parseInt(Files.readString(folder.resolve("step")));
        var name = when + " " + site + ", in \""
                + new Workload(new Pages()).steps().get(step).name() + "\"";
        checkTables(database, name, step);
        goOn(database, name, step);
        drop(database);
        say(name);
        return true;
    }

    /** Somebody who knows nothing of the dead asks again for what was not answered, and for all that comes afterwards. */
    private void goOn(DatabaseConfig database, String name, int from) throws SQLException {
        var pages = new Pages();
        var steps = new Workload(pages).steps();
        try (var catalog = new WatchedCatalog(database, pages)) {
            for (var number = 0; number < steps.size(); number++) {
                steps.get(number).sources().run();
                if (number == steps.size() - 1) {
                    checkTables(database, name + ", later", from);
                }
                if (number >= from) {
                    steps.get(number).act().on(catalog);
                }
            }
        }
        hold(name, essence(database));
    }

    private void checkTables(DatabaseConfig database, String name, int step) throws SQLException {
        var last = new Workload(new Pages()).steps().size() - 1;
        if (step == last) {
            // The log has forgotten, or not.
            return;
        }
        try (var connection = connect(database)) {
            var problems = StoreChecks.problems(connection);
            if (!problems.isEmpty()) {
                throw new CrashFailure(name + "\n    " + String.join("\n    ", problems));
            }
        }
    }

    private void hold(String name, Map<String, String> found) {
        var differences = Differences.between("recomputed", expected, "killed", found);
        compared += differences.compared();
        if (differences.count() > 0) {
            throw new CrashFailure(name + ": " + differences.count() + " things differ\n    "
                    + String.join("\n    ", differences.shown()));
        }
    }

    private Map<String, String> essence(DatabaseConfig database) throws SQLException {
        try (var connection = connect(database)) {
            return StoredState.read(connection).essence(new Ambiguity(Set.of(), Set.of()));
        }
    }

    private int victim(DatabaseConfig database, String... more) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-Xshare:auto",
                "-Dlogback.configurationFile=logback-terminal.xml",
                "-Dbuildrun.log=" + folder.resolve("buildrun.log"),
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                database.jdbcUrl(),
                database.user(),
                database.password(),
                folder.resolve("step").toString()));
        command.addAll(List.of(more));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("victim.log").toFile()))
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new CrashFailure("the process does not end: " + List.of(more));
        }
        return process.exitValue();
    }

    /** A database with the schema and nothing in it. */
    private DatabaseConfig create() throws SQLException {
        var name = "failpoint_" + ++databases;
        execute("create database " + name + " template buildrun");
        var config = server.database();
        return DatabaseConfig.of(
                config.jdbcUrl().replaceAll("/buildrun$", "/" + name), config.user(), config.password());
    }

    private void drop(DatabaseConfig database) throws SQLException {
        execute("drop database " + database.jdbcUrl().replaceAll(".*/", "") + " with (force)");
    }

    private void execute(String sql) throws SQLException {
        var config = server.database();
        var url = config.jdbcUrl().replaceAll("/buildrun$", "/postgres");
        try (var connection = DriverManager.getConnection(url, config.user(), config.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect(DatabaseConfig database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }

    private void say(String text) {
        System.out.println("  " + seconds() + " s  " + text);
    }

    private long seconds() {
        return (System.nanoTime() - started) / 1_000_000_000L;
    }
}
