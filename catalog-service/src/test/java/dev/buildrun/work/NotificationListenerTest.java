package dev.buildrun.work;

import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.KeyRing;
import dev.buildrun.catalog.intake.IntakeStore;
import dev.buildrun.catalog.log.ChangeStore;
import dev.buildrun.testing.CatalogHarness;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NotificationListenerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

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
        catalog.database()
                .transact(tx -> tx.jooq()
                        .fetch("select pg_terminate_backend(pid) from pg_stat_activity"
                                + " where datname = current_database() and pid <> pg_backend_pid()"
                                + " and query ilike 'listen%'"));
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
