package dev.buildrun.catalog.webhook;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long a receiver is left alone after a failed attempt: four times as long after each, from one second to half an hour, of which a
 * random half is taken off, so that receivers that failed together are not asked together.
 */
record Backoff(RandomGenerator random) {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final int MOST_STEPS = 10;

    /** @param attempts that have failed, at least one */
    Duration after(int attempts, @Nullable Duration asked) {
        var whole = FIRST.multipliedBy(1L << (2 * Math.min(attempts - 1, MOST_STEPS)));
        var bounded = whole.compareTo(LONGEST) > 0 ? LONGEST : whole;
        var jittered = Duration.ofMillis((long) (bounded.toMillis() * (0.5 + random.nextDouble() / 2)));
        return asked != null && asked.compareTo(jittered) > 0 ? asked : jittered;
    }
}
