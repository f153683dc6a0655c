package dev.buildrun.json;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON text as JavaScript's {@code JSON.stringify} makes it: its numbers, its order of keys, its indentation, its filter of keys. */
public final class EcmaJson {
    private static final int MAX_INDENTATION = 10;
    private static final int MAX_INDEX_DIGITS = 9;
    private static final String INDEX = "0|[1-9][0-9]*";
    private static final String SHORT_ESCAPES = "\b\f\n\r\t\"\\";
    private static final String ESCAPED = "bfnrt\"\\";

    private final String indentation;
    private final @Nullable List<String> keys;
    private final StringBuilder text = new StringBuilder();

    private EcmaJson(String indentation, @Nullable List<String> keys) {
        this.indentation = indentation.substring(0, Math.min(MAX_INDENTATION, indentation.length()));
        this.keys = keys;
    }

    /** Without any space. */
    public static String write(JsonNode node) {
        return write(node, "", null);
    }

    /**
     * Writes a tree.
     *
     * @param indentation of one level, cut off after ten characters; empty for a single line
     * @param keys the only ones of any object that are written, in this order; null for all
     */
    public static String write(JsonNode node, String indentation, @Nullable List<String> keys) {
        var json = new EcmaJson(indentation, keys);
        json.value(node, 0);
        return json.text.toString();
    }

    /** A number as JavaScript prints it once it has read it: integers beyond 2^53 are rounded. */
    public static String number(JsonNode number) {
        return EcmaNumber.text(number.doubleValue());
    }

    /** The keys of an object in JavaScript's order: those that are array indexes first, by size, the others as they came. */
    public static List<String> keys(ObjectNode object) {
        var names = new ArrayList<>(object.propertyNames());
        var indexes = names.stream()
                .filter(EcmaJson::isIndex)
                .sorted(Comparator.comparingInt(Integer::parseInt))
                .toList();
        if (indexes.isEmpty()) {
            return names;
        }
        names.removeAll(indexes);
        names.addAll(0, indexes);
        return names;
    }

    /** A text between quotation marks; half of a surrogate pair is written as its code. */
    public static String quote(String value) {
        var quoted = new StringBuilder(value.length() + 2).append('"');
        for (var index = 0; index < value.length(); index++) {
            var character = value.charAt(index);
            var escape = SHORT_ESCAPES.indexOf(character);
            if (escape >= 0) {
                quoted.append('\\').append(ESCAPED.charAt(escape));
            } else if (character < ' ' || isUnpaired(value, index)) {
                quoted.append("\\u").append(String.format("%04x", (int) character));
            } else {
                quoted.append(character);
            }
        }
        return quoted.append('"').toString();
    }

    private static boolean isIndex(String key) {
        return key.length() <= MAX_INDEX_DIGITS && key.matches(INDEX);
    }

    private static boolean isUnpaired(String value, int index) {
        var character = value.charAt(index);
        if (Character.isHighSurrogate(character)) {
            return index + 1 == value.length() || !Character.isLowSurrogate(value.charAt(index + 1));
        }
        return Character.isLowSurrogate(character)
                && (index == 0 || !Character.isHighSurrogate(value.charAt(index - 1)));
    }

    private void value(JsonNode node, int depth) {
        switch (node.getNodeType()) {
            case OBJECT -> object((ObjectNode) node, depth);
            case ARRAY -> array(node, depth);
            case STRING -> text.append(quote(node.stringValue()));
            case BOOLEAN -> text.append(node.booleanValue());
            case NUMBER -> text.append(Double.isFinite(node.doubleValue()) ? number(node) : "null");
            case BINARY, POJO, NULL, MISSING -> text.append("null");
        }
    }

    private void object(ObjectNode object, int depth) {
        var names = keys == null
                ? keys(object)
                : keys.stream().distinct().filter(object::has).toList();
        var separator = "{";
        for (var name : names) {
            line(separator, depth + 1);
            text.append(quote(name)).append(indentation.isEmpty() ? ":" : ": ");
            value(object.path(name), depth + 1);
            separator = ",";
        }
        close(separator, "{", "}", depth);
    }

    private void array(JsonNode array, int depth) {
        var separator = "[";
        for (var item : array) {
            line(separator, depth + 1);
            value(item, depth + 1);
            separator = ",";
        }
        close(separator, "[", "]", depth);
    }

    private void line(String separator, int depth) {
        text.append(separator);
        if (!indentation.isEmpty()) {
            text.append('\n').repeat(indentation, depth);
        }
    }

    private void close(String separator, String opening, String closing, int depth) {
        if (separator.equals(opening)) {
            text.append(opening).append(closing);
        } else {
            line("", depth);
            text.append(closing);
        }
    }
}
