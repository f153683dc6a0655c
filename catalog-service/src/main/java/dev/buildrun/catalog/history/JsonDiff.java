package dev.buildrun.catalog.history;

import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The difference of two JSON values as a JSON Patch (RFC 6902) of additions, removals and replacements, in an order in which they can be
 * applied. Items of lists are matched as {@link ListSteps} says.
 */
final class JsonDiff {
    private final List<Operation> operations = new ArrayList<>();

    private JsonDiff() {}

    /** What is to be done at one place. */
    enum Op {
        ADD("add"),
        REMOVE("remove"),
        REPLACE("replace");

        private final String wireName;

        Op(String wireName) {
            this.wireName = wireName;
        }
    }

    /**
     * One step from the one value to the other.
     *
     * @param path the keys and indexes that lead there, at the time of this step; empty for the whole value
     * @param before null where there was nothing
     * @param after null where there is nothing left
     */
    record Operation(
            Op op,
            List<String> path,
            @Nullable JsonNode before,
            @Nullable JsonNode after) {
        /** The path as a JSON Pointer (RFC 6901). */
        String pointer() {
            var pointer = new StringBuilder();
            path.forEach(
                    part -> pointer.append('/').append(part.replace("~", "~0").replace("/", "~1")));
            return pointer.toString();
        }

        ObjectNode json() {
            var json = Json.object().put("op", op.wireName).put("path", pointer());
            return after == null ? json : json.set("value", after);
        }
    }

    static List<Operation> between(JsonNode from, JsonNode to) {
        var diff = new JsonDiff();
        diff.compare(List.of(), from, to);
        return diff.operations;
    }

    private void compare(List<String> path, JsonNode from, JsonNode to) {
        if (from instanceof ObjectNode before && to instanceof ObjectNode after) {
            compareObjects(path, before, after);
        } else if (from instanceof ArrayNode before && to instanceof ArrayNode after) {
            compareArrays(path, before, after);
        } else if (!from.equals(to)) {
            operations.add(new Operation(Op.REPLACE, path, from, to));
        }
    }

    private void compareObjects(List<String> path, ObjectNode from, ObjectNode to) {
        var keys = new LinkedHashSet<>(from.propertyNames());
        keys.addAll(to.propertyNames());
        for (var key : keys) {
            var before = from.get(key);
            var after = to.get(key);
            if (before == null) {
                operations.add(new Operation(Op.ADD, below(path, key), null, after));
            } else if (after == null) {
                operations.add(new Operation(Op.REMOVE, below(path, key), before, null));
            } else {
                compare(below(path, key), before, after);
            }
        }
    }

    private void compareArrays(List<String> path, ArrayNode from, ArrayNode to) {
        var at = 0;
        for (var step : ListSteps.between(from, to)) {
            var place = below(path, Integer.toString(at));
            at++;
            if (step.before() == null) {
                operations.add(new Operation(Op.ADD, place, null, step.after()));
            } else if (step.after() == null) {
                operations.add(new Operation(Op.REMOVE, place, step.before(), null));
                at--;
            } else {
                compare(place, step.before(), step.after());
            }
        }
    }

    private static List<String> below(List<String> path, String part) {
        var below = new ArrayList<>(path);
        below.add(part);
        return below;
    }
}
