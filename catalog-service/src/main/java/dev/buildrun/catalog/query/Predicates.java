package dev.buildrun.catalog.query;

import dev.buildrun.catalog.query.EntityFilter.AllOf;
import dev.buildrun.catalog.query.EntityFilter.AnyOf;
import dev.buildrun.catalog.query.EntityFilter.Exists;
import dev.buildrun.catalog.query.EntityFilter.HasPrefix;
import dev.buildrun.catalog.query.EntityFilter.HasValue;
import dev.buildrun.catalog.query.EntityFilter.Not;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.EcmaNumber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Backstage's predicates in JSON, as they come in bodies and stand in cursors:
 * {@code {"kind":"component","spec.type":{"$in":["service","website"]}}}.
 */
public final class Predicates {
    private static final String PREFIX = "Invalid query: Validation error: ";
    private static final Set<String> OPERATORS = Set.of("$all", "$any", "$not");

    private Predicates() {}

    /**
     * What a predicate means.
     *
     * @throws ServiceException of kind INPUT when it has not the form of one; the message says where
     */
    public static EntityFilter parse(JsonNode predicate) {
        return parse(predicate, "");
    }

    private static EntityFilter parse(JsonNode predicate, String path) {
        if (predicate.isValueNode() && !predicate.isNull()) {
            throw ServiceException.input("Invalid filter predicate: top-level primitive values are not supported");
        }
        if (!predicate.isObject()) {
            throw invalid("Expected object, received " + typeOf(predicate) + at(path));
        }
        for (var operator : OPERATORS) {
            if (predicate.has(operator)) {
                return parseOperator(operator, predicate, path);
            }
        }
        var filters = new ArrayList<EntityFilter>();
        predicate
                .properties()
                .forEach(field ->
                        filters.add(parseField(field.getKey(), field.getValue(), inside(path, field.getKey()))));
        return new AllOf(filters);
    }

    private static EntityFilter parseOperator(String operator, JsonNode predicate, String path) {
        if (predicate.size() > 1) {
            var others = predicate.propertyNames().stream()
                    .filter(name -> !name.equals(operator))
                    .map(name -> "'" + name + "'")
                    .toList();
            throw invalid("Unrecognized key(s) in object: " + String.join(", ", others) + at(path));
        }
        var operand = predicate.path(operator);
        return switch (operator) {
            case "$not" -> new Not(parse(operand, inside(path, operator)));
            case "$all" -> new AllOf(parseList(operand, inside(path, operator)));
            default -> new AnyOf(parseList(operand, inside(path, operator)));
        };
    }

    private static List<EntityFilter> parseList(JsonNode list, String path) {
        if (!list.isArray()) {
            throw invalid("Expected array, received " + typeOf(list) + at(path));
        }
        var filters = new ArrayList<EntityFilter>();
        list.forEach(item -> filters.add(parse(item, path + "[" + filters.size() + "]")));
        return filters;
    }

    private static EntityFilter parseField(String name, JsonNode value, String path) {
        if (name.startsWith("$")) {
            throw invalid("Unknown operator, expected $all, $any or $not" + at(path));
        }
        var key = lower(name);
        if (isPrimitive(value)) {
            return new HasValue(key, Set.of(text(value)));
        }
        if (value.path("$exists").isBoolean()) {
            var exists = new Exists(key);
            return value.path("$exists").booleanValue() ? exists : new Not(exists);
        }
        if (value.path("$in").isArray() && allPrimitive(value.path("$in"))) {
            return new HasValue(key, texts(value.path("$in")));
        }
        if (isPrimitive(value.path("$contains"))) {
            return new HasValue(key, Set.of(text(value.path("$contains"))));
        }
        if (value.path("$contains").isObject()) {
            return parseContains(key, value.path("$contains"), inside(path, "$contains"));
        }
        if (value.path("$hasPrefix").isString()) {
            return new HasPrefix(key, lower(value.path("$hasPrefix").asString()));
        }
        throw invalid(
                "Expected a string, number, boolean, or an object with $exists, $in, $contains or $hasPrefix, received "
                        + typeOf(value) + at(path));
    }

    private static EntityFilter parseContains(String key, JsonNode contains, String path) {
        parse(contains, path);
        if (!key.equals("relations")) {
            throw ServiceException.input("Object form of $contains is not supported for field \"" + key + "\"");
        }
        var fields = relationFields(contains);
        var type = fields.get("type");
        if (type == null || !type.isString()) {
            throw ServiceException.input(
                    "The $contains operator for \"relations\" requires a \"type\" string property");
        }
        var relation = "relations." + lower(type.asString());
        var target = fields.get("targetref");
        return target == null ? new Exists(relation) : new HasValue(relation, targets(target));
    }

    private static Map<String, JsonNode> relationFields(JsonNode contains) {
        var fields = new HashMap<String, JsonNode>();
        contains.properties().forEach(field -> {
            var name = lower(field.getKey());
            if (!name.equals("type") && !name.equals("targetref")) {
                throw ServiceException.input("Unsupported key \"" + field.getKey()
                        + "\" in $contains for \"relations\". Only \"type\" and \"targetRef\" are supported");
            }
            if (fields.put(name, field.getValue()) != null) {
                throw ServiceException.input("Duplicate key \"" + field.getKey() + "\" in $contains for \"relations\"");
            }
        });
        return fields;
    }

    private static Set<String> targets(JsonNode target) {
        if (target.isString()) {
            return Set.of(lower(target.asString()));
        }
        var list = target.path("$in");
        var strings = list.isArray() && list.valueStream().allMatch(JsonNode::isString);
        if (!strings) {
            throw ServiceException.input("Unsupported value in $contains for \"relations\": expected a string or"
                    + " { \"$in\": [strings] }, but got " + target);
        }
        if (list.isEmpty()) {
            throw ServiceException.input("Empty \"$in\" array for $contains on \"relations\" is not allowed");
        }
        return texts(list);
    }

    private static boolean isPrimitive(JsonNode node) {
        return node.isString() || node.isNumber() || node.isBoolean();
    }

    private static boolean allPrimitive(JsonNode list) {
        return list.valueStream().allMatch(Predicates::isPrimitive);
    }

    private static Set<String> texts(JsonNode list) {
        var texts = new HashSet<String>();
        list.forEach(item -> texts.add(text(item)));
        return texts;
    }

    /** As the fields of entities have it: 1.0 is the same as 1. */
    private static String text(JsonNode primitive) {
        return primitive.isNumber() ? EcmaNumber.text(primitive.doubleValue()) : lower(primitive.asString());
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static String inside(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String at(String path) {
        return path.isEmpty() ? "" : " at \"" + path + "\"";
    }

    private static String typeOf(JsonNode node) {
        return node.isMissingNode() ? "undefined" : node.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    private static ServiceException invalid(String problem) {
        return ServiceException.input(PREFIX + problem);
    }
}
