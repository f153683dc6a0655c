package dev.buildrun.catalog.webhook;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What came of sending a message once.
 *
 * @param status of the answer; null where there was none
 * @param took until the answer was there or given up
 * @param error null where the receiver has taken the message
 * @param retryAfter how long the receiver asks to be left alone; null where it does not
 */
record Attempt(
        @Nullable Integer status,
        Duration took,
        @Nullable String error,
        @Nullable Duration retryAfter) {
    private static final int GONE = 410;

    boolean isGood() {
        return error == null;
    }

    /** Whether the receiver says that it wants nothing any more, now or later. */
    boolean isGone() {
        return status != null && status == GONE;
    }
}
