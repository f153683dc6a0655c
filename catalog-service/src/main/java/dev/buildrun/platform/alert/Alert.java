package dev.buildrun.platform.alert;

import dev.buildrun.platform.page.TimePage;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An alert that was received.
 *
 * @param acknowledgedAt null as long as nobody has
 */
record Alert(
        UUID id,
        Notice notice,
        @Nullable String severity,
        @Nullable String summary,
        AlertRouting.Route route,
        Instant receivedAt,
        @Nullable Instant acknowledgedAt,
        @Nullable String acknowledgedBy,
        @Nullable String comment) {

    static Alert received(UUID id, Notice notice, AlertRouting.Route route, Instant at) {
        return new Alert(
                id,
                notice,
                notice.label("severity").orElse(null),
                notice.annotation("summary")
                        .or(() -> notice.annotation("description"))
                        .orElse(null),
                route,
                at,
                null,
                null,
                null);
    }

    TimePage.Place place() {
        return new TimePage.Place(receivedAt, id);
    }

    Map<String, String> labels() {
        return notice.labels();
    }
}
