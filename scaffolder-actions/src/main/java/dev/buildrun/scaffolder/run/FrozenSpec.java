package dev.buildrun.scaffolder.run;

import dev.buildrun.error.ServiceException;
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
        for (var item : json.path("steps")) {
            if (!(item instanceof ObjectNode object)) {
                throw ServiceException.input("Expected every step of the task's spec to be an object, found " + item);
            }
            var step = new dev.buildrun.scaffolder.template.Step(object);
            steps.add(new Step(
                    step.id().orElse("step-" + (steps.size() + 1)),
                    step.name(),
                    step.action(),
                    step.input(),
                    step.condition().orElse(null),
                    step.each().orElse(null)));
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

    private static @Nullable String text(JsonNode node) {
        return node.isString() ? node.stringValue() : null;
    }
}
