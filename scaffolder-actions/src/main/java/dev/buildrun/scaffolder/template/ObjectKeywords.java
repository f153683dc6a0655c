package dev.buildrun.scaffolder.template;

import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.expression.EcmaText;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Keywords for objects. */
final class ObjectKeywords {
    private final SchemaCheck check;

    ObjectKeywords(SchemaCheck check) {
        this.check = check;
    }

    void apply(JsonNode value, String keyword, JsonNode argument, Errors errors) {
        switch (keyword) {
            case "properties" ->
                argument.properties()
                        .forEach(property -> errors.addAll(check.check(
                                value.get(property.getKey()),
                                property.getValue(),
                                errors.place().child(property.getKey()))));
            case "patternProperties" ->
                value.properties()
                        .forEach(property -> patternProperty(property.getKey(), property.getValue(), argument, errors));
            case "additionalProperties" -> {
                if (!errors.schema().has("patternProperties")) {
                    value.properties()
                            .forEach(property -> additionalProperty(property.getKey(), property.getValue(), errors));
                }
            }
            case "propertyNames" ->
                value.propertyNames()
                        .forEach(name -> errors.addAll(
                                check.check(SchemaCheck.NODES.stringNode(name), argument, errors.place())));
            case "minProperties" -> count(value.size() >= argument.doubleValue(), "minimum", keyword, argument, errors);
            case "maxProperties" -> count(value.size() <= argument.doubleValue(), "maximum", keyword, argument, errors);
            case "dependencies" ->
                argument.properties().forEach(dependency -> {
                    if (value.has(dependency.getKey())) {
                        dependency(value, dependency.getKey(), dependency.getValue(), errors);
                    }
                });
            default -> {}
        }
    }

    private static void count(boolean holds, String bound, String keyword, JsonNode argument, Errors errors) {
        if (!holds) {
            errors.add(keyword, argument, "does not meet " + bound + " property length of " + EcmaText.of(argument));
        }
    }

    private void patternProperty(String name, JsonNode value, JsonNode patterns, Errors errors) {
        var matched = false;
        for (var pattern : patterns.properties()) {
            if (TextKeywords.matches(name, pattern.getKey())) {
                matched = true;
                errors.addAll(
                        check.check(value, pattern.getValue(), errors.place().child(name)));
            }
        }
        if (!matched) {
            additionalProperty(name, value, errors);
        }
    }

    private void additionalProperty(String name, JsonNode value, Errors errors) {
        if (errors.schema().path("properties").has(name)) {
            return;
        }
        var additional = errors.schema().path("additionalProperties");
        if (additional.isBoolean() && !additional.booleanValue()) {
            var shown = SchemaCheck.NODES.stringNode(name);
            errors.add(
                    "additionalProperties",
                    shown,
                    "is not allowed to have the additional property " + Json.write(shown));
        } else if (additional.isObject()) {
            errors.addAll(check.check(value, additional, errors.place().child(name)));
        }
    }

    private void dependency(JsonNode value, String name, JsonNode dependency, Errors errors) {
        var place = errors.place().child(name);
        var argument = SchemaCheck.NODES.stringNode(place.text());
        if (dependency.isObject() || dependency.isBoolean()) {
            var nested = check.check(value, dependency, place);
            if (!nested.isEmpty()) {
                errors.add("dependencies", argument, "does not meet dependency required by " + place.text());
                errors.addAll(nested);
            }
            return;
        }
        for (var needed : dependency.isString()
                ? List.of(dependency)
                : dependency.valueStream().toList()) {
            if (!value.has(needed.asString())) {
                errors.add(
                        "dependencies",
                        argument,
                        "property " + needed.asString() + " not found, required by " + place.text());
            }
        }
    }

    /** Names of an object's properties, or, as in old schemas, {@code true} on the property itself. */
    static void required(JsonNode argument, Errors errors) {
        var value = errors.value();
        if (value == null && argument.isBoolean() && argument.booleanValue()) {
            errors.add("required", null, "is required");
        }
        if (value == null || !value.isObject() || !argument.isArray()) {
            return;
        }
        for (var name : argument) {
            if (!value.has(name.asString())) {
                errors.add("required", name, "requires property " + Json.write(name));
            }
        }
    }
}
