package dev.buildrun.database;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's time, so that replicas whose own clocks differ, or jump, agree on when a lease is over, a key too old or a token expired.
 * Between two looks at PostgreSQL it counts on by the monotonic time of this machine; the wall clock is never asked.
 */
public final class DatabaseClock extends Clock {
    private static final Duration ACCURATE = Duration.ofMillis(20);
    private static final int ATTEMPTS = 5;

    private final Database database;
    private volatile Reading reading;

    /**
     * What PostgreSQL said.
     *
     * @param nanos of the monotonic clock, halfway between question and answer
     * @param uncertainty how long it took to ask: a process that was stopped in between knows nothing precisely
     */
    private record Reading(Instant at, long nanos, Duration uncertainty) {}

    private DatabaseClock(Database database) {
        this.database = database;
        this.reading = best(null);
    }

    /** Blocks. */
    public static DatabaseClock of(Database database) {
        return new DatabaseClock(database);
    }

    /** Looks at PostgreSQL's clock again; to be called every few seconds. Blocks. */
    public void adjust() {
        reading = best(reading);
    }

    /** One that did not take long, or of some the one that took the least; an old one rather than one that is not accurate. */
    private Reading best(@Nullable Reading known) {
        var best = read();
        for (var attempt = 1; attempt < ATTEMPTS && best.uncertainty().compareTo(ACCURATE) > 0; attempt++) {
            var next = read();
            best = next.uncertainty().compareTo(best.uncertainty()) < 0 ? next : best;
        }
        return known == null || best.uncertainty().compareTo(ACCURATE.multipliedBy(10)) < 0 ? best : known;
    }

    private Reading read() {
        try (var connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            var before = System.nanoTime();
            try (var row = statement.executeQuery("select clock_timestamp()")) {
                row.next();
                var at = row.getObject(1, OffsetDateTime.class).toInstant();
                var took = System.nanoTime() - before;
                return new Reading(at, before + took / 2, Duration.ofNanos(took));
            }
        } catch (SQLException exception) {
            throw new IllegalStateException("PostgreSQL could not be asked for its time", exception);
        }
    }

    @Override
    public Instant instant() {
        var last = reading;
        return last.at().plusNanos(System.nanoTime() - last.nanos());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        if (!zone.equals(ZoneOffset.UTC)) {
            throw new IllegalArgumentException("Expected UTC, found " + zone);
        }
        return this;
    }
}
