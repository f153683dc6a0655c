package dev.buildrun.scaffolder.run;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.ActionLog;
import dev.buildrun.scaffolder.template.ParameterCheck;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds a rendered input to its action's schema and reads it into the action's record. */
final class ActionInput {
    private static final List<String> UNIONS = List.of("anyOf", "oneOf", "allOf");

    private final boolean refuseUnknown;

    ActionInput(boolean refuseUnknown) {
        this.refuseUnknown = refuseUnknown;
    }

    /**
     * Checks it.
     *
     * @param actionId as the message names it, {@code id} or {@code id[key]}
     * @throws ServiceException of kind INPUT with every problem
     */
    <I extends Record> I read(ObjectNode input, ActionDescription<I, ?> action, String actionId, ActionLog log) {
        var schema = action.schema().input();
        var known = schema == null || refuseUnknown ? input : withoutUnknown(input, schema, actionId, log);
        var problems = schema == null ? List.<String>of() : ParameterCheck.problems(known, schema);
        if (!problems.isEmpty()) {
            throw invalid(actionId, String.join(", ", problems));
        }
        try {
            return Json.MAPPER.treeToValue(known, action.inputType());
        } catch (JacksonException exception) {
            throw invalid(actionId, exception.getOriginalMessage());
        }
    }

    private static ObjectNode withoutUnknown(ObjectNode input, ObjectNode schema, String actionId, ActionLog log) {
        var known = input.deepCopy();
        var unknown = new ArrayList<String>();
        strip(known, schema, "", unknown);
        if (!unknown.isEmpty()) {
            log.warn("Ignoring input that " + actionId + " does not know: " + String.join(", ", unknown));
        }
        return known;
    }

    /** Takes out what a schema does not allow, at any depth, and says what it was. */
    private static void strip(JsonNode value, JsonNode schema, String path, List<String> unknown) {
        switch (value) {
            case ObjectNode object -> {
                if (isClosed(schema)) {
                    var known = new HashSet<String>();
                    collectKeys(schema, known);
                    var names = object.propertyNames().stream()
                            .filter(key -> !known.contains(key))
                            .toList();
                    names.forEach(name -> unknown.add(path + name));
                    object.remove(names);
                }
                object.properties()
                        .forEach(entry -> strip(
                                entry.getValue(),
                                schema.path("properties").path(entry.getKey()),
                                path + entry.getKey() + ".",
                                unknown));
            }
            case ArrayNode array -> {
                var parent = path.substring(0, path.length() - 1);
                for (var index = 0; index < array.size(); index++) {
                    strip(array.get(index), schema.path("items"), parent + "[" + index + "].", unknown);
                }
            }
            case JsonNode _ -> {}
        }
    }

    private static boolean isClosed(JsonNode schema) {
        return isFalse(schema.path("additionalProperties"))
                || UNIONS.stream()
                        .flatMap(key -> schema.path(key).valueStream())
                        .anyMatch(ActionInput::isClosed);
    }

    private static boolean isFalse(JsonNode node) {
        return node.isBoolean() && !node.booleanValue();
    }

    private static void collectKeys(JsonNode schema, Set<String> keys) {
        if (schema.path("properties") instanceof ObjectNode properties) {
            keys.addAll(properties.propertyNames());
        }
        UNIONS.forEach(key -> schema.path(key).forEach(branch -> collectKeys(branch, keys)));
    }

    private static ServiceException invalid(String actionId, String problems) {
        return ServiceException.input("Invalid input passed to action " + actionId + ", " + problems);
    }
}
