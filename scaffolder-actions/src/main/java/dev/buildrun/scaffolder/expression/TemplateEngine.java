package dev.buildrun.scaffolder.expression;

import dev.buildrun.error.ServiceException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Renders values and texts. Immutable and safe for many threads; cheap to construct. */
public final class TemplateEngine {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ParsedTemplates PARSED = new ParsedTemplates();

    private final TemplateExtensions extensions;
    private final Consumer<String> notices;

    public TemplateEngine(TemplateExtensions extensions) {
        this(extensions, notice -> {});
    }

    private TemplateEngine(TemplateExtensions extensions, Consumer<String> notices) {
        this.extensions = extensions;
        this.notices = notices;
    }

    /**
     * The same language for one task, which is told once of everything that only scaffolders before 4.1 accept.
     *
     * @param log takes sentences for the author of the template
     */
    public TemplateEngine noticing(Consumer<String> log) {
        var told = ConcurrentHashMap.<String>newKeySet();
        return new TemplateEngine(extensions, notice -> {
            if (told.add(notice)) {
                log.accept(notice);
            }
        });
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
            case JsonNode text when text.isString() -> renderString(text, context);
            case JsonNode other -> Optional.of(other);
        };
    }

    /**
     * Renders one string to a value, like {@link #renderValue}, but says why when it cannot be rendered.
     *
     * @throws ServiceException of kind INPUT, with line and column, when the text cannot be parsed or evaluated or exceeds its
     *     budget
     */
    public Optional<JsonNode> evaluate(String source, ObjectNode context) {
        try {
            var template = PARSED.get(source, Dialect.STANDARD, Whitespace.KEPT);
            var evaluator = new Evaluator(extensions, Dialect.STANDARD, new Fields(context), notices);
            var sole = Node.soleExpression(template);
            return sole.isPresent()
                    ? JsonBridge.toJson(evaluator.evaluate(sole.get()), evaluator.budget())
                    : Optional.of(NODES.stringNode(evaluator.print(template)));
        } catch (TemplateFailure failure) {
            throw ServiceException.input(failure.describe(source));
        } catch (StackOverflowError overflow) {
            throw tooDeep();
        }
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
        try {
            var template = PARSED.get(source, dialect, whitespace);
            return new Evaluator(extensions, dialect, new Fields(context), notices).print(template);
        } catch (TemplateFailure failure) {
            throw ServiceException.input(failure.describe(source));
        } catch (StackOverflowError overflow) {
            throw tooDeep();
        }
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

    /** On a thread with a small stack the limits on nesting may come too late. */
    private static ServiceException tooDeep() {
        return ServiceException.input("Template error: nested too deeply");
    }

    private Optional<JsonNode> renderString(JsonNode text, ObjectNode context) {
        var source = text.stringValue();
        if (source.indexOf('{') < 0) {
            return Optional.of(text);
        }
        try {
            return evaluate(source, context);
        } catch (ServiceException exception) {
            return Optional.of(text);
        }
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
