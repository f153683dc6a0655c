package dev.buildrun.scaffolder.template;

import dev.buildrun.json.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One page of a template's form.
 *
 * @param schema the page as the template has it: a JSON Schema with hints for the form
 */
public record ParameterPage(JsonNode schema) {
    private static final String DEFAULT_TITLE = "Please enter the following information";

    public String title() {
        return schema.path("title").asString(DEFAULT_TITLE);
    }

    public Optional<String> description() {
        return Optional.of(schema.path("description"))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue);
    }

    /** What permission rules know the page by. */
    public List<String> tags() {
        return Step.tags(schema);
    }

    ObjectNode form() {
        var form = Json.object().put("title", title());
        Template.set(form, "description", schema.path("description"));
        form.set("schema", schema);
        return form;
    }
}
