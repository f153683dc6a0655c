package dev.buildrun.catalog.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A receiver and how it stands with it.
 *
 * @param isEnabled whether somebody wants it to be told
 * @param createdAt when it was made
 */
record Webhook(
        UUID id, Terms terms, boolean isEnabled, Owner owner, Instant createdAt, Instant changedAt, Standing standing) {

    /**
     * What is agreed.
     *
     * @param filters the catalog's filter parameters; none means everything
     * @param types short names of events; none means all
     * @param withBody whether an event has the entity itself
     */
    record Terms(
            String url, String description, List<String> filters, List<String> types, boolean withBody, Mode mode) {
        Terms {
            filters = List.copyOf(filters);
            types = List.copyOf(types);
        }
    }

    /** How an event stands in a request: whole in the body, or its data in the body and the rest in headers. */
    enum Mode {
        STRUCTURED,
        BINARY
    }

    /** Who made it: it is told what this caller may read. */
    record Owner(String actor, boolean isUser) {}

    /**
     * How it goes.
     *
     * @param position everything up to here is delivered, a dead letter, or not wanted
     * @param attempts of the event that comes next
     * @param failingSince of the first attempt that failed after the last good one; null where the last one was good
     * @param pause null where it is not paused
     */
    record Standing(
            long position,
            int attempts,
            @Nullable Instant failingSince,
            @Nullable String lastError,
            @Nullable Instant succeededAt,
            @Nullable Pause pause,
            int deadLetters) {}

    /** That it is told nothing until somebody enables it again. */
    record Pause(Instant at, String why) {}
}
