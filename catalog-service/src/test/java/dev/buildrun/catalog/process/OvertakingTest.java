package dev.buildrun.catalog.process;

import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.intake.DesiredEntity;
import dev.buildrun.catalog.intake.Lane;
import dev.buildrun.catalog.intake.MutationTerms;
import dev.buildrun.catalog.log.Cause;
import dev.buildrun.testing.CatalogHarness;
import dev.buildrun.testing.EntityBuilder;
import dev.buildrun.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One entity of a user beside very many of a provider, on loops that run by themselves. */
class OvertakingTest {
    /** More than one transaction declares. */
    private static final int MANY = 6_000;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RunningLoops catalog = RunningLoops.startHeld(TestDatabase.create());

    @AfterEach
    void close() {
        catalog.close();
    }

    private static List<DesiredEntity> many(String description) {
        return CatalogHarness.desired(
                "provider",
                IntStream.range(0, MANY)
                        .mapToObj(number -> component("c" + number).described(description))
                        .toArray(EntityBuilder[]::new));
    }

    private void declare(List<DesiredEntity> desired) {
        catalog.intake.replace("provider", desired, Cause.of("provider:provider"));
    }

    private void declareAsUser(String name) {
        var cause = Cause.of("provider:user");
        var terms = new MutationTerms(
                cause, Lane.URGENT, MutationTerms.of(cause).conflicts(), MutationTerms.Mode.STORE, null);
        catalog.intake.sources().adjust("user", CatalogHarness.desired("user", component(name)), List.of(), terms);
    }

    private boolean isShown(String name) {
        return catalog.index.snapshot().byRef("component:default/" + name).isPresent();
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
        }
    }

    /** Whoever writes to the entity waits until the transaction is over. */
    private Connection hold(String name) throws SQLException {
        var connection = catalog.database.dataSource().getConnection();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute(
                    "select 1 from refresh_state where entity_ref = 'component:default/" + name + "' for update");
        }
        return connection;
    }

    private boolean somebodyWaits() throws SQLException {
        try (var connection = catalog.database.dataSource().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from pg_stat_activity"
                        + " where datname = current_database() and wait_event_type = 'Lock'")) {
            row.next();
            return row.getInt(1) > 0;
        }
    }

    @Test
    void showsWhatAUserDeclaresWhileNothingThatAProviderHasDeclaredBeforeItIsProcessed() throws Exception {
        declare(many("first"));

        declareAsUser("mine");
        await("the user's entity shows", () -> isShown("mine"));

        assertThat(catalog.index.snapshot().size()).isEqualTo(1);
        catalog.releaseBackground();
        await("the provider's follow", () -> catalog.index.snapshot().size() == MANY + 1);
    }

    @Test
    void showsWhatAUserDeclaresWhileAProviderIsInTheMiddleOfDeclaring() throws Exception {
        declare(many("first"));
        try (var held = hold("c" + (MANY - 1))) {
            var declaring = Thread.ofVirtual().start(() -> declare(many("second")));
            await("the provider declares", this::somebodyWaits);

            declareAsUser("mine");
            await("the user's entity shows", () -> isShown("mine"));

            assertThat(declaring.isAlive()).isTrue();
            held.rollback();
            declaring.join();
        }
    }
}
