package dev.buildrun.scaffolder.run;

import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One turn of a step with {@code each}, or the only turn of a step without.
 *
 * @param key null in a step without {@code each}
 * @param value null in a step without {@code each}
 */
record Iteration(@Nullable String key, @Nullable JsonNode value) {
    static final Iteration ONLY = new Iteration(null, null);

    private static final String INDEX = "0|[1-9]\\d{0,8}";

    /** Every item of an array or entry of an object; an object's keys that are numbers come first, as in JavaScript. */
    static List<Iteration> of(JsonNode items) {
        var iterations = new ArrayList<Iteration>();
        if (items.isArray()) {
            items.forEach(item -> iterations.add(new Iteration(String.valueOf(iterations.size()), item)));
            return iterations;
        }
        var entries = new ArrayList<>(items.properties());
        entries.stream()
                .filter(entry -> entry.getKey().matches(INDEX))
                .sorted(Comparator.comparingInt(entry -> Integer.parseInt(entry.getKey())))
                .forEach(entry -> iterations.add(of(entry)));
        entries.stream().filter(entry -> !entry.getKey().matches(INDEX)).forEach(entry -> iterations.add(of(entry)));
        return iterations;
    }

    private static Iteration of(Map.Entry<String, JsonNode> entry) {
        return new Iteration(entry.getKey(), entry.getValue());
    }

    /** How messages name the action. */
    String name(String actionId) {
        return key == null ? actionId : actionId + "[" + key + "]";
    }

    void putInto(ObjectNode context) {
        if (key != null) {
            context.putObject("each").put("key", key).set("value", value);
        }
    }

    /** As Backstage logs it, objects not spelt out. */
    String shown() {
        var text =
                value == null || value.isObject() ? "[object Object]" : value.isArray() ? "[array]" : value.asString();
        return Json.write(Json.object().put("key", key).put("value", text));
    }
}
