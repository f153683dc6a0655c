package dev.buildrun.scaffolder.template;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.expression.EcmaPattern;
import dev.buildrun.scaffolder.expression.EcmaText;
import tools.jackson.databind.JsonNode;

/** Keywords for strings. */
final class TextKeywords {
    private TextKeywords() {}

    static void apply(String value, String keyword, JsonNode argument, Errors errors) {
        switch (keyword) {
            case "pattern" -> {
                if (!matches(value, argument.asString())) {
                    errors.add(keyword, argument, "does not match pattern " + Json.write(argument));
                }
            }
            case "format" -> {
                if (!Formats.conforms(value, argument.asString(""))) {
                    errors.add(keyword, argument, "does not conform to the " + Json.write(argument) + " format");
                }
            }
            case "minLength" ->
                length(codePoints(value) >= argument.doubleValue(), "minimum", keyword, argument, errors);
            case "maxLength" ->
                length(codePoints(value) <= argument.doubleValue(), "maximum", keyword, argument, errors);
            default -> {}
        }
    }

    private static int codePoints(String value) {
        return value.codePointCount(0, value.length());
    }

    private static void length(boolean holds, String bound, String keyword, JsonNode argument, Errors errors) {
        if (!holds) {
            errors.add(keyword, argument, "does not meet " + bound + " length of " + EcmaText.of(argument));
        }
    }

    /** Whether a pattern is found anywhere in the text. */
    static boolean matches(String text, String pattern) {
        try {
            return EcmaPattern.isFound(pattern, text);
        } catch (IllegalArgumentException exception) {
            throw ServiceException.input(
                    "The template's pattern " + pattern + " cannot be checked: " + exception.getMessage());
        }
    }
}
