package dev.buildrun.scaffolder.run;

import dev.buildrun.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What an action that must not run in a dry run might have given, made up from its output schema as Backstage does. */
public final class ExampleOutput {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ExampleOutput() {}

    /** For a schema of an output; without one there is nothing in it. */
    public static ObjectNode of(@Nullable ObjectNode schema) {
        return schema != null && example(schema) instanceof ObjectNode output ? output : Json.object();
    }

    private static JsonNode example(JsonNode schema) {
        if (!schema.path("examples").isEmpty()) {
            return schema.path("examples").get(0);
        }
        return switch (schema.path("type").asString("")) {
            case "object" -> object(schema);
            case "array" ->
                schema.path("items").isObject()
                        ? NODES.arrayNode().add(example(schema.path("items")))
                        : NODES.arrayNode();
            case "string" -> NODES.stringNode("<example>");
            case "number" -> NODES.numberNode(0);
            case "boolean" -> NODES.booleanNode(false);
            default -> NODES.stringNode("<unknown>");
        };
    }

    private static ObjectNode object(JsonNode schema) {
        var object = NODES.objectNode();
        schema.path("properties").properties().forEach(entry -> object.set(entry.getKey(), example(entry.getValue())));
        return object;
    }
}
