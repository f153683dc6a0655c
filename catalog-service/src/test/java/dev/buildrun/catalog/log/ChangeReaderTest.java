package dev.buildrun.catalog.log;

import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.testing.CatalogHarness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChangeReaderTest {
    private static final Cause CAUSE = Cause.of("test");

    private final CatalogHarness catalog = CatalogHarness.open();
    private final Database database = catalog.database();
    private final ChangeReader reader = catalog.reader();
    private final ChangeStore store = new ChangeStore();

    @AfterEach
    void close() {
        catalog.close();
    }

    private void provideMany(int count) {
        catalog.provide(
                "many",
                IntStream.range(0, count)
                        .mapToObj(n -> component("c" + n))
                        .toArray(dev.buildrun.testing.EntityBuilder[]::new));
    }

    /** Appends a row for an entity that does not exist, as the removal of one would. */
    private void appendRow(Tx tx, String name) {
        var changes = new ChangeSet();
        changes.removed(List.of(new ChangeSet.Removed(UUID.randomUUID(), name)));
        store.append(tx, changes, CAUSE);
    }

    private List<String> namesAfter(long position) {
        return catalog.changesAfter(position).stream().map(Change::entityRef).toList();
    }

    @Test
    void readsEverythingThenFollowsFromThere() {
        provideMany(3);
        catalog.settle();
        var all = new ArrayList<StoredEntity>();

        var position = reader.readAll(all::add);
        catalog.add("many", component("c3"));
        catalog.settle();

        assertThat(all).hasSize(3);
        assertThat(position).isEqualTo(3);
        assertThat(namesAfter(position)).containsExactly("component:default/c3");
    }

    @Test
    void leavesOutOfTheWholeWhatIsCommittedWhileItIsRead() {
        provideMany(1);
        catalog.settle();
        var all = new ArrayList<String>();

        var position = reader.readAll(entity -> {
            catalog.add("many", component("late"));
            catalog.settle();
            all.add(entity.ref());
        });

        assertThat(all).containsExactly("component:default/c0");
        assertThat(namesAfter(position)).containsExactly("component:default/late");
    }

    @Test
    void pagesThroughTheLog() {
        provideMany(10);
        catalog.settle();

        var first = reader.readAfter(0, 4);
        var second = reader.readAfter(4, 4);

        assertThat(positions(first)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(positions(second)).containsExactly(5L, 6L, 7L, 8L);
    }

    private static List<Long> positions(LogPage page) {
        return page instanceof LogPage.Changes(var changes)
                ? changes.stream().map(Change::position).toList()
                : List.of();
    }

    @Test
    void doesNotSkipATransactionThatBeganEarlierAndCommitsLater() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var hasBegun = new CountDownLatch(1);
            var mayAppend = new CountDownLatch(1);
            var earlier = executor.submit(() -> database.transact(tx -> {
                tx.jooq().execute("select pg_current_xact_id()");
                hasBegun.countDown();
                await(mayAppend);
                appendRow(tx, "earlier");
            }));
            await(hasBegun);

            database.transact(tx -> appendRow(tx, "later"));
            var seenFirst = namesAfter(0);
            mayAppend.countDown();
            earlier.get();

            assertThat(seenFirst).containsExactly("later");
            assertThat(namesAfter(1)).containsExactly("earlier");
        }
    }

    @Test
    void givesNoPositionBehindOneThatIsNotCommittedYet() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var hasAppended = new CountDownLatch(1);
            var mayCommit = new CountDownLatch(1);
            var first = executor.submit(() -> database.transact(tx -> {
                appendRow(tx, "first");
                hasAppended.countDown();
                await(mayCommit);
            }));
            await(hasAppended);
            var second = executor.submit(() -> database.transact(tx -> appendRow(tx, "second")));

            var seenBefore = seenWhileWaiting(second);
            mayCommit.countDown();
            first.get();
            second.get();

            assertThat(seenBefore).isEmpty();
            assertThat(namesAfter(0)).containsExactly("first", "second");
        }
    }

    /** What a reader sees when the second transaction has had time to commit, which it must not have done. */
    private List<String> seenWhileWaiting(Future<?> second) throws Exception {
        try {
            second.get(300, TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return namesAfter(0);
        }
        throw new AssertionError("The second transaction did not wait for the first");
    }

    @Test
    void missesNothingAndRepeatsNothingWhileManyWrite() throws Exception {
        var writers = 6;
        var rows = 60;
        var seen = new ArrayList<String>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var writer = 0; writer < writers; writer++) {
                var name = "w" + writer + "-";
                executor.execute(() ->
                        IntStream.range(0, rows).forEach(row -> database.transact(tx -> appendRow(tx, name + row))));
            }

            while (seen.size() < writers * rows) {
                seen.addAll(namesAfter(seen.size()));
            }
        }

        assertThat(seen).doesNotHaveDuplicates().hasSize(writers * rows);
        assertThat(seen.stream().filter(name -> name.startsWith("w0-")))
                .containsExactlyElementsOf(
                        IntStream.range(0, rows).mapToObj(row -> "w0-" + row).toList());
    }

    @Test
    void leavesNoGapWhereATransactionWasRolledBack() {
        database.transact(tx -> appendRow(tx, "one"));
        assertThatThrownBy(() -> database.transact(tx -> {
                    appendRow(tx, "two");
                    throw new IllegalStateException("no");
                }))
                .hasMessageContaining("no");

        database.transact(tx -> appendRow(tx, "three"));

        assertThat(namesAfter(0)).containsExactly("one", "three");
    }

    private void forget(int rows) {
        new LogRetention(database, new RetentionConfig(Duration.ZERO, Duration.ZERO, 1)).take(rows);
    }

    @Test
    void tellsAReaderThatItIsTooLate() {
        provideMany(5);
        catalog.settle();

        forget(3);

        assertThat(reader.readAfter(0, 10)).isEqualTo(new LogPage.Truncated(4));
        assertThat(reader.readAfter(2, 10)).isEqualTo(new LogPage.Truncated(4));
        assertThat(positions(reader.readAfter(3, 10))).containsExactly(4L, 5L);
    }

    @Test
    void tellsAReaderThatItIsTooLateWhenNothingIsLeft() {
        provideMany(2);
        catalog.settle();

        forget(10);

        assertThat(reader.readAfter(1, 10)).isEqualTo(new LogPage.Truncated(3));
        assertThat(reader.readAfter(2, 10)).isEqualTo(new LogPage.Changes(List.of()));
    }

    @Test
    void tellsAReaderThatItIsAheadOfADatabaseThatWasRestored() {
        assertThat(reader.readAfter(7, 10)).isEqualTo(new LogPage.Truncated(1));
    }

    @Test
    void refusesAPageWithoutBounds() {
        assertThatThrownBy(() -> reader.readAfter(0, 1001)).hasMessage("limit: expected 1 to 1000, found 1001");
    }

    @Test
    void tellsOfARemovedEntityWithItsUid() {
        provideMany(1);
        catalog.settle();
        var uid = catalog.known("component:default/c0").uid();

        catalog.provide("many");

        assertThat(catalog.changesAfter(1)).containsExactly(new Change.EntityRemoved(2, "component:default/c0", uid));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException exception) {
            throw new IllegalStateException(exception);
        }
    }
}
