package dev.buildrun.platform.breakglass;

import dev.buildrun.json.Json;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A right to write in a namespace for a while.
 *
 * @param grantee the group that has it, as the cluster knows it
 */
public record Grant(
        UUID id,
        Place place,
        String grantee,
        String requestedBy,
        String reason,
        Times times,
        @Nullable String endedBy) {
    /** Where it counts. */
    public record Place(String componentRef, String environment, String namespace, String cluster) {}

    /**
     * When what was done.
     *
     * @param appliedAt when the role binding was seen to be there
     * @param endedAt when it ended, by itself or by somebody
     * @param removedAt when the role binding was seen to be gone
     */
    public record Times(
            Instant startsAt,
            Instant expiresAt,
            @Nullable Instant appliedAt,
            @Nullable Instant endedAt,
            @Nullable Instant removedAt) {}

    boolean isOver(Instant now) {
        return times.endedAt() != null || !now.isBefore(times.expiresAt());
    }

    private String status() {
        if (times.removedAt() != null) {
            return "ended";
        }
        if (times.endedAt() != null) {
            return "ending";
        }
        return times.appliedAt() == null ? "pending" : "open";
    }

    ObjectNode json() {
        return Json.object()
                .put("id", id.toString())
                .put("component", place.componentRef())
                .put("environment", place.environment())
                .put("namespace", place.namespace())
                .put("cluster", place.cluster())
                .put("grantee", grantee)
                .put("requestedBy", requestedBy)
                .put("reason", reason)
                .put("startsAt", times.startsAt().toString())
                .put("expiresAt", times.expiresAt().toString())
                .put("status", status())
                .put("endedAt", text(times.endedAt()))
                .put("endedBy", endedBy)
                .put("removedAt", text(times.removedAt()));
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
