package dev.buildrun.scaffolder.template;

import dev.buildrun.scaffolder.expression.EcmaText;
import tools.jackson.databind.JsonNode;

/** Keywords for arrays. */
final class ArrayKeywords {
    private ArrayKeywords() {}

    static void apply(SchemaCheck check, JsonNode value, String keyword, JsonNode argument, Errors errors) {
        switch (keyword) {
            case "items" -> items(check, value, argument, errors);
            case "contains" -> {
                if (value.valueStream()
                        .noneMatch(item ->
                                check.check(item, argument, errors.place()).isEmpty())) {
                    errors.add(keyword, argument, "must contain an item matching given schema");
                }
            }
            case "minItems" -> count(value.size() >= argument.doubleValue(), "minimum", keyword, argument, errors);
            case "maxItems" -> count(value.size() <= argument.doubleValue(), "maximum", keyword, argument, errors);
            case "uniqueItems" -> {
                if (argument.isBoolean() && argument.booleanValue() && hasDuplicate(check, value)) {
                    errors.add(keyword, null, "contains duplicate item");
                }
            }
            default -> {}
        }
    }

    private static void count(boolean holds, String bound, String keyword, JsonNode argument, Errors errors) {
        if (!holds) {
            errors.add(keyword, argument, "does not meet " + bound + " length of " + EcmaText.of(argument));
        }
    }

    private static void items(SchemaCheck check, JsonNode value, JsonNode argument, Errors errors) {
        for (var index = 0; index < value.size(); index++) {
            var schema = argument.isArray()
                    ? argument.has(index)
                            ? argument.get(index)
                            : errors.schema().path("additionalItems")
                    : argument;
            if (schema.isMissingNode()) {
                continue;
            }
            if (schema.isBoolean() && !schema.booleanValue()) {
                errors.add("items", null, "additionalItems not permitted");
                return;
            }
            errors.addAll(check.check(value.get(index), schema, errors.place().child(index)));
        }
    }

    private static boolean hasDuplicate(SchemaCheck check, JsonNode value) {
        for (var index = 0; index < value.size(); index++) {
            check.pay(value.size() - index);
            for (var other = index + 1; other < value.size(); other++) {
                if (Comparison.same(value.get(index), value.get(other))) {
                    return true;
                }
            }
        }
        return false;
    }
}
