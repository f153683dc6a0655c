package dev.buildrun.catalog.log;

import dev.buildrun.database.Database;
import dev.buildrun.work.ClaimLoop;

/**
 * Keeps the change log, and with it the history of the entities, from growing for ever: each turn passes some of the rows that have
 * become too old. Of any number of replicas one does it at a time.
 */
public final class LogRetention implements ClaimLoop.Turn {
    private static final int ROWS_PER_TURN = 500;

    private final Database database;
    private final RetentionConfig config;
    private final RetentionStore store = new RetentionStore();

    public LogRetention(Database database, RetentionConfig config) {
        this.database = database;
        this.config = config;
    }

    /** Returns how many rows it has passed, most of which stay. */
    @Override
    public int take() {
        return take(ROWS_PER_TURN);
    }

    /** The same with so many rows at most, for each of the two ages. */
    public int take(int rows) {
        return database.inTransaction(tx -> store.thin(tx, config, rows));
    }
}
