package dev.buildrun.platform.waiver;

import dev.buildrun.json.Json;
import dev.buildrun.platform.event.EventTypes;
import dev.buildrun.platform.event.PlatformEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What there is to tell of waivers. Keys say what has happened, so it does not matter who notices it first. */
public final class WaiverEvents {
    private WaiverEvents() {}

    /** That somebody waits for the platform team. */
    static List<PlatformEvent> requested(Waiver waiver, Instant now, List<String> platformTeams) {
        return platformTeams.stream()
                .map(team -> event(EventTypes.WAIVER_REQUESTED, waiver, now, team, "/" + team))
                .toList();
    }

    /** What has been decided; empty for what is no decision. */
    static Optional<PlatformEvent> decided(Waiver waiver, Instant now, @Nullable String owner) {
        return switch (waiver.status()) {
            case APPROVED -> Optional.of(event(EventTypes.WAIVER_APPROVED, waiver, now, owner, ""));
            case DENIED -> Optional.of(event(EventTypes.WAIVER_DENIED, waiver, now, owner, ""));
            case REQUESTED, WITHDRAWN, LAPSED -> Optional.empty();
        };
    }

    /** That it has ended, or how many days are left. Late ones are told once, as what is true now. */
    static PlatformEvent timed(Waiver waiver, Instant now, @Nullable String owner) {
        var left = Math.max(
                0, Duration.between(now, waiver.expiresAt()).plusHours(23).toDays());
        var type = waiver.status() == Waiver.Status.LAPSED ? EventTypes.WAIVER_LAPSED : EventTypes.WAIVER_REMINDER;
        var event = event(type, waiver, now, owner, "/" + left);
        event.data().put("daysLeft", left);
        return event;
    }

    /**
     * What has become of one that stands in the catalog.
     *
     * @param before null where it is new
     */
    public static List<PlatformEvent> ofDeclared(
            @Nullable Waiver before, Waiver after, Instant now, @Nullable String owner, List<String> platformTeams) {
        if (before != null && before.status() == after.status()) {
            return List.of();
        }
        return switch (after.status()) {
            case REQUESTED -> requested(after, now, platformTeams);
            // One that was over when it was first seen has never counted.
            case LAPSED -> before == null ? List.of() : List.of(timed(after, now, owner));
            case APPROVED, DENIED, WITHDRAWN -> List.of();
        };
    }

    private static PlatformEvent event(
            String type, Waiver waiver, Instant now, @Nullable String audience, String suffix) {
        return new PlatformEvent(
                now,
                type,
                waiver.component(),
                audience,
                data(waiver),
                type + "/" + waiver.id() + "/" + waiver.expiresAt() + suffix);
    }

    private static ObjectNode data(Waiver waiver) {
        var data = Json.object()
                .put("waiver", waiver.id().toString())
                .put("rule", waiver.rule())
                .put("reason", waiver.reason())
                .put("expiresAt", waiver.expiresAt().toString());
        return waiver.environment() == null ? data : data.put("environment", waiver.environment());
    }
}
