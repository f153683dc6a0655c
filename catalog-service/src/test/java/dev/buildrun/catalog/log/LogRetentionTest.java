package dev.buildrun.catalog.log;

import static dev.buildrun.database.schema.Tables.CHANGE_LOG;
import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.testing.CatalogHarness;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jooq.types.DayToSecond;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogRetentionTest {
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration QUARTER = Duration.ofDays(90);

    private final CatalogHarness catalog = CatalogHarness.open();
    private final VersionReads reads = new VersionReads();

    @AfterEach
    void close() {
        catalog.close();
    }

    /** What is in the log so far was written so many days earlier. */
    private void daysPass(int days) {
        catalog.database()
                .transact(tx -> tx.jooq()
                        .update(CHANGE_LOG)
                        .set(CHANGE_LOG.AT, CHANGE_LOG.AT.minus(DayToSecond.valueOf(Duration.ofDays(days))))
                        .execute());
    }

    private void change(String name, String description) {
        catalog.add("one", component(name).described(description));
        catalog.settle();
    }

    private int thin(int versions) {
        var retention = new LogRetention(catalog.database(), new RetentionConfig(WEEK, QUARTER, versions));
        var passed = 0;
        for (var count = retention.take(); count > 0; count = retention.take()) {
            passed += count;
        }
        return passed;
    }

    private List<Version> versions(String name) {
        return catalog.database()
                .inTransaction(tx -> reads.before(tx, "component:default/" + name, Long.MAX_VALUE, 100));
    }

    private List<Long> positions(String name) {
        return versions(name).stream().map(Version::position).toList();
    }

    @Test
    void forgetsVersionsThatWereReplacedLongAgo() {
        change("a", "1");
        change("a", "2");
        daysPass(100);
        change("a", "3");

        thin(1000);

        // What "2" was is still to be seen at the time when it was what the entity was.
        assertThat(positions("a")).containsExactly(3L, 2L);
        assertThat(versions("a").getLast().beginsLate()).isTrue();
    }

    @Test
    void keepsTheNewestVersionOfWhatIsThereHoweverOld() {
        change("a", "1");
        daysPass(5000);

        thin(1000);

        assertThat(positions("a")).containsExactly(1L);
        assertThat(catalog.entities()).hasSize(1);
    }

    @Test
    void forgetsWhatWasRemovedLongAgoTogetherWithItsRemoval() {
        change("a", "1");
        change("a", "2");
        catalog.remove("one", "component:default/a");
        daysPass(50);
        thin(1000);
        var afterFiftyDays = positions("a");
        daysPass(50);

        thin(1000);

        assertThat(afterFiftyDays).containsExactly(3L, 2L, 1L);
        assertThat(positions("a")).isEmpty();
    }

    @Test
    void keepsSoManyVersionsAndNotesThatThereWereOlderOnes() {
        for (var version = 1; version <= 6; version++) {
            change("a", "" + version);
        }
        change("b", "1");
        daysPass(8);
        change("a", "7");

        thin(3);

        assertThat(positions("a")).containsExactly(8L, 6L, 5L);
        assertThat(versions("a").getLast().beginsLate()).isTrue();
        assertThat(versions("b").getLast().beginsLate()).isFalse();
    }

    @Test
    void keepsEveryRowThatAReaderMayStillNeed() {
        for (var version = 1; version <= 6; version++) {
            change("a", "" + version);
        }

        var passed = thin(1);

        assertThat(passed).isZero();
        assertThat(catalog.reader().floor()).isZero();
        assertThat(catalog.changesAfter(0)).hasSize(6);
    }

    @Test
    void tellsAReaderFromWhenOnTheLogIsWhole() {
        change("a", "1");
        change("b", "1");
        change("a", "2");
        daysPass(100);
        change("c", "1");

        thin(1000);

        assertThat(catalog.reader().floor()).isEqualTo(3);
        assertThat(catalog.reader().readAfter(2, 10)).isEqualTo(new LogPage.Truncated(4));
        assertThat(catalog.changesAfter(3)).hasSize(1);
    }

    @Test
    void passesEachRowOnlyOnce() {
        for (var version = 1; version <= 6; version++) {
            change("a", "" + version);
        }
        daysPass(100);

        var passed = thin(1000);
        var again = thin(1000);

        // Once for the log and once for the history.
        assertThat(passed).isEqualTo(12);
        assertThat(again).isZero();
    }

    @Test
    void leavesTheWorkToTheReplicaThatDoesIt() throws Exception {
        change("a", "1");
        daysPass(100);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var holds = new CountDownLatch(1);
            var mayEnd = new CountDownLatch(1);
            var config = new RetentionConfig(WEEK, QUARTER, 1000);
            var other = executor.submit(() -> catalog.database().transact(tx -> {
                new RetentionStore().thin(tx, config, 1);
                holds.countDown();
                await(mayEnd);
            }));
            await(holds);

            var meanwhile = new LogRetention(catalog.database(), config).take();
            mayEnd.countDown();
            other.get();

            assertThat(meanwhile).isZero();
            assertThat(catalog.reader().floor()).isEqualTo(1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException exception) {
            throw new IllegalStateException(exception);
        }
    }

    @Test
    void refusesBoundsThatMakeNoSense() {
        assertThatThrownBy(() -> new RetentionConfig(Duration.ofDays(-1), QUARTER, 1))
                .hasMessage("buildrun.changeLog.age: expected 0s to 36500d, found PT-24H");
        assertThatThrownBy(() -> new RetentionConfig(WEEK, Duration.ofDays(40_000), 1))
                .hasMessageStartingWith("buildrun.history.age: expected 0s to 36500d");
        assertThatThrownBy(() -> new RetentionConfig(WEEK, QUARTER, 0))
                .hasMessage("buildrun.history.versionsPerEntity: expected 1 to 1000000, found 0");
    }
}
