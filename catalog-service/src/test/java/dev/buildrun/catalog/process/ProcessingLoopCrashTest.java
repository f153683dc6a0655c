package dev.buildrun.catalog.process;

import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.catalog.entity.CanonicalJson;
import dev.buildrun.catalog.intake.Lane;
import dev.buildrun.catalog.log.Change;
import dev.buildrun.catalog.log.StoredEntity;
import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.testing.CatalogHarness;
import dev.buildrun.testing.EntityBuilder;
import dev.buildrun.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProcessingLoopCrashTest {
    private static final Duration LEASE = ProcessingLoopConfig.DEFAULT_LEASE;

    @Test
    void processesAgainWhatWasClaimedByOneThatIsGone() {
        try (var catalog = CatalogHarness.open()) {
            catalog.provide("one", component("web"));
            catalog.database()
                    .transact(tx -> new dev.buildrun.catalog.intake.ClaimStore().claim(tx, Lane.BACKGROUND, 10, LEASE));
            var duringLease = catalog.settle();

            catalog.timePasses(LEASE);
            catalog.settle();

            assertThat(duringLease).isZero();
            assertThat(catalog.entities()).containsOnlyKeys("component:default/web");
        }
    }

    @Test
    void dropsTheOutcomeOfOneWhoseLeaseWasTakenOver() throws Exception {
        var config = TestDatabase.create();
        var isProcessing = new CountDownLatch(1);
        var mayFinish = new CountDownLatch(1);
        try (var current = CatalogHarness.open(config);
                var late = CatalogHarness.open(config, (entity, cache) -> {
                    isProcessing.countDown();
                    await(mayFinish);
                    return new ProcessingOutcome.Completed(
                            component("web").described("late").build(),
                            java.util.List.of(),
                            java.util.List.of(),
                            java.util.List.of(),
                            ProcessorCache.EMPTY);
                })) {
            current.provide("one", component("web").described("current"));
            var worker = Thread.ofVirtual().start(() -> late.takeTurn(Lane.BACKGROUND));
            await(isProcessing);
            current.timePasses(LEASE);
            current.settle();

            mayFinish.countDown();
            worker.join();

            assertThat(current.body("component:default/web")
                            .metadata()
                            .path("description")
                            .asString())
                    .isEqualTo("current");
            assertThat(current.changesAfter(0)).hasSize(1);
        }
    }

    @Test
    void losesAndRepeatsNothingWhenCommitsFail() {
        try (var catalog = CatalogHarness.open()) {
            catalog.provide(
                    "one",
                    IntStream.range(0, 120).mapToObj(n -> component("c" + n)).toArray(EntityBuilder[]::new));
            failCommits(catalog, 3);

            for (var crash = 0; crash < 3; crash++) {
                assertThatThrownBy(() -> catalog.takeTurn(Lane.BACKGROUND))
                        .hasStackTraceContaining("the lights went out");
            }
            var afterCrashes = catalog.entities();
            catalog.timePasses(LEASE);
            catalog.settle();

            assertThat(afterCrashes).isEmpty();
            assertThat(catalog.entities()).hasSize(120);
            assertThat(catalog.changesAfter(0)).hasSize(120);
        }
    }

    /** Lets the next commits that change the log fail at the very end, as when the database goes down. */
    private static void failCommits(CatalogHarness catalog, int count) {
        catalog.database().transact(tx -> {
            tx.jooq().execute("create sequence failures");
            tx.jooq()
                    .execute("create function fail() returns trigger language plpgsql as $$ begin"
                            + " if nextval('failures') <= " + count
                            + " then raise exception 'the lights went out'; end if;"
                            + " return null; end $$");
            tx.jooq()
                    .execute("create constraint trigger failing after update on change_log_head"
                            + " deferrable initially deferred for each row execute function fail()");
        });
    }

    @Test
    void completesTheCatalogAfterProcessesWereKilledWhileLoading() throws Exception {
        var config = TestDatabase.create();
        killAfter(config, "provided");
        killAfter(config, "committed", "committed");
        killAfter(config, "committed", "committed", "committed", "committed", "committed");

        try (var catalog = CatalogHarness.open(config);
                var undisturbed = CatalogHarness.open()) {
            var halfWay = catalog.entities().size();
            LoadingProcess.provide(catalog);
            catalog.timePasses(LEASE);
            catalog.settle();
            LoadingProcess.provide(undisturbed);
            undisturbed.settle();

            assertThat(halfWay).isBetween(1, LoadingProcess.ENTITIES - 1);
            assertThat(withoutUids(catalog)).hasSize(LoadingProcess.ENTITIES).isEqualTo(withoutUids(undisturbed));
            assertThat(loggedRefs(catalog)).hasSize(LoadingProcess.ENTITIES).doesNotHaveDuplicates();
        }
    }

    /** Starts a process that loads, waits for it to say so much, and kills it in the middle of what it does next. */
    private static void killAfter(DatabaseConfig config, String... lines) throws Exception {
        var process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadingProcess.class.getName(),
                        config.jdbcUrl(),
                        config.user(),
                        config.password())
                .redirectErrorStream(true)
                .start();
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line : lines) {
                skipTo(line, output);
            }
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void skipTo(String start, java.io.BufferedReader output) throws IOException {
        var seen = new ArrayList<String>();
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            seen.add(line);
            if (line.startsWith(start)) {
                return;
            }
        }
        throw new AssertionError("The process ended before it said \"" + start + "\": " + seen);
    }

    private static Map<String, String> withoutUids(CatalogHarness catalog) {
        var described = new TreeMap<String, String>();
        catalog.entities().forEach((ref, entity) -> described.put(ref, describe(entity)));
        return described;
    }

    private static String describe(StoredEntity entity) {
        return CanonicalJson.write(entity.body().json())
                + entity.relations()
                + entity.parentRefs()
                + entity.errors()
                + entity.orphan();
    }

    private static java.util.List<String> loggedRefs(CatalogHarness catalog) {
        var refs = new ArrayList<String>();
        for (var page = catalog.changesAfter(0); !page.isEmpty(); page = catalog.changesAfter(refs.size())) {
            page.stream().map(Change::entityRef).forEach(refs::add);
        }
        return refs;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException exception) {
            throw new IllegalStateException(exception);
        }
    }
}
