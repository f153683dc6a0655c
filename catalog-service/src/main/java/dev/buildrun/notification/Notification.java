package dev.buildrun.notification;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that one user, or everybody, was told.
 *
 * @param user null for everybody
 * @param times when it was told, and what the user who asks did with it
 */
public record Notification(UUID id, @Nullable String user, String origin, Payload payload, Times times) {
    /** Null for what has not happened. */
    public record Times(
            Instant created,
            @Nullable Instant updated,
            @Nullable Instant read,
            @Nullable Instant saved) {
        static Times created(Instant at) {
            return new Times(at, null, null, null);
        }
    }
}
