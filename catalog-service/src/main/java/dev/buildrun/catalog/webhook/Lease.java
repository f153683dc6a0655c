package dev.buildrun.catalog.webhook;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The right to deliver a webhook for a while, and where to begin.
 *
 * @param fence whoever writes with it is refused once somebody else has the lease, or the terms are others
 * @param relistTo what was lost is to be told first, then it goes on from here; null where nothing was
 * @param deadInARow events before the next that could not be delivered
 * @param retryIn how long the next event has to wait; zero where it need not
 */
record Lease(
        Webhook webhook,
        long fence,
        byte[] sealedSecret,
        @Nullable Long relistTo,
        int deadInARow,
        Duration retryIn) {
    UUID id() {
        return webhook.id();
    }
}
