package dev.buildrun.scaffolder.run;

import dev.buildrun.scaffolder.workspace.Workspace;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a task remembers from one run to the next. It belongs to one task; every method is durable when it returns.
 */
public interface RunState {
    /**
     * Outputs of the steps that an earlier run completed, by step id. They are not run again. Whoever gives any must also
     * have put back the workspace as it was after the last of them, since later steps work on its files.
     */
    Map<String, ObjectNode> finishedSteps();

    /**
     * Called after each completed step. That it is finished and the line that tells so are durable together: after a crash neither is there
     * without the other.
     *
     * @param workspace as it is after the step, for whoever keeps it
     * @param isLast whether no step follows. Then the task ends next, and it is enough when its end is durable together with this, and with
     *     the lines from here on: nothing needs the workspace any more
     * @param line appends the {@code completed} line of the step; to be called once
     */
    void stepFinished(String stepId, ObjectNode output, Workspace workspace, boolean isLast, Runnable line);

    /**
     * What an action kept under a key ({@code v1.task.checkpoint.<stepId>.<key>}).
     *
     * @return {@code {status: "success", value}} or {@code {status: "failed", reason}}
     */
    Optional<JsonNode> checkpoint(String key);

    void saveCheckpoint(String key, ObjectNode entry);
}
