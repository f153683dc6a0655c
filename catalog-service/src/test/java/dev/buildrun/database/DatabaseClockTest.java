package dev.buildrun.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatabaseClockTest {
    private final Database database = TestDatabase.open();

    @AfterEach
    void close() {
        database.close();
    }

    private Instant ofPostgres() {
        return database.<Instant>inTransaction(
                tx -> tx.jooq().fetchSingle("select clock_timestamp()").get(0, Instant.class));
    }

    @Test
    void tellsTheTimeOfPostgres() {
        var clock = DatabaseClock.of(database);

        var before = clock.instant();
        var between = ofPostgres();
        var after = clock.instant();

        assertThat(between).isBetween(before.minus(Duration.ofSeconds(1)), after.plus(Duration.ofSeconds(1)));
    }

    @Test
    void goesOnWithoutPostgres() {
        var clock = DatabaseClock.of(database);
        var before = clock.instant();
        database.close();

        assertThat(clock.instant()).isAfter(before);
    }
}
