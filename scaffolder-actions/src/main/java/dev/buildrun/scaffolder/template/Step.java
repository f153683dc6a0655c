package dev.buildrun.scaffolder.template;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One step of a template.
 *
 * @param json the step as the template has it, with keys that nobody knows
 */
public record Step(ObjectNode json) {
    /** Empty where the template gives none; a task's spec then numbers it. */
    public Optional<String> id() {
        return text("id");
    }

    /** The name, else the action. */
    public String name() {
        return text("name").orElseGet(this::action);
    }

    public String action() {
        return text("action").orElse("");
    }

    /** Unrendered; empty where there is none. */
    public ObjectNode input() {
        return json.path("input") instanceof ObjectNode input ? input : JsonNodeFactory.instance.objectNode();
    }

    /** The {@code if}: a boolean, or an expression. */
    public Optional<JsonNode> condition() {
        return node("if");
    }

    /** What the step is repeated for: a list, an object, or an expression. */
    public Optional<JsonNode> each() {
        return node("each");
    }

    /** What permission rules know the step by. */
    public List<String> tags() {
        return tags(json);
    }

    static List<String> tags(JsonNode node) {
        return node.path("backstage:permissions")
                .path("tags")
                .valueStream()
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .toList();
    }

    /** As a task stores it: with an id and a name in any case. */
    ObjectNode numbered(int position) {
        var numbered = json.deepCopy();
        numbered.put("id", id().orElse("step-" + position));
        numbered.put("name", name());
        return numbered;
    }

    private Optional<JsonNode> node(String key) {
        return Optional.of(json.path(key)).filter(node -> !node.isMissingNode() && !node.isNull());
    }

    private Optional<String> text(String key) {
        return Optional.of(json.path(key)).filter(JsonNode::isString).map(JsonNode::stringValue);
    }
}
