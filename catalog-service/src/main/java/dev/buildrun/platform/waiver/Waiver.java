package dev.buildrun.platform.waiver;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One rule of one component, everywhere or in one environment.
 *
 * @param entityRef the Resource that it comes from; null where it was asked for at the API
 * @param component full reference
 * @param environment the only one where it counts; null for everywhere
 * @param requestedBy who asked for it, or the Resource
 * @param expiresAt from then on it does not count any more
 * @param decidedBy who approved or denied it; null as long as nobody has
 * @param comment of whoever decided, or why one of the catalog does not count
 * @param renewals how often the same was waived before
 * @param remindAt when the owner is to be reminded next; null when there is nothing to remind of
 */
public record Waiver(
        UUID id,
        @Nullable String entityRef,
        String component,
        String rule,
        @Nullable String environment,
        String reason,
        @Nullable String ticket,
        Status status,
        String requestedBy,
        Instant requestedAt,
        Instant expiresAt,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt,
        @Nullable String comment,
        int renewals,
        @Nullable Instant remindAt) {
    /** The longest that one may last. */
    public static final Duration LONGEST = Duration.ofDays(90);

    private static final List<Integer> REMINDERS_IN_DAYS = List.of(14, 3, 0);

    /** What became of it. */
    public enum Status {
        REQUESTED,
        APPROVED,
        DENIED,
        WITHDRAWN,
        LAPSED;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /** Whether it counts. */
    public boolean isInForce(Instant now) {
        return status == Status.APPROVED && now.isBefore(expiresAt);
    }

    /**
     * Whether it is of a result.
     *
     * @param where the environment of the result; empty where it has none
     */
    public boolean covers(String id, String where) {
        return rule.equals(id) && (environment == null || environment.equals(where));
    }

    /** Whether it would need another decision to count. */
    public boolean isOpen(Instant now) {
        return status == Status.REQUESTED && now.isBefore(expiresAt);
    }

    /** The first reminder after a moment: 14 and 3 days before the end, and at the end; null after that. */
    static @Nullable Instant nextReminder(Instant expiresAt, Instant after) {
        return REMINDERS_IN_DAYS.stream()
                .map(days -> expiresAt.minus(Duration.ofDays(days)))
                .filter(at -> at.isAfter(after))
                .findFirst()
                .orElse(null);
    }

    Waiver decided(Status outcome, String by, Instant at, @Nullable String words) {
        return new Waiver(
                id,
                entityRef,
                component,
                rule,
                environment,
                reason,
                ticket,
                outcome,
                requestedBy,
                requestedAt,
                expiresAt,
                by,
                at,
                words,
                renewals,
                outcome == Status.APPROVED ? nextReminder(expiresAt, at) : null);
    }

    Waiver reminded(Instant at) {
        return new Waiver(
                id,
                entityRef,
                component,
                rule,
                environment,
                reason,
                ticket,
                expiresAt.isAfter(at) ? status : Status.LAPSED,
                requestedBy,
                requestedAt,
                expiresAt,
                decidedBy,
                decidedAt,
                comment,
                renewals,
                nextReminder(expiresAt, at));
    }
}
