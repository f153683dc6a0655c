package dev.buildrun.scaffolder.builtin.roadie;

import com.dashjoin.jsonata.Jsonata;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** JSON trees as the maps, lists and numbers that JSONata works on, and back. */
final class JsonataValues {
    private static final double LARGEST_EXACT = 9_007_199_254_740_992.0;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonataValues() {}

    static @Nullable Object fromJson(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                var map = new LinkedHashMap<String, @Nullable Object>();
                node.properties().forEach(entry -> map.put(entry.getKey(), fromJson(entry.getValue())));
                yield map;
            }
            case ARRAY -> {
                var list = new ArrayList<@Nullable Object>();
                node.forEach(item -> list.add(fromJson(item)));
                yield list;
            }
            case STRING -> node.stringValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER ->
                node.canConvertToLong() && node.isIntegralNumber() ? node.longValue() : (Object) node.doubleValue();
            case BINARY, POJO, NULL, MISSING -> null;
        };
    }

    /** Empty for what JSON cannot say: nothing at all, or a function. */
    static Optional<JsonNode> toJson(@Nullable Object value) {
        return switch (value) {
            case null -> Optional.empty();
            case String text -> Optional.of(NODES.stringNode(text));
            case Boolean bool -> Optional.of(NODES.booleanNode(bool));
            case Number number -> Optional.of(number(number.doubleValue()));
            case List<?> list -> Optional.of(array(list));
            case Map<?, ?> map -> Optional.of(object(map));
            case Object other -> other.equals(Jsonata.NULL_VALUE) ? Optional.of(NODES.nullNode()) : Optional.empty();
        };
    }

    private static JsonNode number(double number) {
        var isWhole = number == Math.rint(number) && Math.abs(number) <= LARGEST_EXACT;
        return isWhole ? NODES.numberNode((long) number) : NODES.numberNode(number);
    }

    private static JsonNode array(List<?> list) {
        var array = Json.array();
        for (var item : list) {
            array.add(toJson(item).orElse(NODES.nullNode()));
        }
        return array;
    }

    /** What was null in the data comes back as Java's null inside of objects. */
    private static JsonNode object(Map<?, ?> map) {
        var object = Json.object();
        map.forEach((key, value) -> {
            if (value == null) {
                object.putNull(String.valueOf(key));
            } else {
                toJson(value).ifPresent(node -> object.set(String.valueOf(key), node));
            }
        });
        return object;
    }
}
