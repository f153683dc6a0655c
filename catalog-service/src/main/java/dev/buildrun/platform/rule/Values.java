package dev.buildrun.platform.rule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** JSON as the values of an expression. What is null is not there, so that {@code has()} says of both the same. */
public final class Values {
    private Values() {}

    /** An object as a map; empty for anything else. */
    public static Map<String, Object> map(JsonNode object) {
        var map = new LinkedHashMap<String, Object>();
        object.properties()
                .forEach(field -> value(field.getValue()).ifPresent(value -> map.put(field.getKey(), value)));
        return map;
    }

    /** The items of an array; empty for anything else. */
    public static List<Object> list(Iterable<? extends JsonNode> items) {
        var list = new ArrayList<>();
        items.forEach(item -> value(item).ifPresent(list::add));
        return list;
    }

    private static Optional<Object> value(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> Optional.of(map(node));
            case ARRAY -> Optional.of(list(node));
            case STRING -> Optional.of(node.asString());
            case BOOLEAN -> Optional.of(node.booleanValue());
            case NUMBER ->
                Optional.of(
                        node.isIntegralNumber() && node.canConvertToLong()
                                ? (Object) node.longValue()
                                : (Object) node.doubleValue());
            case BINARY, POJO, NULL, MISSING -> Optional.empty();
        };
    }
}
