package dev.buildrun.catalog.index;

import dev.buildrun.catalog.log.Change;
import dev.buildrun.catalog.log.ChangeReader;
import dev.buildrun.catalog.log.LogPage;
import dev.buildrun.catalog.log.StoredEntity;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
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

    /** Changes at once that make it likely that many more come. */
    private static final int MANY = 500;

    private static final Duration REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofSeconds(2);
    /** Pages of the log in one step, where there are as many: a step copies what it touches, however much it changes there. */
    private static final int PAGES_AT_ONCE = 4;

    private final Source source;
    private final Duration interval;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PositionWaiters waiters = new PositionWaiters();
    private volatile Snapshot snapshot = Snapshot.EMPTY;
    /** There while the first snapshot is not. */
    private volatile @Nullable CompletableFuture<Snapshot> first;

    private boolean woken;
    private boolean hurried;
    private int waiting;
    private volatile boolean closed;
    private @Nullable Thread follower;

    /** The change log as the index needs it. */
    interface Source {
        long readAll(Consumer<Supplier<StoredEntity>> each);

        LogPage readAfter(long position, int limit);

        /** The position of the newest row. */
        long latest();
    }

    /** @param interval how long it may take until a change is noticed that nobody told about */
    public CatalogIndex(ChangeReader reader, Duration interval) {
        this(
                new Source() {
                    @Override
                    public long readAll(Consumer<Supplier<StoredEntity>> each) {
                        return reader.readAllUnparsed(each);
                    }

                    @Override
                    public LogPage readAfter(long position, int limit) {
                        return reader.readAfter(position, limit);
                    }

                    @Override
                    public long latest() {
                        return reader.latest();
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
        loadFirst();
        follower = Thread.ofVirtual().name("catalog-index").start(this::follow);
    }

    /** The same without waiting; whoever asks for a snapshot waits. */
    public void startInBackground() {
        first = new CompletableFuture<>();
        var loaded = first;
        follower = Thread.ofVirtual().name("catalog-index").start(() -> {
            try {
                loadFirst();
                first = null;
                loaded.complete(snapshot);
            } catch (RuntimeException | Error failure) {
                loaded.completeExceptionally(failure);
                return;
            }
            follow();
        });
    }

    private void loadFirst() {
        load();
        while (followOnce()) {
            // Everything that came in while the catalog was read.
        }
    }

    private void load() {
        var started = System.nanoTime();
        try (var load = new BulkLoad()) {
            var position = source.readAll((Supplier<StoredEntity> entity) -> load.add(entity));
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
            case LogPage.Changes(var changes)
            when changes.size() >= MANY && isWorthALoad() -> {
                load();
                yield true;
            }
            case LogPage.Changes(var changes) -> {
                publish(edited(changes));
                yield true;
            }
            case LogPage.Truncated _ -> {
                load();
                yield true;
            }
        };
    }

    /** With further pages, where the index is that far behind and nobody waits for the first. */
    private Snapshot edited(List<Change> first) {
        var edit = SnapshotEdit.of(snapshot);
        first.forEach(edit::apply);
        var last = first;
        for (var pages = 1;
                pages < PAGES_AT_ONCE && last.size() == ChangeReader.MAX_PAGE && !somebodyWaits();
                pages++) {
            if (!(source.readAfter(last.getLast().position(), ChangeReader.MAX_PAGE)
                    instanceof LogPage.Changes(var next))) {
                break;
            }
            next.forEach(edit::apply);
            last = next;
        }
        return edit.finish();
    }

    private boolean somebodyWaits() {
        lock.lock();
        try {
            return isAwaited();
        } finally {
            lock.unlock();
        }
    }

    private boolean isWorthALoad() {
        var size = snapshot.size();
        // Whoever rests before it is worth it holds up what could show at once.
        return BulkLoad.isWorth(size, source.latest() - snapshot.position())
                && BulkLoad.isWorth(size, settledHead() - snapshot.position())
                && !closed;
    }

    /** The head of the log once it has stopped growing, somebody waits, or much has been processed; after a while at any rate. */
    private long settledHead() {
        var end = System.nanoTime() + LONGEST_REST.toNanos();
        var before = 0L;
        var head = source.latest();
        while (head > before && System.nanoTime() < end && rest()) {
            before = head;
            head = source.latest();
        }
        return head;
    }

    /** Returns early, and with false, where somebody is in a hurry. */
    private boolean rest() {
        var nanos = REST.toNanos();
        lock.lock();
        try {
            while (!isHurried() && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return !isHurried();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            hurried = false;
            lock.unlock();
        }
    }

    private boolean isHurried() {
        return hurried || isAwaited();
    }

    private boolean isAwaited() {
        return closed || waiting > 0 || !waiters.isEmpty();
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

    /**
     * The newest snapshot.
     *
     * @throws IllegalStateException where the catalog could not be read
     */
    public Snapshot snapshot() {
        var awaited = first;
        if (awaited == null) {
            return snapshot;
        }
        try {
            return awaited.join();
        } catch (CompletionException failure) {
            throw new IllegalStateException("The catalog could not be read", failure.getCause());
        }
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

    /** The same, where it does not look as if more came at once. */
    public void wakeSettled() {
        lock.lock();
        try {
            hurried = true;
        } finally {
            lock.unlock();
        }
        wake();
    }

    /**
     * Waits until the snapshot knows of the log up to a position; for those who have written and those who want to see what was.
     *
     * @throws ServiceException of kind SERVICE_UNAVAILABLE when it takes longer than the timeout
     */
    public Snapshot awaitPosition(long position, Duration timeout) {
        return awaitPosition(position, timeout, true);
    }

    /**
     * The same for work in the background: the index goes about it in the way that costs least, and not in the one that is over first.
     *
     * @throws ServiceException of kind SERVICE_UNAVAILABLE when it takes longer than the timeout
     */
    public Snapshot awaitPositionPatiently(long position, Duration timeout) {
        return awaitPosition(position, timeout, false);
    }

    private Snapshot awaitPosition(long position, Duration timeout, boolean hurries) {
        if (snapshot().position() < position) {
            wake();
        }
        var nanos = timeout.toNanos();
        lock.lock();
        waiting += hurries ? 1 : 0;
        try {
            changed.signalAll();
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
            waiting -= hurries ? 1 : 0;
            lock.unlock();
        }
    }

    /** How far the newest snapshot knows the log. */
    public long position() {
        return snapshot().position();
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
        waiters.reached(snapshot().position());
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
