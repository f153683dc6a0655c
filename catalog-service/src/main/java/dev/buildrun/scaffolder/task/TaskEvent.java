package dev.buildrun.scaffolder.task;

import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * One event of a task.
 *
 * @param id grows within a task, with gaps
 * @param type {@code log}, {@code completion}, {@code cancelled} or {@code recovered}
 */
public record TaskEvent(long id, UUID taskId, String type, ObjectNode body, Instant createdAt) {
    public boolean isCompletion() {
        return type.equals("completion");
    }

    boolean isRecovered() {
        return type.equals("recovered");
    }
}
