package dev.buildrun.scaffolder.template;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds what was filled into a form to the template's pages, and JSON values to JSON Schemas in general. */
public final class ParameterCheck {
    private ParameterCheck() {}

    /**
     * Checks the values of the whole form against each page in turn.
     *
     * @return the errors of the first page that has any
     * @throws dev.buildrun.error.ServiceException when a page is no usable schema
     */
    public static List<SchemaError> check(Template template, ObjectNode values) {
        return template.pages().stream()
                .map(page -> check(values, page.schema()))
                .filter(errors -> !errors.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** Checks secrets against the template's schema for them; the errors never repeat a value. */
    public static List<SchemaError> checkSecrets(Template template, ObjectNode secrets) {
        return template.secretsSchema()
                .map(schema -> check(secrets, schema).stream()
                        .map(SchemaError::ofSecret)
                        .toList())
                .orElse(List.of());
    }

    /**
     * Checks a value against a schema. All errors are collected, in the order of the schema's keys; nothing is filled in or
     * converted.
     *
     * @throws dev.buildrun.error.ServiceException of kind INTERNAL when the schema cannot be used (a reference that leads
     *     nowhere), of kind INPUT when the check would take too long
     */
    public static List<SchemaError> check(JsonNode value, JsonNode schema) {
        return new SchemaCheck(schema).check(value);
    }

    /** The same as sentences, which is what an action's input is refused with. */
    public static List<String> problems(JsonNode value, JsonNode schema) {
        return check(value, schema).stream().map(SchemaError::stack).toList();
    }
}
