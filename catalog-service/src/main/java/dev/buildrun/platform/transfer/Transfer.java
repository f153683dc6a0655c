package dev.buildrun.platform.transfer;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A component that is to change its owner.
 *
 * @param from full reference of the group that owns it
 * @param to full reference of the group that is to own it
 */
public record Transfer(
        UUID id,
        String componentRef,
        String from,
        String to,
        Asked asked,
        Status status,
        @Nullable Decided decided,
        @Nullable Instant doneAt) {
    /** Who offers it, and why. */
    public record Asked(String by, Instant at, String reason) {}

    /** Who has accepted, declined or withdrawn it. */
    public record Decided(String by, Instant at) {}

    /** What has become of it. */
    public enum Status {
        PROPOSED,
        ACCEPTED,
        DECLINED,
        WITHDRAWN,
        /** The catalog shows the new owner. */
        DONE;

        /** As the table and the API have it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
