package dev.buildrun.work;

import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.KeyRing;
import dev.buildrun.catalog.intake.IntakeStore;
import dev.buildrun.catalog.log.ChangeStore;
import dev.buildrun.database.Database;
import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.testing.CatalogHarness;
import dev.buildrun.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NotificationListenerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String CUT_OFF = "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where datname = current_database() and pid <> pg_backend_pid() and query ilike 'listen%'";

    private final CatalogHarness catalog = CatalogHarness.open();
    private final WakeUp due = new WakeUp();
    private final WakeUp log = new WakeUp();

    @AfterEach
    void close() {
        catalog.close();
    }

    private NotificationListener listen() throws InterruptedException {
        return listen(Pace.USUAL);
    }

    private NotificationListener listen(Pace pace) throws InterruptedException {
        var listener = NotificationListener.start(
                catalog.database().dataSource(),
                Map.of(IntakeStore.CHANNEL, List.of(due::signal), ChangeStore.CHANNEL, List.of(log::signal)),
                pace);
        // Each is signalled once when listening begins, since nobody knows what was missed before.
        assertThat(due.await(PATIENCE)).isTrue();
        assertThat(log.await(PATIENCE)).isTrue();
        return listener;
    }

    private void loseTheConnection() {
        catalog.database().transact(tx -> tx.jooq().fetch(CUT_OFF));
    }

    @Test
    void wakesUpWhoWaitsForDueEntities() throws Exception {
        try (var _ = listen()) {
            catalog.provide("one", component("web"));

            assertThat(due.await(PATIENCE)).isTrue();
        }
    }

    @Test
    void wakesUpWhoFollowsTheLog() throws Exception {
        catalog.provide("one", component("web"));
        try (var _ = listen()) {
            catalog.settle();

            assertThat(log.await(PATIENCE)).isTrue();
        }
    }

    @Test
    void listensAgainAfterItsConnectionWasLost() throws Exception {
        try (var _ = listen()) {
            loseTheConnection();
            assertThat(due.await(PATIENCE)).isTrue();

            catalog.provide("one", component("web"));

            assertThat(due.await(PATIENCE)).isTrue();
        }
    }

    @Test
    void listensAgainSoonHoweverOftenItsConnectionWasLost() throws Exception {
        var pace = new Pace(Duration.ofSeconds(1), Duration.ofMillis(100), Duration.ofHours(1));
        try (var _ = listen(pace)) {
            for (var loss = 0; loss < 10; loss++) {
                loseTheConnection();
                assertThat(due.await(PATIENCE)).as("after loss %s", loss).isTrue();
            }
        }
    }

    /** Whoever wrote next was answered with 500, since the pool took the connection for a good one. */
    @Test
    void leavesTheConnectionThatWasLostToNobody() throws Exception {
        var given = TestDatabase.create();
        var two = new DatabaseConfig(
                given.jdbcUrl(), given.user(), given.password(), 2, PATIENCE, given.statementTimeout());
        try (var database = Database.open(two);
                var _ = NotificationListener.start(
                        database.dataSource(), Map.of(KeyRing.CHANNEL, List.of(due::signal)), Pace.USUAL)) {
            assertThat(due.await(PATIENCE)).isTrue();

            var read = database.inTransaction(tx -> {
                tx.jooq().fetch(CUT_OFF);
                // The first connection is still in use here.
                return database.inTransaction(
                        other -> other.jooq().fetchSingle("select 1").get(0, Integer.class));
            });

            assertThat(read).isOne();
        }
    }

    @Test
    void hearsOfTheKeysThatOtherReplicasMake() throws Exception {
        var keys = new WakeUp();
        try (var _ = NotificationListener.start(
                catalog.database().dataSource(), Map.of(KeyRing.CHANNEL, List.of(keys::signal)), Pace.USUAL)) {
            assertThat(keys.await(PATIENCE)).isTrue();

            new KeyRing(catalog.database(), Clock.systemUTC(), Duration.ofHours(1));

            assertThat(keys.await(PATIENCE)).isTrue();
        }
    }
}
