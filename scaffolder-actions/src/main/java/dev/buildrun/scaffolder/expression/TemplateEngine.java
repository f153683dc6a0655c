package dev.buildrun.scaffolder.expression;

import dev.buildrun.error.ServiceException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Renders values and texts. Immutable and safe for many threads; cheap to construct. */
public final class TemplateEngine {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern PATH = Pattern.compile("\\$\\{\\{\\s*([A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)*)\\s*\\}\\}");

    private final TemplateExtensions extensions;

    public TemplateEngine(TemplateExtensions extensions) {
        this.extensions = extensions;
    }

    /**
     * Renders every string value of a tree, at any depth; keys and other values stay as they are. A string that is exactly one
     * <code>${{ expression }}</code> becomes the expression's own value (number, list, object ...), any other string a string.
     *
     * <p>As in Backstage a string that cannot be rendered stays as it is, undefined removes a key from its object and becomes
     * null in an array.
     *
     * @return empty when the whole template is undefined
     */
    public Optional<JsonNode> renderValue(JsonNode template, ObjectNode context) {
        return switch (template) {
            case ObjectNode object -> Optional.of(renderObject(object, context));
            case ArrayNode array -> Optional.of(renderArray(array, context));
            case JsonNode node when node.isString() -> renderString(node.stringValue(), context);
            case JsonNode node -> Optional.of(node);
        };
    }

    /**
     * Renders a text, for instance a file of a skeleton.
     *
     * @throws ServiceException of kind INPUT, with line and column, when the text cannot be parsed or evaluated or exceeds its
     *     budget
     */
    public String renderText(String source, ObjectNode context, Dialect dialect) {
        return renderText(source, context, dialect, Whitespace.KEPT);
    }

    /** The same with the whitespace around block tags handled as asked. */
    public String renderText(String source, ObjectNode context, Dialect dialect, Whitespace whitespace) {
        var matcher = PATH.matcher(source);
        var output = new StringBuilder();
        while (matcher.find()) {
            var value = lookUp(matcher.group(1), context);
            matcher.appendReplacement(
                    output,
                    Matcher.quoteReplacement(value.map(JsonNode::asString).orElse("")));
        }
        return matcher.appendTail(output).toString();
    }

    /**
     * Whether a rendered {@code if} lets its step run: false for undefined, null, false, 0, the empty string and the empty
     * array.
     */
    public static boolean isTruthy(Optional<JsonNode> value) {
        return value.filter(node -> !(node.isNull()
                        || (node.isBoolean() && !node.booleanValue())
                        || (node.isNumber() && node.doubleValue() == 0)
                        || (node.isString() && node.stringValue().isEmpty())
                        || (node.isArray() && node.isEmpty())))
                .isPresent();
    }

    private Optional<JsonNode> renderString(String text, ObjectNode context) {
        var matcher = PATH.matcher(text);
        return matcher.matches()
                ? lookUp(matcher.group(1), context)
                : Optional.of(NODES.stringNode(renderText(text, context, Dialect.STANDARD)));
    }

    private Optional<JsonNode> lookUp(String path, ObjectNode context) {
        var node = context.at("/" + path.replace('.', '/'));
        return node.isMissingNode() ? Optional.ofNullable(extensions.values().get(path)) : Optional.of(node);
    }

    private ObjectNode renderObject(ObjectNode object, ObjectNode context) {
        var rendered = NODES.objectNode();
        object.properties()
                .forEach(entry ->
                        renderValue(entry.getValue(), context).ifPresent(value -> rendered.set(entry.getKey(), value)));
        return rendered;
    }

    private ArrayNode renderArray(ArrayNode array, ObjectNode context) {
        var rendered = NODES.arrayNode();
        array.forEach(item -> rendered.add(renderValue(item, context).orElse(NODES.nullNode())));
        return rendered;
    }
}
