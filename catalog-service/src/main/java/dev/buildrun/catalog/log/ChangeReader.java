package dev.buildrun.catalog.log;

import dev.buildrun.database.Database;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Reads the change log in order, and everything at once for a reader that starts. Blocks on the database.
 *
 * <p>A follower calls {@link #readAll} once, and then {@link #readAfter} with the position that it has reached, again and
 * again.
 */
public final class ChangeReader {
    /** The most rows that one call returns. */
    public static final int MAX_PAGE = 1000;

    private final Database database;
    private final ChangeReads reads = new ChangeReads();

    public ChangeReader(Database database) {
        this.database = database;
    }

    /**
     * Hands every entity, as of one moment and in no particular order, to the consumer.
     *
     * @return the position of that moment, to follow the log from
     */
    public long readAll(Consumer<StoredEntity> each) {
        return readAllUnparsed(row -> each.accept(row.get()));
    }

    /** The same, for those who have several threads to make entities of what was read; each is to be made once. */
    public long readAllUnparsed(Consumer<Supplier<StoredEntity>> each) {
        return database.inTransaction(tx -> reads.all(tx, each));
    }

    /**
     * The rows after the position, at most {@code limit} of them (1 to {@link #MAX_PAGE}). No row with a smaller position than
     * one that was returned ever appears later.
     */
    public LogPage readAfter(long position, int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit: expected 1 to " + MAX_PAGE + ", found " + limit);
        }
        return database.inTransaction(tx -> reads.after(tx, position, limit));
    }

    /**
     * The position that a reader must have reached at least to be able to follow: all rows after it are there, of those up to it only what
     * the history keeps. It only grows.
     */
    public long floor() {
        return database.inTransaction(reads::floor);
    }

    /** The position of the newest row; 0 before the first. */
    public long latest() {
        return database.inTransaction(reads::latest);
    }
}
