package dev.buildrun.scaffolder.run;

import dev.buildrun.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One event of a task. {@link #type()} and {@link #body()} are what Backstage's clients read; there are no other types,
 * because its task page stops at one that it does not know.
 *
 * <p>The runner appends only {@link Log}. The completion is a {@link RunResult}, which the task's owner writes together with
 * the task's new status; cancelled and recovered are the owner's own.
 */
public sealed interface RunEvent {
    String type();

    ObjectNode body();

    /**
     * A line of the log.
     *
     * @param stepId null for a line that belongs to the whole task
     * @param status set when the line tells a step's new status
     */
    record Log(
            String message,
            @Nullable String stepId,
            @Nullable StepStatus status) implements RunEvent {
        @Override
        public String type() {
            return "log";
        }

        @Override
        public ObjectNode body() {
            var body = Json.object().put("message", message);
            if (stepId != null) {
                body.put("stepId", stepId);
            }
            if (status != null) {
                body.put("status", status.wireName());
            }
            return body;
        }
    }

    /** The last event of a task that did all that it should. */
    record Completed(ObjectNode output) implements RunEvent {
        @Override
        public String type() {
            return "completion";
        }

        @Override
        public ObjectNode body() {
            var body = Json.object().put("message", "Run completed with status: completed");
            body.set("output", output);
            return body;
        }
    }

    /** The last event of a task that failed or was cancelled. */
    record Failed(RunError error) implements RunEvent {
        @Override
        public String type() {
            return "completion";
        }

        @Override
        public ObjectNode body() {
            var body = Json.object().put("message", "Run completed with status: failed");
            body.set("error", error.toJson());
            return body;
        }
    }

    /** Somebody asked to cancel the task while this step was the newest. */
    record Cancelled(String stepId) implements RunEvent {
        @Override
        public String type() {
            return "cancelled";
        }

        @Override
        public ObjectNode body() {
            return Json.object()
                    .put("message", "Step " + stepId + " has been cancelled.")
                    .put("stepId", stepId)
                    .put("status", StepStatus.CANCELLED.wireName());
        }
    }

    /**
     * The task is about to run again.
     *
     * @param recoverStrategy {@code none} or {@code startOver}
     */
    record Recovered(String recoverStrategy) implements RunEvent {
        @Override
        public String type() {
            return "recovered";
        }

        @Override
        public ObjectNode body() {
            return Json.object().put("recoverStrategy", recoverStrategy);
        }
    }
}
