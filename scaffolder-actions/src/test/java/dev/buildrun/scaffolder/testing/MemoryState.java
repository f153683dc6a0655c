package dev.buildrun.scaffolder.testing;

import dev.buildrun.scaffolder.run.RunState;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A task's state that outlives a run, but not the test. */
public final class MemoryState implements RunState {
    private final Map<String, ObjectNode> finished = new LinkedHashMap<>();
    private final Map<String, JsonNode> checkpoints = new LinkedHashMap<>();

    @Override
    public Map<String, ObjectNode> finishedSteps() {
        return Map.copyOf(finished);
    }

    @Override
    public void stepFinished(String stepId, ObjectNode output, Workspace workspace, boolean isLast, Runnable line) {
        finished.put(stepId, output);
        line.run();
    }

    @Override
    public Optional<JsonNode> checkpoint(String key) {
        return Optional.ofNullable(checkpoints.get(key));
    }

    @Override
    public void saveCheckpoint(String key, ObjectNode entry) {
        checkpoints.put(key, entry);
    }

    public Map<String, JsonNode> checkpoints() {
        return checkpoints;
    }
}
