package dev.buildrun.scaffolder.run;

import tools.jackson.databind.node.ObjectNode;

/** How a run came to its end. */
public sealed interface RunResult {
    /** The task is over. */
    sealed interface Ended extends RunResult {
        /** The completion event to be written together with the task's status. */
        RunEvent event();
    }

    record Completed(ObjectNode output) implements Ended {
        @Override
        public RunEvent event() {
            return new RunEvent.Completed(output);
        }
    }

    /**
     * A step failed, or the task was cancelled: both are {@code failed} on the wire.
     *
     * @param cancelled whether the end came by a cancellation
     */
    record Failed(RunError error, boolean cancelled) implements Ended {
        @Override
        public RunEvent event() {
            return new RunEvent.Failed(error);
        }
    }

    /** A step waits for an answer: another run goes on from there when it has come. */
    record Suspended(String stepId) implements RunResult {}
}
