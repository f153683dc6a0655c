package dev.buildrun.scaffolder.task;

import dev.buildrun.json.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the steps of a task left, as one tree: {@code {"steps": {<id>: <output>}, "checkpoints": {<key>: <entry>}}}. */
final class TaskState {
    private static final String STEPS = "steps";
    private static final String CHECKPOINTS = "checkpoints";

    private final ObjectNode tree;

    private TaskState(ObjectNode tree) {
        this.tree = tree;
    }

    static TaskState of(String json) {
        return new TaskState((ObjectNode) Json.read(json));
    }

    /** For a retry: the same without finished steps. */
    static String withoutSteps(String json) {
        var state = of(json);
        state.tree.remove(STEPS);
        return Json.write(state.tree);
    }

    ObjectNode tree() {
        return tree;
    }

    Map<String, ObjectNode> steps() {
        var steps = new HashMap<String, ObjectNode>();
        tree.path(STEPS).forEachEntry((id, output) -> steps.put(id, (ObjectNode) output));
        return steps;
    }

    void putStep(String id, ObjectNode output) {
        tree.withObject("/" + STEPS).set(id, output);
    }

    Optional<JsonNode> checkpoint(String key) {
        return tree.path(CHECKPOINTS).optional(key);
    }

    void putCheckpoint(String key, ObjectNode entry) {
        tree.withObject("/" + CHECKPOINTS).set(key, entry);
    }
}
