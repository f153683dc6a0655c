package dev.buildrun.catalog.feed;

import dev.buildrun.catalog.log.LoggedChange;
import dev.buildrun.catalog.log.LoggedChangeReads;
import dev.buildrun.catalog.log.LoggedPage;
import dev.buildrun.database.Database;
import dev.buildrun.work.ClaimLoop;
import dev.buildrun.work.WakeUp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The newest changes in memory, read once for all readers of this replica. While nobody reads it reads nothing. A reader that is
 * further behind than the memory reaches is given pages from the database, a few readers at a time.
 */
public final class FeedTail implements ClaimLoop.Turn, AutoCloseable {
    private static final int PAGE = 200;

    private final Database database;
    private final WakeUp wakeUp;
    private final Room room;
    private final LoggedChangeReads reads = new LoggedChangeReads();
    private final Semaphore catchUps;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    /** The change of a position stands at its remainder. Guarded by the lock, as all that follows. */
    private final FeedEntry[] ring;

    private long start;
    private long end;
    private long characters;
    private int readers;
    private boolean closed;

    /**
     * How much is kept.
     *
     * @param changes in memory at most
     * @param characters of their text at most
     * @param catchUps readers that read the database at once
     */
    public record Room(int changes, long characters, int catchUps) {
        public static final Room USUAL = new Room(2048, 8L << 20, 4);
    }

    /** What follows a position. */
    sealed interface Slice {
        /** Changes without a gap; empty where there is nothing newer. */
        record Entries(List<FeedEntry> entries) implements Slice {}

        /** The memory does not reach back that far. */
        record Behind() implements Slice {}
    }

    /** @param wakeUp tells the loop that takes the turns that somebody has begun to read */
    public FeedTail(Database database, WakeUp wakeUp, Room room) {
        this.database = database;
        this.wakeUp = wakeUp;
        this.room = room;
        this.catchUps = new Semaphore(room.catchUps());
        this.ring = new FeedEntry[room.changes()];
    }

    /** Takes in one page of the log; 0 where there is none, or nobody to read it. */
    @Override
    public int take() {
        long position;
        lock.lock();
        try {
            if (readers == 0) {
                return 0;
            }
            position = end;
        } finally {
            lock.unlock();
        }
        return switch (database.<LoggedPage>inTransaction(tx -> reads.after(tx, position, PAGE))) {
            case LoggedPage.Changes(var changes, var _) -> append(position, changes);
            case LoggedPage.Expired(var head) -> beginAt(head);
            case LoggedPage.Ahead(var head) -> beginAt(head);
        };
    }

    private int append(long position, List<LoggedChange> changes) {
        lock.lock();
        try {
            if (position != end) {
                return 0;
            }
            for (var change : changes) {
                while (end - start >= ring.length || (characters > room.characters() && end > start)) {
                    start++;
                    characters -= at(start).change().size();
                }
                end = change.position();
                ring[slot(end)] = new FeedEntry(change);
                characters += change.size();
            }
            grown.signalAll();
            return changes.size();
        } finally {
            lock.unlock();
        }
    }

    private int slot(long position) {
        return (int) (position % ring.length);
    }

    private FeedEntry at(long position) {
        return ring[slot(position)];
    }

    private int beginAt(long position) {
        lock.lock();
        try {
            clear(position);
            grown.signalAll();
            return 1;
        } finally {
            lock.unlock();
        }
    }

    private void clear(long position) {
        Arrays.fill(ring, null);
        start = position;
        end = position;
        characters = 0;
    }

    /** Whether a reader that has seen everything up to the position can go on from there; its changes are always empty. */
    public LoggedPage standing(long position) {
        return database.inTransaction(tx -> reads.standing(tx, position));
    }

    /** The newest position of the log. */
    public long head() {
        return database.inTransaction(reads::head);
    }

    /** Begins to read after a position; to be closed. */
    public FeedCursor read(long position) {
        var head = head();
        lock.lock();
        try {
            if (readers++ == 0) {
                beginAt(head);
            }
        } finally {
            lock.unlock();
        }
        wakeUp.signal();
        return new FeedCursor(this, position);
    }

    void leave() {
        lock.lock();
        try {
            if (--readers == 0) {
                clear(end);
            }
        } finally {
            lock.unlock();
        }
    }

    Slice slice(long position, int limit) {
        lock.lock();
        try {
            if (position < start) {
                return new Slice.Behind();
            }
            var entries = new ArrayList<FeedEntry>();
            for (var next = position + 1; next <= end && entries.size() < limit; next++) {
                entries.add(at(next));
            }
            return new Slice.Entries(entries);
        } finally {
            lock.unlock();
        }
    }

    /** A page from the database, for which a reader waits until others have theirs. */
    LoggedPage catchUp(long position, int limit) throws InterruptedException {
        catchUps.acquire();
        try {
            return database.inTransaction(tx -> reads.after(tx, position, Math.min(limit, PAGE)));
        } finally {
            catchUps.release();
        }
    }

    /** Waits until there is something after the position, or the tail is closed, or the time is over. */
    void await(long position, Duration atMost) throws InterruptedException {
        var nanos = atMost.toNanos();
        lock.lock();
        try {
            while (!closed && end <= position && nanos > 0) {
                nanos = grown.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The newest position in memory; what was known when somebody last read. */
    long end() {
        lock.lock();
        try {
            return end;
        } finally {
            lock.unlock();
        }
    }

    public boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Lets all readers end. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
