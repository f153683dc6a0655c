package dev.buildrun.scaffolder.run;

import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the runner reads of a task's spec. */
record FrozenSpec(ObjectNode json) {
    /**
     * One step.
     *
     * @param condition the step's {@code if}; null when it has none
     * @param each null when the step runs once
     */
    record Step(
            String id,
            String name,
            String action,
            ObjectNode input,
            @Nullable JsonNode condition,
            @Nullable JsonNode each) {}

    /** In order; an id or name that is missing is filled in as at the task's creation. */
    List<Step> steps() {
        var steps = new ArrayList<Step>();
        for (var step : json.path("steps")) {
            var action = step.path("action").asString("");
            steps.add(new Step(
                    step.path("id").asString("step-" + (steps.size() + 1)),
                    step.path("name").asString(action),
                    action,
                    step.path("input") instanceof ObjectNode input ? input : Json.object(),
                    present(step.path("if")),
                    present(step.path("each"))));
        }
        return steps;
    }

    JsonNode output() {
        return json.path("output") instanceof ObjectNode output ? output : Json.object();
    }

    @Nullable
    String templateRef() {
        return text(json.path("templateInfo").path("entityRef"));
    }

    @Nullable
    String baseUrl() {
        return text(json.path("templateInfo").path("baseUrl"));
    }

    /** What every expression sees: {@code parameters}, {@code user}, {@code steps} (none yet), {@code context.task.id}, {@code environment}. */
    ObjectNode context(String taskId, Map<String, String> environmentParameters) {
        var context = Json.object();
        context.set("parameters", json.path("parameters") instanceof ObjectNode values ? values : Json.object());
        context.putObject("steps");
        if (json.path("user") instanceof ObjectNode user) {
            context.set("user", user);
        }
        context.putObject("context").putObject("task").put("id", taskId);
        var environment = context.putObject("environment").putObject("parameters");
        environmentParameters.forEach(environment::put);
        return context;
    }

    private static @Nullable JsonNode present(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? null : node;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isString() ? node.stringValue() : null;
    }
}
