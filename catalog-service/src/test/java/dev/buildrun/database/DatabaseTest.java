package dev.buildrun.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.testing.TestDatabase;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

class DatabaseTest {
    @Test
    void rollsEverythingBackWhenTheWorkThrows() {
        try (var database = TestDatabase.open()) {
            database.transact(tx -> tx.jooq().execute("create table things (id int)"));

            assertThatThrownBy(() -> database.transact(tx -> {
                        tx.jooq().execute("insert into things values (1)");
                        throw new IllegalStateException("no");
                    }))
                    .hasMessageContaining("no");

            assertThat(database.<Integer>inTransaction(tx -> tx.jooq().fetchCount(DSL.table("things"))))
                    .isZero();
        }
    }

    @Test
    void letsNobodyKeepLocksWhoHasStoppedInATransaction() {
        try (var database = TestDatabase.open()) {
            assertThat(database.<String>inTransaction(tx -> tx.jooq()
                            .fetchSingle("show idle_in_transaction_session_timeout")
                            .get(0, String.class)))
                    .isEqualTo("15s");
        }
    }

    @Test
    void refusesAUrlOfAnotherDatabase() {
        assertThatThrownBy(() -> DatabaseConfig.of("jdbc:h2:mem", "a", "b"))
                .hasMessage(
                        "backend.database: expected a URL that begins with jdbc:postgresql:, found \"jdbc:h2:mem\"");
    }

    @Test
    void keepsThePasswordOutOfLogs() {
        assertThat(DatabaseConfig.of("jdbc:postgresql://x/y", "a", "geheim").toString())
                .doesNotContain("geheim");
    }
}
