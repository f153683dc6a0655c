package dev.buildrun.json;

import dev.buildrun.error.ServiceException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The project's one JSON mapper and the few calls that everybody needs. */
public final class Json {
    /** How deeply objects and arrays may be nested in anything that is read from outside. */
    public static final int MAX_DEPTH = 200;

    private static final int MAX_STRING_CHARACTERS = 20_000_000;
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final Pattern CONTAINER = Pattern.compile("[ \\t\\n\\r]*[{\\[]");

    public static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_STRING_CHARACTERS)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    public static StringNode text(String text) {
        return StringNode.valueOf(text);
    }

    /**
     * Reads one JSON value.
     *
     * @throws ServiceException of kind INPUT when the text is not JSON, or nested deeper than {@link #MAX_DEPTH}; the message is that of
     *     {@link JsonSyntax}
     */
    public static JsonNode read(String text) {
        try {
            return present(MAPPER.readTree(text));
        } catch (JacksonException exception) {
            throw notJson(text, exception);
        }
    }

    /** The same for bytes in UTF-8. */
    public static JsonNode read(byte[] bytes) {
        try {
            return present(MAPPER.readTree(bytes));
        } catch (JacksonException exception) {
            throw notJson(new String(bytes, StandardCharsets.UTF_8), exception);
        }
    }

    /**
     * The same for the body of a request, which must be an object or an array; a byte order mark may go before it.
     */
    public static JsonNode readContainer(byte[] bytes) {
        var decoded = new String(bytes, StandardCharsets.UTF_8);
        var text = decoded.startsWith(BYTE_ORDER_MARK) ? decoded.substring(1) : decoded;
        if (!CONTAINER.matcher(text).lookingAt()) {
            throw ServiceException.input(JsonSyntax.faultOfContainer(text).orElseThrow());
        }
        return read(text);
    }

    public static String write(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    public static byte[] writeBytes(JsonNode node) {
        return write(node).getBytes(StandardCharsets.UTF_8);
    }

    /** The parser takes an empty text for no value at all. */
    private static JsonNode present(JsonNode node) {
        if (node.isMissingNode()) {
            throw ServiceException.input("Unexpected end of JSON input");
        }
        return node;
    }

    /** JavaScript takes some texts that are refused here, such as those with a key twice; then the parser says why. */
    private static ServiceException notJson(String text, JacksonException exception) {
        return ServiceException.input(JsonSyntax.fault(text).orElseGet(() -> refused(exception)));
    }

    private static String refused(JacksonException exception) {
        var location = exception.getLocation();
        var where = location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
        return "Expected JSON" + where + ": " + exception.getOriginalMessage();
    }
}
