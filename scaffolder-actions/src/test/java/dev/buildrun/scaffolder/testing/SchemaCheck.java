package dev.buildrun.scaffolder.testing;

import dev.buildrun.scaffolder.run.InputSchemaCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Knows the types of properties and additional properties, which is all that the actions for tests need. */
final class SchemaCheck implements InputSchemaCheck {
    @Override
    public List<String> problems(JsonNode value, ObjectNode schema) {
        var problems = new ArrayList<String>();
        for (var property : value.properties()) {
            var expected = schema.path("properties").path(property.getKey());
            if (expected.isMissingNode()) {
                problems.add("instance is not allowed to have the additional property \"" + property.getKey() + "\"");
            } else if (!type(property.getValue()).equals(expected.path("type").asString())) {
                problems.add("instance." + property.getKey() + " is not of a type(s) "
                        + expected.path("type").asString());
            }
        }
        return problems;
    }

    private static String type(JsonNode value) {
        return value.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
