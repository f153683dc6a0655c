package dev.buildrun.scaffolder.expression;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** A way into a value as lodash reads it: {@code a.b[0]["c d"]}, a list of keys, or one key that is there as it is written. */
final class PropertyPath {
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

    private final String source;
    private final List<String> keys = new ArrayList<>();
    private int index;

    private PropertyPath(String source) {
        this.source = source;
    }

    /** What stands at the end of the path; empty where it leads nowhere. */
    static Optional<JsonNode> find(JsonNode value, Optional<JsonNode> path) {
        var current = Optional.of(value);
        for (var key : keys(value, path)) {
            current = current.flatMap(parent -> entry(parent, key));
        }
        return current;
    }

    private static List<String> keys(JsonNode value, Optional<JsonNode> path) {
        var node = path.orElse(null);
        if (node == null) {
            return List.of("undefined");
        }
        if (node.isArray()) {
            return node.valueStream().map(EcmaText::of).toList();
        }
        var text = node.isNull() ? "null" : EcmaText.of(node);
        return node.isString() && !(value.isObject() && value.has(text)) ? parse(text) : List.of(text);
    }

    private static List<String> parse(String text) {
        var path = new PropertyPath(text);
        if (text.isEmpty() || text.startsWith(".")) {
            path.keys.add("");
        }
        while (path.index < text.length()) {
            path.next();
        }
        return path.keys;
    }

    private void next() {
        if (source.charAt(index) == '[' && bracket()) {
            return;
        }
        if (".[]".indexOf(source.charAt(index)) < 0) {
            var start = index;
            while (index < source.length() && ".[]".indexOf(source.charAt(index)) < 0) {
                index++;
            }
            keys.add(source.substring(start, index));
            return;
        }
        if (isNothingBetween()) {
            keys.add("");
        }
        index++;
    }

    /** A number or a quoted name in brackets. */
    private boolean bracket() {
        var end = source.indexOf(']', index);
        var quote = index + 1 < source.length() ? source.charAt(index + 1) : ' ';
        if (quote == '"' || quote == '\'') {
            return quoted(quote);
        }
        if (end < 0 || !isNumber(source.substring(index + 1, end))) {
            return false;
        }
        keys.add(source.substring(index + 1, end));
        index = end + 1;
        return true;
    }

    private static boolean isNumber(String text) {
        return NUMBER.matches(text);
    }

    private boolean quoted(char quote) {
        var name = new StringBuilder();
        for (var place = index + 2; place < source.length(); place++) {
            var character = source.charAt(place);
            if (character == quote) {
                if (!source.startsWith("]", place + 1)) {
                    return false;
                }
                keys.add(name.toString());
                index = place + 2;
                return true;
            }
            if (character == '\\' && place + 1 < source.length()) {
                place++;
            }
            name.append(source.charAt(place));
        }
        return false;
    }

    /** Two separators next to each other, or one at the end, have an empty name between them. */
    private boolean isNothingBetween() {
        var width = source.startsWith("[]", index) ? 2 : source.startsWith(".", index) ? 1 : 0;
        var after = index + width;
        return width > 0
                && (after == source.length() || source.startsWith(".", after) || source.startsWith("[]", after));
    }

    private static Optional<JsonNode> entry(JsonNode parent, String key) {
        if (Fields.isReserved(key)) {
            return Optional.empty();
        }
        if (parent.isObject()) {
            return parent.optional(key);
        }
        if (!parent.isArray() && !parent.isString()) {
            return Optional.empty();
        }
        var length = parent.isArray() ? parent.size() : parent.stringValue().length();
        if (key.equals("length")) {
            return Optional.of(JsonNodeFactory.instance.numberNode(length));
        }
        var place = Members.index(key);
        if (place < 0 || place >= length) {
            return Optional.empty();
        }
        return Optional.of(
                parent.isArray()
                        ? parent.get(place)
                        : JsonNodeFactory.instance.stringNode(
                                parent.stringValue().substring(place, place + 1)));
    }
}
