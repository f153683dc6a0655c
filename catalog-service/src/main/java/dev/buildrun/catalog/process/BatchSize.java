package dev.buildrun.catalog.process;

/**
 * How many entities a loop takes at once: more while batches are done quickly, since each costs about as many statements as another, and
 * fewer when they take long, since nothing of a batch shows before all of it does. For one loop, one thread.
 */
final class BatchSize {
    private static final int GROWTH = 10;
    private static final long QUICK_NANOS = 300_000_000;
    private static final long SLOW_NANOS = 1_500_000_000;

    private final int least;
    private int limit;

    /** @param least what it begins with; it never grows beyond ten times as many, or 500 */
    BatchSize(int least) {
        this.least = least;
        this.limit = least;
    }

    int limit() {
        return limit;
    }

    void took(int claimed, long nanos) {
        if (nanos > SLOW_NANOS) {
            limit = Math.max(least, limit / 2);
        } else if (claimed == limit && nanos < QUICK_NANOS) {
            limit = Math.min(2 * limit, Math.min(GROWTH * least, Math.max(least, ProcessingLoopConfig.MAX_BATCH_SIZE)));
        }
    }
}
