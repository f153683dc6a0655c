package dev.buildrun.scaffolder.task;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A task as everybody may see it; its secrets and its state are not part of it.
 *
 * @param spec {@code {apiVersion, steps, output, parameters, user, templateInfo}}, as frozen at creation
 * @param createdBy the user's full entity reference; null when a service created it
 * @param lastHeartbeatAt null until it is claimed for the first time
 */
public record Task(
        UUID id,
        ObjectNode spec,
        TaskStatus status,
        @Nullable String createdBy,
        Instant createdAt,
        @Nullable Instant lastHeartbeatAt) {
    /** What the template says about another start, {@code none} or {@code startOver}. */
    public String recoverStrategy() {
        return spec.path("EXPERIMENTAL_recovery").path("EXPERIMENTAL_strategy").asString("none");
    }

    /** Whether clients keep following the task after its end, because it may start over. */
    public boolean isRecoverable() {
        return recoverStrategy().equals("startOver");
    }
}
