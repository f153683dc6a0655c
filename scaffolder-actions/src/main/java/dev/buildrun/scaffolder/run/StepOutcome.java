package dev.buildrun.scaffolder.run;

import tools.jackson.databind.node.ObjectNode;

/** How one step ended. */
sealed interface StepOutcome {
    record Completed(ObjectNode outputs) implements StepOutcome {}

    record Skipped(String reason) implements StepOutcome {}

    /**
     * The step could not do its work.
     *
     * @param trace the text for the step's log line: name, message and where
     */
    record Failed(RunError error, String trace) implements StepOutcome {}

    record Cancelled(String message) implements StepOutcome {}
}
