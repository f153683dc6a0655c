package dev.buildrun.scaffolder.template;

import tools.jackson.databind.JsonNode;

/** Equality of JSON values, where {@code 1} and {@code 1.0} are the same number. */
final class Comparison {
    private Comparison() {}

    static boolean same(JsonNode left, JsonNode right) {
        if (left.isNumber() && right.isNumber()) {
            return left.doubleValue() == right.doubleValue();
        }
        if (left.isArray() && right.isArray()) {
            return sameArrays(left, right);
        }
        if (left.isObject() && right.isObject()) {
            return sameObjects(left, right);
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

    private static boolean sameObjects(JsonNode left, JsonNode right) {
        return left.size() == right.size()
                && left.properties().stream()
                        .allMatch(entry ->
                                right.has(entry.getKey()) && same(entry.getValue(), right.get(entry.getKey())));
    }
}
