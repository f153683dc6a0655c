package dev.buildrun.scaffolder.expression;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Small pieces of ECMAScript's string library that Java's own methods do differently. */
final class JsText {
    private static final String URI_UNRESERVED = "-_.!~*'()";

    private JsText() {}

    /** What {@code \s} and {@code trim} take for white space. */
    static boolean isSpace(char character) {
        return switch (character) {
            case '\t', '\n', '\u000b', '\f', '\r', ' ', '\u00a0', '\ufeff', '\u2028', '\u2029' -> true;
            default -> Character.getType(character) == Character.SPACE_SEPARATOR;
        };
    }

    static String trim(String text) {
        return trimStart(trimEnd(text));
    }

    static String trimStart(String text) {
        var start = 0;
        while (start < text.length() && isSpace(text.charAt(start))) {
            start++;
        }
        return text.substring(start);
    }

    static String trimEnd(String text) {
        var end = text.length();
        while (end > 0 && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }

    /** The parts between the separators; an empty separator splits into single UTF-16 units. Each part costs work. */
    static List<String> split(String text, String separator, Budget budget) {
        if (separator.isEmpty()) {
            budget.work(text.length());
            return text.chars()
                    .mapToObj(character -> String.valueOf((char) character))
                    .toList();
        }
        var parts = new ArrayList<String>();
        var start = 0;
        for (var end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, start)) {
            budget.work(1);
            parts.add(text.substring(start, end));
            start = end + separator.length();
        }
        parts.add(text.substring(start));
        return parts;
    }

    /** {@code encodeURIComponent(text)}. */
    static String encodeUriComponent(String text) {
        var encoded = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (point < 128 && (Character.isLetterOrDigit(point) || URI_UNRESERVED.indexOf(point) >= 0)) {
                encoded.append((char) point);
            } else if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                throw new TemplateFailure("URI malformed");
            } else {
                for (var octet : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
                    encoded.append('%').append(String.format("%02X", octet & 0xff));
                }
            }
        });
        return encoded.toString();
    }

    /** A JSON string literal, as {@code JSON.stringify} writes it. */
    static String quote(String text) {
        var quoted = new StringBuilder(text.length() + 2).append('"');
        for (var index = 0; index < text.length(); index++) {
            var character = text.charAt(index);
            switch (character) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (character < ' ' || isLoneSurrogate(text, index)) {
                        quoted.append(String.format("\\u%04x", (int) character));
                    } else {
                        quoted.append(character);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    private static boolean isLoneSurrogate(String text, int index) {
        var character = text.charAt(index);
        if (Character.isHighSurrogate(character)) {
            return index + 1 >= text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
        }
        return Character.isLowSurrogate(character)
                && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }
}
