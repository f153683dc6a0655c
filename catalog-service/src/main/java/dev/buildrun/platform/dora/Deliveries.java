package dev.buildrun.platform.dora;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the records come from. */
@FunctionalInterface
public interface Deliveries {
    /**
     * Deployments that began since a moment, oldest first.
     *
     * @param component null for any
     * @param owner null for any
     */
    List<Delivery> since(@Nullable String component, @Nullable String owner, Instant since);
}
