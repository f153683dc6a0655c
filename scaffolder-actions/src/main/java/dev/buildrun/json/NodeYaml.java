package dev.buildrun.json;

import com.google.re2j.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * YAML text as Backstage's actions write it, byte for byte: the layout of the library for Node that they use. {@link Yaml#write} is
 * for texts that nobody compares.
 */
public final class NodeYaml {
    private static final int LONGEST_KEY = 1_024;

    private final YamlStyle style;

    private NodeYaml(YamlStyle style) {
        this.style = style;
    }

    public static String write(JsonNode node) {
        return write(node, YamlStyle.USUAL);
    }

    /** One document, with a line end at its end. */
    public static String write(JsonNode node, YamlStyle style) {
        var body = new NodeYaml(style)
                .value(node, new Place("", false, style.collections() == YamlStyle.Collections.FLOW, -1));
        if (!style.directives()) {
            return body + "\n";
        }
        var isBlock = body.startsWith("|") || body.startsWith(">");
        return "---" + (isBlock ? " " : "\n") + body + "\n";
    }

    /**
     * Where a value stands.
     *
     * @param indent what its further lines start with
     * @param isKey whether it is a key that must fit one line
     * @param isFlow whether it stands between brackets or braces
     * @param taken characters before it on its first line; -1 where nobody counts
     */
    record Place(String indent, boolean isKey, boolean isFlow, int taken) {
        Place at(String newIndent) {
            return new Place(newIndent, false, isFlow, -1);
        }
    }

    private String value(JsonNode node, Place place) {
        return switch (node.getNodeType()) {
            case OBJECT -> object((ObjectNode) node, place);
            case ARRAY -> array(node, place);
            case STRING -> new YamlString(style, place).write(node.stringValue());
            case BOOLEAN ->
                node.booleanValue() ? style.words().trueWord() : style.words().falseWord();
            case NUMBER -> number(node);
            case BINARY, POJO, NULL, MISSING -> style.words().nullWord();
        };
    }

    private static String number(JsonNode node) {
        var number = node.doubleValue();
        if (Double.isNaN(number)) {
            return ".nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? ".inf" : "-.inf";
        }
        return number == 0 && 1 / number < 0 ? "-0" : EcmaJson.number(node);
    }

    private String array(JsonNode array, Place place) {
        var inner = place.indent() + "  ";
        if (place.isFlow()) {
            var items = array.valueStream()
                    .map(item -> value(item, place.at(inner + step())))
                    .toList();
            return flow("[", items, "]", place);
        }
        if (array.isEmpty()) {
            return "[]";
        }
        var text = new StringBuilder();
        for (var item : array) {
            append(text, "- " + value(item, place.at(inner)), place.indent());
        }
        return text.toString();
    }

    private String object(ObjectNode object, Place place) {
        if (place.isFlow()) {
            var items = EcmaJson.keys(object).stream()
                    .map(key -> pair(key, object.path(key), place.at(place.indent() + step())))
                    .toList();
            return flow("{", items, "}", place);
        }
        if (object.isEmpty()) {
            return "{}";
        }
        var text = new StringBuilder();
        for (var key : EcmaJson.keys(object)) {
            append(text, pair(key, object.path(key), place), place.indent());
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String item, String indent) {
        if (!text.isEmpty()) {
            text.append('\n');
        }
        text.append(text.isEmpty() || item.isEmpty() ? item : indent + item);
    }

    private String flow(String opening, List<String> items, String closing, Place place) {
        if (items.isEmpty()) {
            return opening + closing;
        }
        var length = items.stream().mapToInt(item -> item.length() + 3).sum() - 1 + 2;
        var width = style.strings().lineWidth();
        var hasLines = items.stream().anyMatch(item -> item.contains("\n"));
        if (!hasLines && (width <= 0 || length <= width)) {
            var padding = style.padding() ? " " : "";
            return opening + padding + String.join(", ", items) + padding + closing;
        }
        var between = "\n" + step() + place.indent();
        return opening + between + String.join("," + between, items) + "\n" + place.indent() + closing;
    }

    private String pair(String name, JsonNode value, Place place) {
        var indent = place.indent() + step();
        var key = new YamlString(style, new Place(indent, true, place.isFlow(), -1)).write(name);
        var isExplicit = !place.isFlow() && !style.simpleKeys() && key.length() > LONGEST_KEY;
        var start = isExplicit ? "? " + key + "\n" + place.indent() + ":" : key + ":";
        var isScalar = !value.isContainer();
        var inner = indent;
        if (!style.indentSeq() && style.indent() >= 2 && !place.isFlow() && !isExplicit && value.isArray()) {
            inner = indent.substring(2);
        }
        var taken = !isExplicit && isScalar ? start.length() + 1 : -1;
        var text = value(value, new Place(inner, false, place.isFlow(), taken));
        var isFlow = place.isFlow() || (value.isEmpty() && style.collections() == YamlStyle.Collections.ANY);
        return start + space(value, text, isFlow, isExplicit, inner) + text;
    }

    private static String space(JsonNode value, String text, boolean isFlow, boolean isExplicit, String indent) {
        if (isExplicit || !value.isContainer()) {
            return text.isEmpty() || text.startsWith("\n") ? "" : " ";
        }
        return text.contains("\n") || !isFlow ? "\n" + indent : " ";
    }

    private String step() {
        return " ".repeat(style.indent());
    }

    /** What a plain text is read as when it is not a string. */
    static final class Words {
        private static final Pattern NOT_A_STRING = Pattern.compile("(?:~|[Nn]ull|NULL)?"
                + "|[Tt]rue|TRUE|[Ff]alse|FALSE"
                + "|0o[0-7]+|[-+]?[0-9]+|0x[0-9a-fA-F]+"
                + "|[-+]?\\.(?:inf|Inf|INF)|\\.nan|\\.NaN|\\.NAN"
                + "|[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)[eE][-+]?[0-9]+"
                + "|[-+]?(?:\\.[0-9]+|[0-9]+\\.[0-9]*)");

        private Words() {}

        static boolean isTakenForSomethingElse(@Nullable String text) {
            return text != null && NOT_A_STRING.matches(text);
        }
    }
}
