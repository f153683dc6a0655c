package dev.buildrun.deploy.crash;

import dev.buildrun.deploy.FreePort;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Kills a Buildrun with the example organisation and some thousand made-up entities again and again, while its sources change
 * and callers write, and compares its catalog with one that was made from the same sources undisturbed.
 */
public final class CatalogCrash {
    private static final Duration READY = Duration.ofMinutes(4);
    /** Of the URLs that can be registered, so many are at least before catalogs are compared. */
    private static final double REGISTERED = 0.7;

    private final CrashOptions options;
    private final Random random;
    private final Sources sources;
    private final Landscape landscape;
    private final Callers callers;
    private final KillableBuildrun victim;
    private final Map<String, Integer> kills = new TreeMap<>();
    private final List<String> moments = new ArrayList<>();
    private final List<Long> startMillis = new ArrayList<>();
    private final long started = System.nanoTime();
    private long compared;
    private long checkedRows;
    private int checks;
    private int recomputations;

    private CatalogCrash(CrashOptions options, Sources sources) throws IOException {
        this.options = options;
        this.sources = sources;
        this.random = new Random(options.seed());
        this.landscape = Landscape.create(sources, options.entities(), new Random(options.seed() + 1));
        var targets = landscape.registered().stream()
                .map(place -> sources.url(place.path()))
                .toList();
        this.callers = new Callers(targets, landscape, new Random(options.seed() + 2));
        this.victim = buildrun("killed");
    }

    public static void main(String[] arguments) throws Exception {
        var options = CrashOptions.parse(arguments);
        try (var sources = Sources.open(options.folder().resolve("sources"))) {
            new CatalogCrash(options, sources).run();
        } catch (CrashFailure failure) {
            System.out.println("crash catalog: FAILED, seed " + options.seed() + ": " + failure.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }

    private KillableBuildrun buildrun(String name) throws IOException {
        var folder = options.folder().resolve(name);
        Files.createDirectories(folder);
        var config = Files.writeString(folder.resolve("app-config.yaml"), Json.write(config()));
        var buildrun = new KillableBuildrun(options.project(), folder, FreePort.find(), config);
        Runtime.getRuntime().addShutdownHook(new Thread(buildrun::close));
        return buildrun;
    }

    /** The example's configuration with the sources added. */
    private tools.jackson.databind.JsonNode config() throws IOException {
        return CrashConfig.of(options.project(), sources.host(), landscape.configured(), options.interval());
    }

    private void run() throws Exception {
        say("seed " + options.seed() + ", " + options.kills() + " kills, sources with about " + options.entities()
                + " entities besides the example");
        for (var kill = 1; kill <= options.kills(); kill++) {
            if (options.isCalmAfter(kill)) {
                landscape.calmDown();
            }
            round(kill);
            if (options.comparesAfter(kill)) {
                recompute();
            }
        }
        say("changes of the sources: " + landscape.changes());
        say("acknowledged calls: " + callers.acknowledged());
        say("kills: " + kills + "; from start to ready: " + startMillis + " ms");
        System.out.println("crash catalog: " + options.kills() + " kills, " + checks + " checks of " + checkedRows
                + " rows, " + recomputations + " recomputations, " + compared
                + " things compared and equal, nothing lost, twice or stale; seed " + options.seed() + ", "
                + seconds() + " s");
    }

    /** The first rounds kill the making of the database; each second one of them begins with nothing. */
    private void round(int kill) throws Exception {
        if (kill <= options.killsOfNothing() && kill % 2 == 1) {
            victim.destroy();
        }
        var start = System.nanoTime();
        victim.start();
        var what = kill <= options.killsOfNothing() ? "making the database" : any();
        switch (what) {
            case "making the database" -> {
                victim.awaitDatabaseFiles(READY);
                sleep(0, 2000);
            }
            case "starting" -> {
                landscapeChanges(1 + random.nextInt(6));
                sleep(200, 5000);
            }
            case "processing" -> {
                victim.awaitLive(READY);
                landscapeChanges(5 + random.nextInt(60));
                sleep(0, 3000);
            }
            default -> {
                victim.awaitReady(READY);
                startMillis.add((System.nanoTime() - start) / 1_000_000);
                callers.start(victim);
                landscapeChanges(5 + random.nextInt(60));
                sleep(100, 2500);
                landscapeChanges(random.nextInt(10));
                sleep(0, 500);
            }
        }
        var postgres = killPostgres(kill, what);
        // One that has not yet started ends when its database goes.
        victim.kill(what.equals("starting") && !postgres.isEmpty());
        what += postgres;
        callers.stop();
        kills.merge(what, 1, Integer::sum);
        say("kill " + kill + " of " + options.kills() + ", " + what + ", " + (System.nanoTime() - start) / 1_000_000
                + " ms after the start");
        check();
    }

    /** Each thing as often as the others, in any order. */
    private String any() {
        if (moments.isEmpty()) {
            moments.addAll(List.of("starting", "processing", "being written to"));
            Collections.shuffle(moments, random);
        }
        return moments.removeLast();
    }

    /**
     * Now and then PostgreSQL is killed first: a little before the service, or so that the service sees it come back. Nobody brings
     * it back to a service that is not yet live: that one still stops whatever serves its directory, to start a server of its own.
     */
    private String killPostgres(int kill, String what) throws IOException, InterruptedException {
        if (kill <= options.killsOfNothing() || random.nextInt(3) > 0) {
            return "";
        }
        var comesBack = !what.equals("starting") || victim.isLive();
        if (!victim.killPostgres()) {
            return "";
        }
        if (random.nextBoolean() || !comesBack) {
            sleep(0, 300);
            return " + PostgreSQL killed";
        }
        sleep(0, 500);
        victim.restartPostgres();
        landscapeChanges(5);
        sleep(1000, 4000);
        return " + PostgreSQL killed and back";
    }

    private void landscapeChanges(int count) {
        synchronized (landscape) {
            landscape.change(count);
        }
    }

    private void sleep(int from, int to) throws InterruptedException {
        Thread.sleep(from + random.nextInt(to - from));
    }

    /** What must hold after every kill. PostgreSQL still runs, unless it was killed as well, or was not there yet. */
    private void check() throws Exception {
        if (victim.postgres().isEmpty()) {
            return;
        }
        try (var connection = victim.connect()) {
            if (!isMigrated(connection)) {
                return;
            }
            var problems = new ArrayList<>(StoreChecks.problems(connection));
            problems.addAll(callers.verify(connection));
            checkedRows += StoredState.read(connection).size();
            checks++;
            if (!problems.isEmpty()) {
                throw new CrashFailure("after this kill\n    " + String.join("\n    ", problems));
            }
        } catch (SQLException exception) {
            // A server that was killed while it was starting may not let anybody in yet.
            if (!String.valueOf(exception.getSQLState()).matches("08.*|57.*|3D000")) {
                throw exception;
            }
            say("  not checked: " + exception.getMessage());
        }
    }

    private static boolean isMigrated(java.sql.Connection connection) throws SQLException {
        var found = new boolean[1];
        StoredState.each(
                connection,
                "select to_regclass('change_log_head') is not null and to_regclass('locations') is not null",
                row -> found[0] = row.getBoolean(1));
        return found[0];
    }

    /** Lets both come to rest, with sources that are whole and then with some that are broken, and compares them. */
    private void recompute() throws Exception {
        var fresh = buildrun("undisturbed-" + ++recomputations);
        try {
            landscape.mend();
            var start = System.nanoTime();
            victim.start();
            fresh.start();
            victim.awaitReady(READY);
            var ready = System.nanoTime();
            check();
            callers.registerAtLeast((int) (landscape.registered().size() * REGISTERED), victim);
            fresh.awaitReady(READY);
            say("  ready after " + (ready - start) / 1_000_000 + " ms, and one that begins with nothing after "
                    + (System.nanoTime() - start) / 1_000_000 + " ms");
            for (var target : callers.registered()) {
                fresh.send(
                        "POST",
                        "/api/catalog/locations",
                        Json.object().put("type", "url").put("target", target));
            }
            compare(fresh, "whole sources");
            landscape.breakSome();
            sleep(0, 1500);
            victim.kill();
            check();
            victim.start();
            compare(fresh, "broken sources");
        } finally {
            fresh.destroy();
        }
        victim.kill();
        check();
    }

    private void compare(KillableBuildrun fresh, String what) throws Exception {
        victim.awaitReady(READY);
        Catalogs.settle(victim, options.interval());
        Catalogs.settle(fresh, options.interval());
        var left = Catalogs.stored(victim);
        var right = Catalogs.stored(fresh);
        var ambiguity = Catalogs.ambiguity(landscape, left, right);
        var served = Catalogs.served(victim);
        compare("its tables", left.essence(ambiguity), right.essence(ambiguity));
        compare(
                "what it serves",
                Catalogs.comparable(served, ambiguity),
                Catalogs.comparable(Catalogs.served(fresh), ambiguity));
        compare("its answers", Catalogs.answers(victim), Catalogs.answers(fresh));
        var ofIndex = Differences.between("the tables", left.toBeServed(), "the index", Catalogs.withoutEtags(served));
        compared += ofIndex.compared();
        failOn("the index", ofIndex);
        checkHolders(left);
        var repeated = repeatedRows();
        say("  equal, with " + what + ": " + left.bodies().size() + " entities, " + left.size() + " rows, "
                + ambiguity.contested().size() + " contested, " + repeated + " rows of the log repeat another");
    }

    private int repeatedRows() throws IOException, SQLException {
        try (var connection = victim.connect()) {
            return StoreChecks.repeatedRows(connection);
        }
    }

    private void compare(String what, Map<String, String> left, Map<String, String> right) {
        var differences = Differences.between("killed", left, "undisturbed", right);
        compared += differences.compared();
        failOn(what, differences);
    }

    private static void failOn(String what, Differences differences) {
        if (differences.count() > 0) {
            throw new CrashFailure(what + " differs in " + differences.count() + " things\n    "
                    + String.join("\n    ", differences.shown()));
        }
    }

    /** Who has an entity that several declare must be one of them. */
    private void checkHolders(StoredState state) {
        for (var ref : landscape.contested()) {
            var row = state.desired().get(ref);
            compared++;
            if (row != null && !landscape.claimants(ref).contains(String.valueOf(row.locationKey()))) {
                throw new CrashFailure(ref + " belongs to " + row.locationKey() + ", which does not declare it, unlike "
                        + landscape.claimants(ref));
            }
        }
    }

    private void say(String text) {
        System.out.println("  " + seconds() + " s  " + text);
    }

    private long seconds() {
        return (System.nanoTime() - started) / 1_000_000_000L;
    }
}
