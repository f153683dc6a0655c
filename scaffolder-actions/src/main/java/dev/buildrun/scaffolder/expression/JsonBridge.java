package dev.buildrun.scaffolder.expression;

import dev.buildrun.json.EcmaNumber;
import java.math.BigInteger;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Between JSON trees and the values of the language. */
final class JsonBridge {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonBridge() {}

    static Value toValue(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> new Fields(object);
            case ArrayNode array -> new Value.Items(array);
            case JsonNode scalar when scalar.isString() -> Value.of(scalar.stringValue());
            case JsonNode scalar when scalar.isNumber() -> Value.of(scalar.doubleValue());
            case JsonNode scalar when scalar.isBoolean() -> Value.of(scalar.booleanValue());
            case JsonNode _ -> Value.NULL;
        };
    }

    static Value toValue(Optional<JsonNode> node) {
        return node.map(JsonBridge::toValue).orElse(Value.UNDEFINED);
    }

    /**
     * A copy as JSON. Undefined is left out of records and becomes null in arrays; what is not a number becomes null.
     *
     * @return empty for undefined
     */
    static Optional<JsonNode> toJson(Value value, Budget budget) {
        return toJson(value, budget, 0);
    }

    private static Optional<JsonNode> toJson(Value value, Budget budget, int depth) {
        budget.work(1);
        if (depth > Budget.MAX_VALUE_DEPTH) {
            throw Budget.exceeded("value depth", Budget.MAX_VALUE_DEPTH);
        }
        return switch (value) {
            case Value.Nothing nothing ->
                nothing == Value.Nothing.NULL ? Optional.of(NODES.nullNode()) : Optional.empty();
            case Value.Bool bool -> Optional.of(NODES.booleanNode(bool == Value.Bool.TRUE));
            case Value.Num number -> Optional.of(toJson(number.value()));
            case Value.Text text -> Optional.of(NODES.stringNode(text.value()));
            case Value.SafeText text -> Optional.of(NODES.stringNode(text.value()));
            case Value.Items items -> Optional.of(toJson(items, budget, depth));
            case Fields fields -> Optional.of(toJson(fields, budget, depth));
            case Regex regex -> Optional.of(NODES.stringNode(regex.literal()));
            case Callable _ -> throw new TemplateFailure("Callable values cannot be coerced");
        };
    }

    private static JsonNode toJson(Value.Items items, Budget budget, int depth) {
        var array = NODES.arrayNode();
        items.values().forEach(item -> array.add(toJson(item, budget, depth + 1).orElse(NODES.nullNode())));
        return array;
    }

    private static JsonNode toJson(Fields fields, Budget budget, int depth) {
        var object = NODES.objectNode();
        fields.entries()
                .forEach((name, item) -> toJson(item, budget, depth + 1).ifPresent(node -> object.set(name, node)));
        return object;
    }

    private static JsonNode toJson(double number) {
        if (!Double.isFinite(number)) {
            return NODES.nullNode();
        }
        if (number != Math.rint(number) || Math.abs(number) >= JsNumber.FIRST_IN_EXPONENT_FORM) {
            return NODES.numberNode(number);
        }
        var whole = (long) number;
        if (Math.abs(number) >= Long.MAX_VALUE) {
            return NODES.numberNode(new BigInteger(EcmaNumber.text(number)));
        }
        return whole == (int) whole ? NODES.numberNode((int) whole) : NODES.numberNode(whole);
    }
}
