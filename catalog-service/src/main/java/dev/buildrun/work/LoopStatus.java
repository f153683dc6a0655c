package dev.buildrun.work;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a loop is doing, told from the moment of asking.
 *
 * @param running whether a turn is being taken
 * @param since how long it has been running or resting
 * @param untilNext when it looks again if nobody signals; zero while it runs
 * @param sinceLastEnd when the last turn ended; null before the first one has
 * @param lastError why the last turn failed; null where it did not
 */
public record LoopStatus(
        boolean running,
        Duration since,
        Duration untilNext,
        @Nullable Duration sinceLastEnd,
        @Nullable String lastError) {}
