package dev.buildrun.scaffolder.run;

import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.TaskSecrets;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the expressions of one step see where secrets may be seen, and the same with every secret blank: a text that comes out
 * different has a secret in it and is hidden.
 */
final class Visible {
    private final Conditions conditions;
    private final ObjectNode context;
    private final ObjectNode blank;

    private Visible(Conditions conditions, ObjectNode context, ObjectNode blank) {
        this.conditions = conditions;
        this.context = context;
        this.blank = blank;
    }

    static Visible of(
            Conditions conditions, ObjectNode context, TaskSecrets secrets, Map<String, String> environmentSecrets) {
        return new Visible(
                conditions,
                with(context, secrets.forTemplates(), json(environmentSecrets)),
                with(context, blank(secrets.forTemplates()), blank(json(environmentSecrets))));
    }

    /** What a dry run shows of a step's input: stars for every secret. */
    static Visible starred(
            Conditions conditions, ObjectNode context, TaskSecrets secrets, Map<String, String> environmentSecrets) {
        var all = with(context, filled(secrets.forTemplates(), "***"), filled(json(environmentSecrets), "***"));
        return new Visible(conditions, all, all);
    }

    void iterate(Iteration iteration, @Nullable JsonNode blankValue) {
        iteration.putInto(context);
        new Iteration(iteration.key(), blankValue == null ? iteration.value() : blankValue).putInto(blank);
    }

    Optional<JsonNode> render(JsonNode template) {
        return conditions.engine().renderValue(template, context);
    }

    Optional<JsonNode> renderBlank(JsonNode template) {
        return conditions.engine().renderValue(template, blank);
    }

    /** Every text in the value that is not in the same place of what it is without secrets. */
    static Set<String> revealing(JsonNode value, @Nullable JsonNode withoutSecrets) {
        var found = new HashSet<String>();
        collect(value, withoutSecrets, found);
        return found;
    }

    private static void collect(JsonNode value, @Nullable JsonNode other, Set<String> found) {
        if (value.isString()) {
            if (!value.equals(other)) {
                found.add(value.stringValue());
            }
        } else if (value.isArray()) {
            for (var index = 0; index < value.size(); index++) {
                collect(value.get(index), other == null ? null : other.get(index), found);
            }
        } else if (value.isObject()) {
            value.properties()
                    .forEach(entry ->
                            collect(entry.getValue(), other == null ? null : other.get(entry.getKey()), found));
        }
    }

    private static ObjectNode with(ObjectNode context, ObjectNode secrets, ObjectNode environmentSecrets) {
        var all = context.deepCopy();
        all.set("secrets", secrets);
        all.withObject("environment").set("secrets", environmentSecrets);
        return all;
    }

    private static ObjectNode json(Map<String, String> values) {
        var node = Json.object();
        values.forEach(node::put);
        return node;
    }

    private static ObjectNode blank(ObjectNode values) {
        return filled(values, "");
    }

    private static ObjectNode filled(ObjectNode values, String text) {
        values.propertyNames().forEach(name -> values.put(name, text));
        return values;
    }
}
