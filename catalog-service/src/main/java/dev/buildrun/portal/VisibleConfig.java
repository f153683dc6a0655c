package dev.buildrun.portal;

import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The part of a configuration that may be shown to anybody who opens the portal.
 *
 * <p>Backstage's JSON Schemas say it: a value is visible when one of them marks it with {@code visibility: frontend}, or something around
 * it with {@code deepVisibility: frontend}. A value that any of them marks as secret never is. What no schema speaks of stays here.
 */
final class VisibleConfig {
    private static final String FRONTEND = "frontend";
    private static final String SECRET = "secret";

    private VisibleConfig() {}

    static ObjectNode of(List<JsonNode> schemas, JsonNode configuration) {
        var visible = filter(configuration, applicable(schemas, configuration), false);
        return visible instanceof ObjectNode object ? object : Json.object();
    }

    /** @param deep whether something around the value shows everything that is in it */
    private static @Nullable JsonNode filter(JsonNode value, List<JsonNode> schemas, boolean deep) {
        if (says(schemas, "visibility", SECRET) || says(schemas, "deepVisibility", SECRET)) {
            return null;
        }
        var isVisible = deep || says(schemas, "visibility", FRONTEND);
        var isDeep = deep || says(schemas, "deepVisibility", FRONTEND);
        return switch (value) {
            case ObjectNode object -> filterObject(object, schemas, isVisible, isDeep);
            case ArrayNode array -> filterArray(array, schemas, isVisible, isDeep);
            case JsonNode scalar -> isVisible && !scalar.isNull() ? scalar : null;
        };
    }

    private static @Nullable JsonNode filterObject(
            ObjectNode object, List<JsonNode> schemas, boolean isVisible, boolean isDeep) {
        var result = Json.object();
        object.properties().forEach(property -> {
            var inner = applicable(ofProperty(schemas, property.getKey()), property.getValue());
            var shown = filter(property.getValue(), inner, isDeep);
            if (shown != null) {
                result.set(property.getKey(), shown);
            }
        });
        return isVisible || !result.isEmpty() ? result : null;
    }

    /** A plain item is as visible as its list. */
    private static @Nullable JsonNode filterArray(
            ArrayNode array, List<JsonNode> schemas, boolean isVisible, boolean isDeep) {
        var result = Json.array();
        for (var item : array) {
            var inner = applicable(
                    schemas.stream().map(schema -> schema.path("items")).toList(), item);
            var shown = filter(item, inner, isDeep || (isVisible && item.isValueNode()));
            if (shown != null) {
                result.add(shown);
            }
        }
        return isVisible || !result.isEmpty() ? result : null;
    }

    private static boolean says(List<JsonNode> schemas, String keyword, String value) {
        return schemas.stream()
                .anyMatch(schema -> schema.path(keyword).asString("").equals(value));
    }

    private static List<JsonNode> ofProperty(List<JsonNode> schemas, String name) {
        return schemas.stream()
                .map(schema -> {
                    var named = schema.path("properties").path(name);
                    return named.isMissingNode() ? schema.path("additionalProperties") : named;
                })
                .toList();
    }

    /** The schemas that speak of the value, with those branches of their choices that it can be meant by. */
    private static List<JsonNode> applicable(List<JsonNode> schemas, JsonNode value) {
        var applicable = new ArrayList<JsonNode>();
        for (var schema : schemas) {
            if (schema.isObject()) {
                applicable.add(schema);
                applicable.addAll(applicable(items(schema.path("allOf")), value));
                for (var choice : List.of("anyOf", "oneOf")) {
                    var fitting = items(schema.path(choice)).stream()
                            .filter(branch -> fits(branch, value))
                            .toList();
                    applicable.addAll(applicable(fitting, value));
                }
            }
        }
        return applicable;
    }

    private static List<JsonNode> items(JsonNode list) {
        var items = new ArrayList<JsonNode>();
        list.forEach(items::add);
        return items;
    }

    /** Whether a branch of a choice is the one: by its type, by what it requires, and by the constants that tell it apart. */
    private static boolean fits(JsonNode branch, JsonNode value) {
        if (branch.has("const") && !branch.get("const").equals(value)) {
            return false;
        }
        var required = items(branch.path("required"));
        return hasType(branch.path("type"), value)
                && required.stream().allMatch(name -> value.has(name.asString("")))
                && branch.path("properties").properties().stream()
                        .filter(property -> property.getValue().has("const") && value.has(property.getKey()))
                        .allMatch(property -> property.getValue().get("const").equals(value.get(property.getKey())));
    }

    private static boolean hasType(JsonNode type, JsonNode value) {
        var types = type.isArray() ? items(type) : type.isMissingNode() ? List.<JsonNode>of() : List.of(type);
        return types.isEmpty() || types.stream().anyMatch(name -> isA(name.asString(""), value));
    }

    private static boolean isA(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "number", "integer" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> false;
        };
    }
}
