package dev.buildrun.notification;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which notifications of a user are wanted.
 *
 * @param conditions all of them hold
 * @param orders by weight; none for the newest first
 */
public record NotificationQuery(String user, Conditions conditions, List<Order> orders, int offset, int limit) {
    /** So many are given at most. */
    public static final int MOST = 1_000;

    public NotificationQuery {
        orders = List.copyOf(orders);
    }

    /** What they must be; null where it does not matter. */
    public record Conditions(
            @Nullable String search,
            @Nullable Boolean read,
            @Nullable Boolean saved,
            @Nullable Instant createdAfter,
            @Nullable Severity leastSeverity,
            @Nullable String topic) {
        public static final Conditions NONE = new Conditions(null, null, null, null, null, null);
    }

    /** @param field as in answers */
    public record Order(String field, boolean descending) {}

    /** All of one user's. */
    public static NotificationQuery of(String user, Conditions conditions) {
        return new NotificationQuery(user, conditions, List.of(), 0, MOST);
    }
}
