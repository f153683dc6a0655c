package dev.buildrun.catalog.index;

import dev.buildrun.catalog.log.StoredEntity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Builds the first snapshot while the catalog is read: the reader hands entities over, and as many threads as there are cores prepare them. A
 * reader that is faster waits, so only a few batches are in memory besides what the index keeps.
 */
public final class BulkLoad implements AutoCloseable {
    private static final int BATCH = 256;

    private static final long BYTES_OF_AN_ENTITY = 8192;
    /** Entities that fit half of the memory: the old ones and the new ones are there at the same time. */
    private static final long MOST_IN_MEMORY =
            Math.min(200_000, Runtime.getRuntime().maxMemory() / 2 / BYTES_OF_AN_ENTITY);

    private final SnapshotBuilder builder = new SnapshotBuilder();
    private final int threads = Runtime.getRuntime().availableProcessors();
    private final ExecutorService workers = Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().name("catalog-load-", 0).daemon().factory());
    private final int maxBatches = 2 * threads;
    private final Semaphore batches = new Semaphore(maxBatches);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private List<Supplier<StoredEntity>> batch = new ArrayList<>(BATCH);

    /**
     * Whether there is more in the log than there is in the index, so that reading everything takes less time than changing what there is, which
     * takes several times as long for each entity and has one thread; and whether what there is and what is read in its place are in memory
     * together.
     *
     * @param size entities in the index
     * @param backlog changes in the log that it does not know yet
     */
    static boolean isWorth(long size, long backlog) {
        return backlog > size && 2 * size + backlog <= MOST_IN_MEMORY;
    }

    /** Takes one entity; for one thread. */
    public void add(StoredEntity entity) {
        add(() -> entity);
    }

    /** The same, for an entity that one of the threads makes of what was read. */
    void add(Supplier<StoredEntity> entity) {
        batch.add(entity);
        if (batch.size() == BATCH) {
            hand(batch);
            batch = new ArrayList<>(BATCH);
        }
    }

    private void hand(List<Supplier<StoredEntity>> entities) {
        throwFailure();
        batches.acquireUninterruptibly();
        workers.execute(() -> {
            try {
                var bodies = builder.bodies();
                var prepared = entities.stream()
                        .map(Supplier::get)
                        .map(PreparedEntity::of)
                        .toList();
                var kept = prepared.stream()
                        .map(entity -> bodies.kept(entity.body()))
                        .toList();
                builder.add(prepared, kept);
            } catch (RuntimeException | Error thrown) {
                failure.compareAndSet(null, thrown);
            } finally {
                batches.release();
            }
        });
    }

    /** The snapshot of all that was added, as of a position. */
    public Snapshot finish(long position) {
        hand(batch);
        batches.acquireUninterruptibly(maxBatches);
        throwFailure();
        return builder.finish(position);
    }

    private void throwFailure() {
        if (failure.get() != null) {
            throw new IllegalStateException("The catalog could not be indexed", failure.get());
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
        try {
            workers.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
