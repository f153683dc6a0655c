package dev.buildrun.access;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * From when to when a token holds.
 *
 * @param isWellFormed whether what there is of the three is a number
 * @param expiresAt null where the token does not say
 */
record JwtTimes(
        boolean isWellFormed,
        @Nullable Instant notBefore,
        @Nullable Instant issuedAt,
        @Nullable Instant expiresAt) {
    /** How far the clock of whoever signs may be ahead. */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

    static JwtTimes of(JsonNode claims) {
        return new JwtTimes(
                isTime(claims.path("nbf")) && isTime(claims.path("iat")) && isTime(claims.path("exp")),
                time(claims.path("nbf")),
                time(claims.path("iat")),
                time(claims.path("exp")));
    }

    private static boolean isTime(JsonNode claim) {
        return claim.isMissingNode() || claim.isNumber();
    }

    private static @Nullable Instant time(JsonNode claim) {
        return claim.isNumber() ? Instant.ofEpochSecond(claim.asLong()) : null;
    }

    /** @param mustEnd whether a token without an end is refused */
    boolean isCurrent(Instant now, boolean mustEnd) {
        var latestStart = now.plus(CLOCK_SKEW);
        return isWellFormed
                && (expiresAt == null ? !mustEnd : now.isBefore(expiresAt))
                && (notBefore == null || !notBefore.isAfter(latestStart))
                && (issuedAt == null || !issuedAt.isAfter(latestStart));
    }
}
