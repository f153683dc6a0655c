package dev.buildrun.scaffolder.run;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** How one step ended. */
sealed interface StepOutcome {
    record Completed(ObjectNode outputs) implements StepOutcome {}

    /**
     * The step was left out.
     *
     * @param outputs what later steps see of it; null for nothing
     */
    record Skipped(String reason, @Nullable ObjectNode outputs) implements StepOutcome {}

    record Failed(RunError error) implements StepOutcome {}

    /**
     * The task was cancelled.
     *
     * @param hasBegun whether the step was running by then
     */
    record Cancelled(RunError error, boolean hasBegun) implements StepOutcome {}

    /** The step waits for an answer. */
    record Suspended() implements StepOutcome {}
}
