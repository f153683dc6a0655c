package dev.buildrun.audit;

import dev.buildrun.database.Database;
import java.time.Clock;
import java.time.Duration;

/** Takes rows out of the audit that are older than the configuration wants, {@code buildrun.audit.age}. */
public final class AuditRetention {
    public static final Duration DEFAULT_AGE = Duration.ofDays(400);
    private static final int BATCH = 5_000;

    private final Database database;
    private final Duration age;
    private final Clock clock;
    private final AuditStore store = new AuditStore();

    public AuditRetention(Database database, Duration age, Clock clock) {
        if (!age.isPositive()) {
            throw new IllegalArgumentException("buildrun.audit.age: expected a positive duration, found " + age);
        }
        this.database = database;
        this.age = age;
        this.clock = clock;
    }

    /** One batch; returns how many rows it was, so that whoever calls knows whether to go on. */
    public int turn() {
        return database.<Integer>inTransaction(
                tx -> store.deleteBefore(tx, clock.instant().minus(age), BATCH));
    }
}
