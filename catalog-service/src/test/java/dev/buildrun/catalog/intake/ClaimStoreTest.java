package dev.buildrun.catalog.intake;

import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.database.Database;
import dev.buildrun.json.Json;
import dev.buildrun.testing.CatalogHarness;
import dev.buildrun.testing.EntityBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClaimStoreTest {
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration INTERVAL = Duration.ofSeconds(100);

    private final CatalogHarness catalog = CatalogHarness.open();
    private final Database database = catalog.database();
    private final ClaimStore store = new ClaimStore();

    @AfterEach
    void close() {
        catalog.close();
    }

    private List<Claim> claim(int limit) {
        return database.inTransaction(tx -> store.claim(tx, Lane.BACKGROUND, limit, LEASE));
    }

    private Set<Long> finish(Claim claim) {
        var outcome = new Finished(claim, "hash", List.of(), Json.object(), List.of(), false);
        return database.inTransaction(tx -> store.finish(tx, List.of(outcome), INTERVAL, "test"))
                .tokens();
    }

    @Test
    void claimsNothingTwiceWithTwoWorkersAndThousandsOfRows() throws Exception {
        var count = 5000;
        catalog.provide(
                "one",
                IntStream.range(0, count).mapToObj(n -> component("c" + n)).toArray(EntityBuilder[]::new));
        Callable<List<String>> worker = () -> {
            var claimed = new ArrayList<String>();
            for (var batch = claim(50); !batch.isEmpty(); batch = claim(50)) {
                batch.forEach(each -> claimed.add(each.ref()));
                batch.forEach(each -> assertThat(finish(each)).hasSize(1));
            }
            return claimed;
        };

        var claimed = new ArrayList<String>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var each : executor.invokeAll(List.of(worker, worker))) {
                claimed.addAll(each.get());
            }
        }

        assertThat(claimed).doesNotHaveDuplicates().hasSize(count);
    }

    @Test
    void passesOverRowsThatAnotherTransactionIsClaiming() {
        catalog.provide("one", component("a"), component("b"), component("c"));

        var others = database.inTransaction(outer -> {
            assertThat(store.claim(outer, Lane.BACKGROUND, 2, LEASE)).hasSize(2);
            return claim(3);
        });

        assertThat(others).hasSize(1);
    }

    @Test
    void givesTheEntityToSomebodyElseWhenTheLeaseIsOver() {
        catalog.provide("one", component("web"));
        var first = claim(1);
        var duringLease = claim(1);
        catalog.timePasses(LEASE);

        var second = claim(1);

        assertThat(duringLease).isEmpty();
        assertThat(second).singleElement().satisfies(claim -> {
            assertThat(claim.ref()).isEqualTo("component:default/web");
            assertThat(claim.token()).isGreaterThan(first.getFirst().token());
        });
    }

    @Test
    void keepsAProlongedLease() {
        catalog.provide("one", component("web"));
        var claims = claim(1);
        catalog.timePasses(LEASE.minusSeconds(1));
        database.transact(tx -> store.extend(tx, claims, LEASE));
        catalog.timePasses(LEASE.minusSeconds(1));

        var others = claim(1);

        assertThat(others).isEmpty();
    }

    @Test
    void refusesTheOutcomeOfOneThatIsTooLate() {
        catalog.provide("one", component("web"));
        var late = claim(1).getFirst();
        catalog.timePasses(LEASE);
        var current = claim(1).getFirst();

        var refused = finish(late);
        var accepted = finish(current);

        assertThat(refused).isEmpty();
        assertThat(accepted).containsExactly(current.token());
    }

    @Test
    void refusesTheOutcomeOfAnEntityThatHasChangedMeanwhile() {
        catalog.provide("one", component("web"));
        var claim = claim(1).getFirst();
        catalog.provide("one", component("web").described("new"));

        var refused = finish(claim);

        assertThat(refused).isEmpty();
        assertThat(claim(1))
                .singleElement()
                .satisfies(again -> assertThat(again.desired()
                                .entity()
                                .metadata()
                                .path("description")
                                .asString())
                        .isEqualTo("new"));
    }

    @Test
    void makesDueWhatOtherVersionsOfTheProcessorsHaveProcessed() {
        catalog.provide("one", component("a"), component("b"));
        claim(2).forEach(this::finish);

        var same = database.<Integer>inTransaction(tx -> store.makeDueUnlessProcessedBy(tx, "test"));
        var other = database.<Integer>inTransaction(tx -> store.makeDueUnlessProcessedBy(tx, "test 2"));

        assertThat(same).isZero();
        assertThat(other).isEqualTo(2);
        assertThat(claim(10)).hasSize(2);
    }

    @Test
    void findsTheEntitiesWhoseErrorsAreNewOrGone() {
        catalog.provide("one", component("a"), component("b"));
        var claims = claim(2);
        var good = new Finished(claims.get(0), "1", List.of(), Json.object(), List.of(), false);
        var bad = new Finished(claims.get(1), "2", List.of(EntityError.input("no")), Json.object(), List.of(), true);

        var whenNew = withOtherErrors(good, bad);
        catalog.timePasses(INTERVAL.multipliedBy(2));
        var again = claim(1).getFirst();
        var whenGone = withOtherErrors(new Finished(again, "3", List.of(), Json.object(), List.of(), false));

        assertThat(whenNew).containsExactly(claims.get(1).ref());
        assertThat(whenGone).containsExactly(again.ref());
    }

    @Test
    void looksAgainSoonAfterAFailureAndThenLessAndLessOften() {
        catalog.provide("one", component("web"));
        var interval = Duration.ofHours(6);

        assertThat(dueAfter(interval, EntityError.input("away"))).isBetween(60L, 90L);
        catalog.timePasses(Duration.ofMinutes(2));
        assertThat(dueAfter(interval, EntityError.input("away"))).isBetween(240L, 365L);
        catalog.timePasses(Duration.ofHours(4));
        assertThat(dueAfter(interval, EntityError.input("away"))).isBetween(21_600L, 32_400L);
        catalog.timePasses(Duration.ofHours(10));
        assertThat(dueAfter(interval)).isBetween(21_600L, 32_400L);
        catalog.timePasses(Duration.ofHours(10));
        assertThat(dueAfter(Duration.ofSeconds(20), EntityError.input("away"))).isBetween(20L, 30L);
    }

    /** Seconds. */
    private long dueAfter(Duration interval, EntityError... errors) {
        var outcome = new Finished(claim(1).getFirst(), "hash", List.of(errors), Json.object(), List.of(), true);
        return database.inTransaction(tx -> {
            store.finish(tx, List.of(outcome), interval, "test");
            return tx.jooq()
                    .fetchSingle("select round(extract(epoch from next_update_at - now())) from refresh_state")
                    .get(0, Long.class);
        });
    }

    private Set<String> withOtherErrors(Finished... outcomes) {
        return database.inTransaction(tx -> store.finish(tx, List.of(outcomes), INTERVAL, "test"))
                .withOtherErrors();
    }

    @Test
    void shortensARefreshKeyThatIsTooLongForAnIndex() {
        assertThat(RefreshKey.stored("url:" + "x".repeat(251))).hasSize(255);
        assertThat(RefreshKey.stored("url:" + "x".repeat(252)))
                .startsWith("url:xxx")
                .contains("#sha256:")
                .hasSize(180 + 8 + 64);
    }

    @Test
    void waitsForWhatWasDueAndForWhatIsNewButNotForWhatIsReadAgain() {
        catalog.provide("one", component("routine"), component("claimed"), component("due"));
        var claims = claim(2);
        var mark = database.inTransaction(store::mark);
        var readAgainAtOnce = new Finished(claims.getFirst(), "hash", List.of(), Json.object(), List.of(), true);
        var atMark = unfinished(mark);
        database.transact(tx -> store.finish(tx, List.of(readAgainAtOnce), Duration.ZERO, "test"));
        catalog.provide("two", component("new"));

        var afterwards = unfinished(mark);

        assertThat(atMark).isEqualTo(3);
        assertThat(afterwards).as("claimed, due and new").isEqualTo(3);
        finish(claims.getLast());
        claim(10).forEach(this::finish);
        assertThat(unfinished(mark)).isZero();
    }

    private int unfinished(ClaimStore.Mark mark) {
        return database.inTransaction(tx -> store.unfinished(tx, mark));
    }

    @Test
    void releasesWhatAProcessThatIsGoneHadClaimed() {
        catalog.provide("one", component("web"), component("other"));
        var lost = claim(1).getFirst();

        var released = database.<Integer>inTransaction(store::releaseAll);

        assertThat(released).isEqualTo(1);
        assertThat(finish(lost)).isEmpty();
        assertThat(claim(10)).hasSize(2);
    }
}
