package dev.buildrun.catalog.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.location.Location;
import dev.buildrun.testing.CatalogHarness;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is removed while another process stores what came of processing it. */
class ConcurrentRemovalTest {
    private static final String CHILD = "component:default/late";

    private final CatalogHarness catalog = CatalogHarness.open();

    @AfterEach
    void close() {
        catalog.close();
    }

    /** As a commit of processing does it: the row of the parent is locked before anything is written. */
    private Connection beginToStoreAChildOf(Location location) throws SQLException {
        var connection = catalog.database().dataSource().getConnection();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute(
                    "select 1 from refresh_state where entity_ref = '" + location.entityRef() + "' for update");
            statement.execute("insert into refresh_state (entity_id, entity_ref, unprocessed_entity, unprocessed_hash,"
                    + " next_update_at) values (gen_random_uuid(), '" + CHILD + "', '{}', 'h', now())");
            statement.execute("insert into refresh_state_references (source_entity_ref, target_entity_ref) values ('"
                    + location.entityRef() + "', '" + CHILD + "')");
        }
        return connection;
    }

    private int count(String sql) throws SQLException {
        try (var connection = catalog.database().dataSource().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void takesAwayWhatALocationWasJustFoundToLeadTo() throws Exception {
        var location = catalog.locations()
                .register("url", "https://example.com/one.yaml", null, null)
                .location();
        try (var storing = beginToStoreAChildOf(location);
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var removal = CompletableFuture.runAsync(
                    () -> catalog.locations().delete(location.id().toString(), null), callers);
            while (count("select count(*) from pg_stat_activity where datname = current_database()"
                            + " and wait_event_type = 'Lock'")
                    == 0) {
                Thread.onSpinWait();
            }
            storing.commit();
            removal.join();
        }

        assertThat(count("select count(*) from refresh_state")).isZero();
    }
}
