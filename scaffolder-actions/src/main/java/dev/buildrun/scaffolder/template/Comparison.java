package dev.buildrun.scaffolder.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Equality of JSON values, where {@code 1} and {@code 1.0} are the same number, and an object on the left equals an array on the
 * right whose indexes are its keys, as it is in the original.
 */
final class Comparison {
    private Comparison() {}

    static boolean same(JsonNode left, JsonNode right) {
        if (left.isNumber() && right.isNumber()) {
            return left.doubleValue() == right.doubleValue();
        }
        if (left.isArray() && right.isArray()) {
            return sameArrays(left, right);
        }
        if (left.isObject() && right.isContainer()) {
            return keys(left).size() == keys(right).size()
                    && left.properties().stream().allMatch(entry -> isAt(entry.getKey(), entry.getValue(), right));
        }
        return left.equals(right);
    }

    private static boolean sameArrays(JsonNode left, JsonNode right) {
        var isSame = left.size() == right.size();
        for (var index = 0; isSame && index < left.size(); index++) {
            isSame = same(left.get(index), right.get(index));
        }
        return isSame;
    }

    private static List<String> keys(JsonNode container) {
        if (container.isObject()) {
            return new ArrayList<>(container.propertyNames());
        }
        var keys = new ArrayList<String>();
        for (var index = 0; index < container.size(); index++) {
            keys.add(String.valueOf(index));
        }
        return keys;
    }

    private static boolean isAt(String key, JsonNode value, JsonNode container) {
        var other = entry(container, key);
        return other != null && same(value, other);
    }

    private static @Nullable JsonNode entry(JsonNode container, String key) {
        if (container.isObject()) {
            return container.get(key);
        }
        var index = keys(container).indexOf(key);
        return index < 0 ? null : Objects.requireNonNull(container.get(index));
    }
}
