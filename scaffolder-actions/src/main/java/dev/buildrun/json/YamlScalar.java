package dev.buildrun.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What a scalar means in the core schema of YAML 1.2, with numbers as JavaScript has them (every one a double). */
final class YamlScalar {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String PREFIX = "tag:yaml.org,2002:";
    private static final Pattern NULL = Pattern.compile("~|[Nn]ull|NULL|");
    private static final Pattern BOOLEAN = Pattern.compile("[Tt]rue|TRUE|[Ff]alse|FALSE");
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+");
    private static final Pattern OCTAL = Pattern.compile("0o[0-7]+");
    private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]+");
    private static final Pattern FLOAT =
            Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+\\.[0-9]*|(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)[eE][-+]?[0-9]+)");
    private static final Pattern NOT_FINITE = Pattern.compile("[-+]?\\.(?:inf|Inf|INF)|\\.nan|\\.NaN|\\.NAN");

    /** JavaScript's largest integer below which every integer is exact: 2^53. */
    private static final double EXACT = 9_007_199_254_740_992.0;

    /** From here on JavaScript writes an integer with an exponent. */
    private static final double EXPONENT_FROM = 1e21;

    /** No finite number has more digits in base 8 or 16. */
    private static final int MOST_DIGITS = 342;

    /** Characters of the longest word that is no string: {@code false}. */
    private static final int LONGEST_WORD = 5;

    private YamlScalar() {}

    static JsonNode resolve(ScalarEvent scalar) {
        var text = scalar.getValue();
        if (scalar.getTag().isEmpty() && scalar.isPlain()) {
            return plain(text);
        }
        return scalar.getTag().flatMap(tag -> tagged(text, tag)).orElseGet(() -> NODES.stringNode(text));
    }

    private static JsonNode plain(String text) {
        if (isPlainText(text)) {
            return NODES.stringNode(text);
        }
        if (NULL.matcher(text).matches()) {
            return NODES.nullNode();
        }
        return bool(text).or(() -> integer(text)).or(() -> floating(text)).orElseGet(() -> NODES.stringNode(text));
    }

    /** Told by its first character and its length, as nearly every key and value can be: whether it is a string without a closer look. */
    private static boolean isPlainText(String text) {
        if (text.isEmpty()) {
            return false;
        }
        return switch (text.charAt(0)) {
            case '~', '+', '-', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> false;
            case 'n', 'N', 't', 'T', 'f', 'F' -> text.length() > LONGEST_WORD;
            default -> true;
        };
    }

    /** A tag of the core schema makes its type of a text that has the form of it; any other tag leaves a string. */
    private static Optional<JsonNode> tagged(String text, String tag) {
        if (!tag.startsWith(PREFIX)) {
            return Optional.empty();
        }
        return switch (tag.substring(PREFIX.length())) {
            case "null" -> NULL.matcher(text).matches() ? Optional.of(NODES.nullNode()) : Optional.empty();
            case "bool" -> bool(text);
            case "int" -> integer(text);
            case "float" -> floating(text);
            default -> Optional.empty();
        };
    }

    private static Optional<JsonNode> bool(String text) {
        return BOOLEAN.matcher(text).matches()
                ? Optional.of(NODES.booleanNode(text.charAt(0) == 't' || text.charAt(0) == 'T'))
                : Optional.empty();
    }

    private static Optional<JsonNode> integer(String text) {
        if (INTEGER.matcher(text).matches()) {
            return Optional.of(number(Double.parseDouble(text)));
        }
        if (OCTAL.matcher(text).matches()) {
            return Optional.of(number(whole(text.substring(2), 8)));
        }
        if (HEXADECIMAL.matcher(text).matches()) {
            return Optional.of(number(whole(text.substring(2), 16)));
        }
        return Optional.empty();
    }

    /** A number of very many digits is infinite to JavaScript, and to read it whole takes the square of its length. */
    private static double whole(String digits, int radix) {
        var start = 0;
        while (start < digits.length() - 1 && digits.charAt(start) == '0') {
            start++;
        }
        return digits.length() - start > MOST_DIGITS
                ? Double.POSITIVE_INFINITY
                : new BigInteger(digits.substring(start), radix).doubleValue();
    }

    private static Optional<JsonNode> floating(String text) {
        if (NOT_FINITE.matcher(text).matches()) {
            return Optional.of(NODES.nullNode());
        }
        return FLOAT.matcher(text).matches() ? Optional.of(number(Double.parseDouble(text))) : Optional.empty();
    }

    /** The node that prints as JavaScript prints the number: no fraction where there is none, null where it is not finite. */
    private static JsonNode number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return NODES.nullNode();
        }
        if (value != Math.rint(value) || Math.abs(value) >= EXPONENT_FROM) {
            return NODES.numberNode(value);
        }
        if (Math.abs(value) > EXACT) {
            return NODES.numberNode(new BigDecimal(Double.toString(value)).toBigIntegerExact());
        }
        var integer = (long) value;
        return integer == (int) integer ? NODES.numberNode((int) integer) : NODES.numberNode(integer);
    }
}
