package dev.buildrun.scaffolder.run;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds a value to a JSON Schema, with the texts of Backstage's validator. */
@FunctionalInterface
public interface InputSchemaCheck {
    /** What is wrong, one text each ({@code instance.name is not of a type(s) string}); empty when nothing is. */
    List<String> problems(JsonNode value, ObjectNode schema);
}
