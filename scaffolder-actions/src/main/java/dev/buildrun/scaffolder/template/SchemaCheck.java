package dev.buildrun.scaffolder.template;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.expression.EcmaText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Checks one value against one schema: the part of draft 7 that Backstage's validator knows, with its texts. Keywords, types
 * and formats that it does not know are passed over, as there.
 */
final class SchemaCheck {
    private static final int MAX_DEPTH = 100;
    private static final int MAX_CHECKS = 200_000;
    private static final int MAX_ERRORS = 1000;
    static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonNode root;
    private final ObjectKeywords objects = new ObjectKeywords(this);
    private int checks;
    private int depth;

    SchemaCheck(JsonNode root) {
        this.root = root;
    }

    List<SchemaError> check(JsonNode value) {
        return check(value, root, Place.ROOT);
    }

    /**
     * The errors of a value.
     *
     * @param value null where there is none
     */
    List<SchemaError> check(@Nullable JsonNode value, JsonNode schema, Place place) {
        if (schema.isBoolean()) {
            return check(value, schema.booleanValue() ? Json.object() : nothingAllowed(), place);
        }
        if (!schema.isObject()) {
            throw unusable("Expected `schema` to be an object or boolean, found " + schema.getNodeType());
        }
        pay(1);
        depth++;
        if (depth > MAX_DEPTH) {
            throw tooLarge();
        }
        var whole = extended(schema);
        var errors = whole.path("$ref").isString()
                ? check(value, resolve(whole.get("$ref").stringValue()), place)
                : checkKeywords(value, whole, place);
        depth--;
        return errors;
    }

    private JsonNode extended(JsonNode schema) {
        var extensions = schema.path("extends");
        var whole = schema;
        for (var extension : extensions.isArray() ? extensions.valueStream().toList() : List.of(extensions)) {
            if (extension.isObject()) {
                var reference = extension.path("$ref");
                whole = Extension.merged(whole, reference.isString() ? resolve(reference.stringValue()) : extension);
            }
        }
        return whole;
    }

    private List<SchemaError> checkKeywords(@Nullable JsonNode value, JsonNode schema, Place place) {
        var errors = new Errors(value, schema, place);
        for (var keyword : schema.properties()) {
            if (errors.size() < MAX_ERRORS) {
                apply(keyword.getKey(), keyword.getValue(), errors);
            }
        }
        return errors.all();
    }

    /** Counts comparisons towards the bound on the whole check. */
    void pay(int comparisons) {
        checks += comparisons;
        if (checks > MAX_CHECKS) {
            throw tooLarge();
        }
    }

    private static ServiceException tooLarge() {
        return ServiceException.input("The value cannot be checked: schema and value are too large together");
    }

    private static JsonNode nothingAllowed() {
        var schema = Json.object();
        schema.putArray("type");
        return schema;
    }

    private void apply(String keyword, JsonNode argument, Errors errors) {
        var value = errors.value();
        if (keyword.equals("required")) {
            ObjectKeywords.required(argument, errors);
        } else if (value != null) {
            applyToAny(value, keyword, argument, errors);
            if (value.isObject()) {
                objects.apply(value, keyword, argument, errors);
            } else if (value.isArray()) {
                ArrayKeywords.apply(this, value, keyword, argument, errors);
            } else if (value.isNumber()) {
                NumberKeywords.apply(value.doubleValue(), keyword, argument, errors);
            } else if (value.isString()) {
                TextKeywords.apply(value.stringValue(), keyword, argument, errors);
            }
        }
    }

    private void applyToAny(JsonNode value, String keyword, JsonNode argument, Errors errors) {
        switch (keyword) {
            case "type" -> type(value, argument, errors);
            case "enum" -> {
                if (argument.valueStream().noneMatch(option -> Comparison.same(value, option))) {
                    errors.add("enum", argument, "is not one of enum values: " + listed(argument));
                }
            }
            case "const" -> {
                if (!Comparison.same(argument, value)) {
                    errors.add("const", argument, "does not exactly match expected constant: " + EcmaText.of(argument));
                }
            }
            case "allOf" -> allOf(value, argument, errors);
            case "anyOf" -> {
                if (argument.valueStream()
                        .noneMatch(
                                schema -> check(value, schema, errors.place()).isEmpty())) {
                    var names = bracketed(argument, names(argument));
                    errors.add("anyOf", texts(names), "is not any of " + String.join(",", names));
                }
            }
            case "oneOf" -> {
                if (matching(value, argument, errors.place()) != 1) {
                    var names = names(argument);
                    errors.add("oneOf", texts(names), "is not exactly one from " + String.join(",", names));
                }
            }
            case "not", "disallow" -> not(value, errors);
            case "if" -> {
                var branch = check(value, argument, errors.place()).isEmpty() ? "then" : "else";
                if (errors.schema().has(branch)) {
                    errors.addAll(check(value, errors.schema().get(branch), errors.place()));
                }
            }
            default -> {}
        }
    }

    private static String listed(JsonNode values) {
        return values.valueStream().map(EcmaText::of).collect(Collectors.joining(","));
    }

    private void type(JsonNode value, JsonNode argument, Errors errors) {
        var types = argument.isArray() ? argument.valueStream().toList() : List.of(argument);
        if (types.stream().noneMatch(type -> isOfType(value, type, errors.place()))) {
            var names = types.stream().map(EcmaText::of).toList();
            errors.add("type", texts(names), "is not of a type(s) " + String.join(",", names));
        }
    }

    private boolean isOfType(JsonNode value, JsonNode type, Place place) {
        if (type.isObject()) {
            return check(value, type, place).isEmpty();
        }
        return switch (type.asString("")) {
            case "string" -> value.isString();
            case "number" -> value.isNumber();
            case "integer" -> value.isNumber() && value.doubleValue() % 1 == 0;
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "null" -> value.isNull();
            case "object" -> value.isObject();
            case "date" -> false;
            default -> true;
        };
    }

    private void allOf(JsonNode value, JsonNode schemas, Errors errors) {
        var names = names(schemas);
        for (var index = 0; index < schemas.size(); index++) {
            var nested = check(value, schemas.get(index), errors.place());
            if (!nested.isEmpty()) {
                var argument = Json.object().put("id", names.get(index)).put("length", nested.size());
                errors.add(
                        "allOf",
                        argument,
                        "does not match allOf schema " + names.get(index) + " with " + nested.size() + " error[s]:");
                errors.addAll(nested);
            }
        }
    }

    private long matching(JsonNode value, JsonNode schemas, Place place) {
        return schemas.valueStream()
                .filter(schema -> check(value, schema, place).isEmpty())
                .count();
    }

    /** Either keyword means {@code not} where both are there. */
    private void not(JsonNode value, Errors errors) {
        var not = errors.schema().path("not");
        var argument = not.isMissingNode() || (not.isBoolean() && !not.booleanValue())
                ? errors.schema().path("disallow")
                : not;
        if (argument.isMissingNode()) {
            return;
        }
        var types = argument.isArray() ? argument.valueStream().toList() : List.of(argument);
        for (var type : types) {
            if (isOfType(value, type, errors.place())) {
                var shown = id(type).orElse(type);
                errors.add("not", shown, "is of prohibited type " + EcmaText.of(shown));
            }
        }
    }

    /** How messages name the schemas of a list: by id, title, reference or number. */
    private static List<String> names(JsonNode schemas) {
        if (!schemas.isArray()) {
            throw unusable("anyOf, allOf and oneOf must be arrays");
        }
        var names = new ArrayList<String>();
        for (var schema : schemas) {
            var title = schema.path("title");
            var reference = schema.path("$ref");
            var number = "[subschema " + names.size() + "]";
            names.add(id(schema)
                    .map(JsonNode::asString)
                    .orElseGet(() -> title.isString()
                            ? Json.write(title)
                            : reference.isString() ? "<" + reference.stringValue() + ">" : number));
        }
        return names;
    }

    /** In this one message ids stand in angle brackets. */
    private static List<String> bracketed(JsonNode schemas, List<String> names) {
        var shown = new ArrayList<String>();
        for (var schema : schemas) {
            var name = names.get(shown.size());
            shown.add(id(schema).isPresent() ? "<" + name + ">" : name);
        }
        return shown;
    }

    static Optional<JsonNode> id(JsonNode schema) {
        return Stream.of("$id", "id")
                .map(schema::path)
                .filter(JsonNode::isString)
                .findFirst();
    }

    static JsonNode texts(List<String> texts) {
        var array = NODES.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private JsonNode resolve(String reference) {
        var found = reference.equals("#")
                ? root
                : reference.startsWith("#/") ? root.at(reference.substring(1)) : NODES.missingNode();
        if (found.isMissingNode()) {
            throw unusable("no such schema <" + reference + ">");
        }
        return found;
    }

    static ServiceException unusable(String message) {
        return ServiceException.of(ErrorKind.INTERNAL, message);
    }
}
