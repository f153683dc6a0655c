package dev.buildrun.scaffolder.template;

import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.expression.EcmaText;
import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;

/** Keywords for numbers. */
final class NumberKeywords {
    private NumberKeywords() {}

    static void apply(double value, String keyword, JsonNode argument, Errors errors) {
        var bound = argument.asDouble(0);
        switch (keyword) {
            case "minimum" -> {
                var exclusive = isTrue(errors.schema().path("exclusiveMinimum"));
                require(
                        exclusive ? value > bound : value >= bound,
                        keyword,
                        argument,
                        errors,
                        exclusive ? "must be greater than " : "must be greater than or equal to ");
            }
            case "maximum" -> {
                var exclusive = isTrue(errors.schema().path("exclusiveMaximum"));
                require(
                        exclusive ? value < bound : value <= bound,
                        keyword,
                        argument,
                        errors,
                        exclusive ? "must be less than " : "must be less than or equal to ");
            }
            case "exclusiveMinimum" ->
                require(
                        argument.isBoolean() || value > bound,
                        keyword,
                        argument,
                        errors,
                        "must be strictly greater than ");
            case "exclusiveMaximum" ->
                require(
                        argument.isBoolean() || value < bound,
                        keyword,
                        argument,
                        errors,
                        "must be strictly less than ");
            case "multipleOf" -> multiple(value, keyword, argument, errors, "is not a multiple of (divisible by) ");
            case "divisibleBy" -> multiple(value, keyword, argument, errors, "is not divisible by (multiple of) ");
            default -> {}
        }
    }

    private static boolean isTrue(JsonNode node) {
        return node.isBoolean() && node.booleanValue();
    }

    private static void require(boolean holds, String keyword, JsonNode argument, Errors errors, String message) {
        if (!holds) {
            errors.add(keyword, argument, message + EcmaText.of(argument));
        }
    }

    private static void multiple(double value, String keyword, JsonNode argument, Errors errors, String message) {
        var divisor = new BigDecimal(EcmaText.of(argument));
        if (divisor.signum() == 0) {
            throw SchemaCheck.unusable(keyword + " cannot be zero");
        }
        var number = new BigDecimal(Double.toString(value));
        if (number.remainder(divisor).signum() != 0) {
            errors.add(keyword, argument, message + Json.write(argument));
        }
    }
}
