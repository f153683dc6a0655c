package dev.buildrun.api;

import com.networknt.schema.Error;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Says a validator's error as ajv would say it. */
final class AjvMessages {
    private AjvMessages() {}

    static SchemaFault of(Error error) {
        var path = error.getInstanceLocation().toString();
        var keyword = error.getKeyword();
        var schema = error.getSchemaNode();
        return switch (keyword) {
            case "type" -> fault(path, keyword, "must be " + list(schema), "type", list(schema));
            case "required" -> missing(path, String.valueOf(error.getProperty()));
            case "minLength" ->
                fault(path, keyword, "must NOT have fewer than " + schema.asString() + " characters", "limit", schema);
            case "additionalProperties" ->
                fault(
                        path,
                        keyword,
                        "must NOT have additional properties",
                        "additionalProperty",
                        String.valueOf(error.getProperty()));
            case "enum" ->
                fault(path, keyword, "must be equal to one of the allowed values", "allowedValues", list(schema));
            case "pattern" ->
                fault(path, keyword, "must match pattern \"" + schema.asString() + "\"", "pattern", schema);
            case "oneOf" -> fault(path, keyword, "must match exactly one schema in oneOf", "passingSchemas", "null");
            default -> new SchemaFault(path, keyword, error.getMessage(), Map.of());
        };
    }

    private static SchemaFault missing(String path, String property) {
        return fault(path, "required", "must have required property '" + property + "'", "missingProperty", property);
    }

    private static SchemaFault fault(String path, String keyword, String message, String parameter, JsonNode value) {
        return fault(path, keyword, message, parameter, value.asString());
    }

    private static SchemaFault fault(String path, String keyword, String message, String parameter, String value) {
        return new SchemaFault(path, keyword, message, Map.of(parameter, value));
    }

    /** A list as JavaScript makes text of it. */
    private static String list(JsonNode node) {
        return node.isArray()
                ? StreamSupport.stream(node.spliterator(), false)
                        .map(JsonNode::asString)
                        .collect(Collectors.joining(","))
                : node.asString();
    }
}
