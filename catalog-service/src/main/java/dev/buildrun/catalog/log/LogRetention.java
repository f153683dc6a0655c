package dev.buildrun.catalog.log;

import dev.buildrun.database.Database;
import dev.buildrun.work.ClaimLoop;
import java.time.Duration;

/** Keeps the change log from growing for ever: each turn forgets some of the rows that are too old. */
public final class LogRetention implements ClaimLoop.Turn {
    public static final Duration DEFAULT_AGE = Duration.ofDays(30);

    private static final int ROWS_PER_TURN = 1000;

    private final Database database;
    private final ChangeStore log;
    private final Duration age;

    /**
     * Takes what it works on.
     *
     * @param age how long a row is kept, and thereby how far back the history reaches and how long a reader may stay away
     */
    public LogRetention(Database database, ChangeStore log, Duration age) {
        this.database = database;
        this.log = log;
        this.age = age;
    }

    /** Returns how many rows it has forgotten. */
    @Override
    public int take() {
        return database.inTransaction(tx -> log.prune(tx, age, ROWS_PER_TURN));
    }
}
