package dev.buildrun.catalog.log;

import static dev.buildrun.database.schema.Tables.CHANGE_LOG;
import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.testing.CatalogHarness;
import java.time.Duration;
import org.jooq.types.DayToSecond;
import org.junit.jupiter.api.Test;

class LogRetentionTest {
    @Test
    void forgetsOldRowsAndKeepsTheOthers() {
        try (var catalog = CatalogHarness.open()) {
            catalog.provide("one", component("a"), component("b"), component("c"));
            catalog.settle();
            catalog.database()
                    .transact(tx -> tx.jooq()
                            .update(CHANGE_LOG)
                            .set(CHANGE_LOG.AT, CHANGE_LOG.AT.minus(DayToSecond.valueOf(Duration.ofDays(31))))
                            .where(CHANGE_LOG.SEQ.le(2L))
                            .execute());
            var retention = new LogRetention(catalog.database(), new ChangeStore(), LogRetention.DEFAULT_AGE);

            var forgotten = retention.take();

            assertThat(forgotten).isEqualTo(2);
            assertThat(catalog.changesAfter(2)).hasSize(1);
            assertThat(catalog.entities()).hasSize(3);
        }
    }
}
