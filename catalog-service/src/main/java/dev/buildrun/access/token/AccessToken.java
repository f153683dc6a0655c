package dev.buildrun.access.token;

import dev.buildrun.access.Scope;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token that somebody made, without its secret.
 *
 * @param subject the full reference of a user, or the subject of a service
 * @param prefix what it begins with, by which people tell it from others
 */
public record AccessToken(
        UUID id, String name, String subject, boolean isUser, String prefix, Scope scope, Times times) {
    /** @param lastUsedAt to the minute; null where it was never used */
    public record Times(
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant revokedAt,
            @Nullable Instant lastUsedAt) {}

    boolean isGood(Instant now) {
        return times.revokedAt() == null && now.isBefore(times.expiresAt());
    }
}
