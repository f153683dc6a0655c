package dev.buildrun.scaffolder.builtin.roadie;

import dev.buildrun.json.EcmaJson;
import dev.buildrun.json.Json;
import java.util.HashSet;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Merges one tree into another: objects key by key, arrays as told, anything else replaces. */
final class Merging implements BinaryOperator<JsonNode> {
    private final boolean addsToArrays;

    private Merging(boolean addsToArrays) {
        this.addsToArrays = addsToArrays;
    }

    /** @param addsToArrays whether items are added to an array that has not got them; otherwise it is replaced */
    static Merging of(boolean addsToArrays) {
        return new Merging(addsToArrays);
    }

    /** A new tree; a root that is no container counts as an empty object. */
    @Override
    public JsonNode apply(JsonNode existing, JsonNode added) {
        if (existing instanceof ArrayNode array) {
            return added instanceof ArrayNode other ? byIndex(array, other) : array.deepCopy();
        }
        var target = existing instanceof ObjectNode object ? object.deepCopy() : Json.object();
        if (added instanceof ObjectNode object) {
            object.properties().forEach(entry -> put(target, entry.getKey(), entry.getValue()));
        }
        return target;
    }

    private void put(ObjectNode target, String key, JsonNode added) {
        target.set(key, merged(target.path(key), added));
    }

    private JsonNode byIndex(ArrayNode existing, ArrayNode added) {
        var result = existing.deepCopy();
        for (var index = 0; index < added.size(); index++) {
            var merged = merged(result.path(index), added.get(index));
            if (index < result.size()) {
                result.set(index, merged);
            } else {
                result.add(merged);
            }
        }
        return result;
    }

    private JsonNode merged(JsonNode existing, JsonNode added) {
        if (existing instanceof ArrayNode array) {
            return addsToArrays ? union(array, added) : added.deepCopy();
        }
        return added instanceof ObjectNode ? apply(existing, added) : added.deepCopy();
    }

    /** Scalars that are there already are not added again; objects always are, since upstream compares them by identity. */
    private static JsonNode union(ArrayNode existing, JsonNode added) {
        var result = Json.array();
        var seen = new HashSet<String>();
        var items = added instanceof ArrayNode array ? array.valueStream() : Stream.of(added);
        Stream.concat(existing.valueStream(), items)
                .filter(item -> item.isContainer() || seen.add(EcmaJson.write(item)))
                .forEach(item -> result.add(item.deepCopy()));
        return result;
    }
}
