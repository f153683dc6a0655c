package dev.buildrun.catalog.process;

import java.time.Duration;

/**
 * How the processing loop works.
 *
 * @param batchSize entities claimed and committed together, 1 to 500; up to ten times as many (500 at most) while that goes quickly
 * @param lease how long a claim lasts unless it is prolonged, which happens three times in that span; after a crash, its entities
 *     wait for so long
 * @param deadline how long one batch may be processed; an entity that is not done then has failed
 * @param interval after which an entity that was made from something outside is processed again, or up to half as long again, and
 *     the longest time after which one is that failed; {@code catalog.processingInterval}
 * @param version of the processors and their rules: what another version has processed is processed again at start
 */
public record ProcessingLoopConfig(
        int batchSize, Duration lease, Duration deadline, Duration interval, String version) {
    public static final int DEFAULT_BATCH_SIZE = 50;
    public static final Duration DEFAULT_LEASE = Duration.ofSeconds(15);
    public static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(2);
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(100);

    static final int MAX_BATCH_SIZE = 500;

    public ProcessingLoopConfig {
        if (batchSize < 1 || batchSize > MAX_BATCH_SIZE) {
            throw new IllegalArgumentException("batchSize: expected 1 to " + MAX_BATCH_SIZE + ", found " + batchSize);
        }
        if (lease.isNegative() || deadline.isNegative() || interval.isNegative()) {
            throw new IllegalArgumentException(
                    "Expected durations, found " + lease + ", " + deadline + " and " + interval);
        }
        if (version.isEmpty()) {
            throw new IllegalArgumentException("version: expected a text, found none");
        }
    }

    /** The defaults. */
    public static ProcessingLoopConfig of(String version) {
        return new ProcessingLoopConfig(DEFAULT_BATCH_SIZE, DEFAULT_LEASE, DEFAULT_DEADLINE, DEFAULT_INTERVAL, version);
    }
}
