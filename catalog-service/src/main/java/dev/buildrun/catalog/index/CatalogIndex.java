package dev.buildrun.catalog.index;

import dev.buildrun.catalog.log.ChangeReader;
import dev.buildrun.catalog.log.LogPage;
import dev.buildrun.catalog.log.StoredEntity;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the change log and holds the newest snapshot of the catalog. It asks the log at an interval, and at once when it is
 * {@linkplain #wake woken}, which whoever has just written does. When the database fails it keeps what it has and tries again.
 */
public final class CatalogIndex implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogIndex.class);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Source source;
    private final Duration interval;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PositionWaiters waiters = new PositionWaiters();
    private volatile Snapshot snapshot = Snapshot.EMPTY;
    private boolean woken;
    private boolean closed;
    private @Nullable Thread follower;

    /** The change log as the index needs it. */
    interface Source {
        long readAll(Consumer<StoredEntity> each);

        LogPage readAfter(long position, int limit);
    }

    /** @param interval how long it may take until a change is noticed that nobody told about */
    public CatalogIndex(ChangeReader reader, Duration interval) {
        this(
                new Source() {
                    @Override
                    public long readAll(Consumer<StoredEntity> each) {
                        return reader.readAll(each);
                    }

                    @Override
                    public LogPage readAfter(long position, int limit) {
                        return reader.readAfter(position, limit);
                    }
                },
                interval);
    }

    CatalogIndex(Source source, Duration interval) {
        this.source = source;
        this.interval = interval;
    }

    /** Reads the whole catalog, then starts to follow the log. When it returns, the index can answer. */
    public void start() {
        load();
        while (followOnce()) {
            // Everything that came in while the catalog was read.
        }
        follower = Thread.ofVirtual().name("catalog-index").start(this::follow);
    }

    private void load() {
        var started = System.nanoTime();
        try (var load = new BulkLoad()) {
            var position = source.readAll(load::add);
            publish(load.finish(position));
        }
        LOG.atInfo()
                .addKeyValue("entities", snapshot.size())
                .addKeyValue("position", snapshot.position())
                .addKeyValue("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started))
                .log("catalog index loaded");
    }

    private void follow() {
        var failures = 0;
        while (awaitWork(failures)) {
            try {
                while (followOnce()) {
                    // More pages of the log.
                }
                failures = 0;
            } catch (RuntimeException exception) {
                failures++;
                LOG.atWarn().setCause(exception).log("the catalog index could not read the change log, it tries again");
            }
        }
    }

    /** Takes one page of the log in; false where there was nothing new. */
    private boolean followOnce() {
        return switch (source.readAfter(snapshot.position(), ChangeReader.MAX_PAGE)) {
            case LogPage.Changes(var changes) when changes.isEmpty() -> false;
            case LogPage.Changes(var changes) -> {
                var edit = SnapshotEdit.of(snapshot);
                changes.forEach(edit::apply);
                publish(edit.finish());
                yield true;
            }
            case LogPage.Truncated _ -> {
                load();
                yield true;
            }
        };
    }

    private void publish(Snapshot next) {
        lock.lock();
        try {
            snapshot = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        waiters.reached(next.position());
    }

    /** Waits for the next look at the log; false when the index is closed. After failures it waits longer, and is not woken. */
    private boolean awaitWork(int failures) {
        var nanos = Math.min(interval.toNanos() << Math.min(failures, 10), LONGEST_PAUSE.toNanos());
        lock.lock();
        try {
            while (!closed && nanos > 0 && !(woken && failures == 0)) {
                nanos = changed.awaitNanos(nanos);
            }
            woken = false;
            return !closed;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** The newest snapshot. */
    public Snapshot snapshot() {
        return snapshot;
    }

    /** Makes the index look at the log at once. Returns immediately. */
    public void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the snapshot knows of the log up to a position; for those who have written and those who want to see what was.
     *
     * @throws ServiceException of kind SERVICE_UNAVAILABLE when it takes longer than the timeout
     */
    public Snapshot awaitPosition(long position, Duration timeout) {
        if (snapshot.position() < position) {
            wake();
        }
        var nanos = timeout.toNanos();
        lock.lock();
        try {
            while (snapshot.position() < position) {
                if (nanos <= 0) {
                    throw ServiceException.of(
                            ErrorKind.SERVICE_UNAVAILABLE,
                            "The catalog of this replica is at position " + snapshot.position() + ", expected "
                                    + position + " within " + timeout.toMillis() + " ms; try again");
                }
                nanos = changed.awaitNanos(nanos);
            }
            return snapshot;
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, "Interrupted", exception);
        } finally {
            lock.unlock();
        }
    }

    /** How far the newest snapshot knows the log. */
    public long position() {
        return snapshot.position();
    }

    /**
     * Calls back once, from any thread, when the snapshot knows the log up to a position, and makes the index look at the log; the same as
     * {@link #awaitPosition} without a thread that waits.
     *
     * @param then quick, since the thread that follows the log may call it
     * @return gives up waiting, for instance because it took too long
     */
    public Runnable whenReached(long position, Runnable then) {
        var giveUp = waiters.add(position, then);
        // It may have been reached before this one was there.
        waiters.reached(snapshot.position());
        wake();
        return giveUp;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (follower != null) {
            try {
                follower.join(STOP);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
