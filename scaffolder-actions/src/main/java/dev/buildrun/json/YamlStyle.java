package dev.buildrun.json;

import dev.buildrun.error.ServiceException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How {@link NodeYaml} lays YAML out: the options of the library that Backstage's actions write it with, by the same names.
 *
 * @param block which strings of several lines become blocks
 * @param collections whether maps and lists stand between brackets and braces
 * @param keyType how keys are written; null for as any string
 * @param stringType how strings are written where nothing forces another way
 * @param directives whether a line of three dashes goes first
 * @param quotes which quotes are preferred; null for double ones unless those would need more escapes
 * @param strings further choices about strings
 * @param words how null, true and false are written
 * @param indent spaces of one level
 * @param indentSeq whether the items of a list are indented below their key
 * @param padding whether there is a space inside of brackets and braces
 */
public record YamlStyle(
        Block block,
        Collections collections,
        @Nullable Type keyType,
        Type stringType,
        boolean directives,
        @Nullable Boolean quotes,
        Strings strings,
        Words words,
        int indent,
        boolean indentSeq,
        boolean padding,
        boolean simpleKeys) {
    public static final YamlStyle USUAL = of(Json.object());

    private static final int MAX_INDENT = 100;

    /** What strings of several lines become. */
    enum Block {
        NEVER,
        FITTING,
        FOLDED,
        LITERAL
    }

    /** How maps and lists are written. In lines means the same as any, but that an empty one goes to a line of its own. */
    enum Collections {
        ANY,
        BLOCK,
        FLOW
    }

    /** The ways to write a string. */
    enum Type {
        BLOCK_FOLDED,
        BLOCK_LITERAL,
        QUOTE_DOUBLE,
        QUOTE_SINGLE,
        PLAIN
    }

    /**
     * About strings.
     *
     * @param asJson whether what stands in double quotes is JSON as well
     * @param minMultiLineLength of a double quoted string that is broken at its line ends
     * @param lineWidth characters after which lines are folded; 0 or less for never
     * @param minContentWidth of a line however deeply it is indented
     */
    record Strings(boolean asJson, int minMultiLineLength, int lineWidth, int minContentWidth) {}

    /** The words of the language. */
    record Words(String nullWord, String trueWord, String falseWord) {}

    /**
     * Reads options; what is not given is as usual there.
     *
     * @throws ServiceException of kind INPUT when the indent is not a whole number from 1 to 100
     */
    public static YamlStyle of(JsonNode options) {
        var indent = options.path("indent").asDouble(2);
        if (indent != Math.rint(indent) || indent < 1 || indent > MAX_INDENT) {
            throw ServiceException.input("Expected options.indent to be a whole number from 1 to " + MAX_INDENT);
        }
        return new YamlStyle(
                block(options.path("blockQuote")),
                Collections.valueOf(
                        options.path("collectionStyle").asString("any").toUpperCase(Locale.ROOT)),
                type(options.path("defaultKeyType"), null),
                Objects.requireNonNull(type(options.path("defaultStringType"), Type.PLAIN)),
                options.path("directives").asBoolean(false),
                options.path("singleQuote").isBoolean()
                        ? options.path("singleQuote").booleanValue()
                        : null,
                new Strings(
                        options.path("doubleQuotedAsJSON").asBoolean(false),
                        options.path("doubleQuotedMinMultiLineLength").asInt(40),
                        options.path("lineWidth").asInt(80),
                        options.path("minContentWidth").asInt(20)),
                new Words(
                        options.path("nullStr").asString("null"),
                        options.path("trueStr").asString("true"),
                        options.path("falseStr").asString("false")),
                (int) indent,
                options.path("indentSeq").asBoolean(true),
                options.path("flowCollectionPadding").asBoolean(true),
                options.path("simpleKeys").asBoolean(false));
    }

    private static Block block(JsonNode option) {
        if (option.isBoolean() && !option.booleanValue()) {
            return Block.NEVER;
        }
        return switch (option.asString("")) {
            case "folded" -> Block.FOLDED;
            case "literal" -> Block.LITERAL;
            default -> Block.FITTING;
        };
    }

    private static @Nullable Type type(JsonNode option, @Nullable Type otherwise) {
        return option.isString() ? Type.valueOf(option.stringValue()) : otherwise;
    }
}
