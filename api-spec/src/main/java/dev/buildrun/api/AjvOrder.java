package dev.buildrun.api;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Brings a validator's errors into the order in which ajv comes upon them: what holds for a value as a whole before what holds
 * for its parts, and the parts in the order of the schema. It matters because only the first error is reported.
 */
final class AjvOrder {
    private static final List<String> KEYWORDS = List.of(
            "type",
            "minLength",
            "pattern",
            "$ref",
            "enum",
            "oneOf",
            "allOf",
            "items",
            "required",
            "additionalProperties",
            "properties",
            "patternProperties");

    /** Each property by the order in which the validator came upon it, which is that of the schema. */
    private final Map<String, Integer> properties = new HashMap<>();

    private AjvOrder() {}

    static List<Error> sort(List<Error> errors) {
        var order = new AjvOrder();
        var keys = errors.stream().collect(Collectors.toMap(error -> error, order::key, (first, _) -> first));
        var sorted = new ArrayList<>(errors);
        sorted.sort(Comparator.comparing(keys::get, AjvOrder::compare));
        return sorted;
    }

    /** Where in schema and value the error is, as numbers that sort. */
    private List<Integer> key(Error error) {
        var key = new ArrayList<Integer>();
        var schema = error.getEvaluationPath();
        var value = error.getInstanceLocation();
        var depth = 0;
        for (var index = 0; index < schema.getNameCount(); index++) {
            var keyword = String.valueOf(schema.getElement(index));
            key.add(KEYWORDS.indexOf(keyword));
            switch (keyword) {
                case "properties", "patternProperties" -> {
                    index++;
                    depth++;
                    key.add(properties.computeIfAbsent(prefix(value, depth), _ -> properties.size()));
                }
                case "items" -> {
                    key.add(Integer.valueOf(String.valueOf(value.getElement(depth))));
                    depth++;
                }
                case "allOf", "oneOf" -> {
                    index++;
                    key.add(index < schema.getNameCount() ? (Integer) schema.getElement(index) : Integer.MAX_VALUE);
                }
                default -> {}
            }
        }
        return key;
    }

    private static String prefix(NodePath path, int length) {
        return IntStream.range(0, length)
                .mapToObj(index -> String.valueOf(path.getElement(index)))
                .collect(Collectors.joining("\n"));
    }

    private static int compare(List<Integer> left, List<Integer> right) {
        for (var index = 0; index < Math.min(left.size(), right.size()); index++) {
            var order = left.get(index).compareTo(right.get(index));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }
}
