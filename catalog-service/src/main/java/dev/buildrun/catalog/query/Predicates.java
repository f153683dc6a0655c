package dev.buildrun.catalog.query;

import dev.buildrun.catalog.query.EntityFilter.AllOf;
import dev.buildrun.catalog.query.EntityFilter.AnyOf;
import dev.buildrun.catalog.query.EntityFilter.Exists;
import dev.buildrun.catalog.query.EntityFilter.HasPrefix;
import dev.buildrun.catalog.query.EntityFilter.HasValue;
import dev.buildrun.catalog.query.EntityFilter.Not;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.EcmaNumber;
import dev.buildrun.json.Json;
import dev.buildrun.shape.Complaint;
import dev.buildrun.shape.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Backstage's predicates in JSON, as they come in bodies and stand in cursors:
 * {@code {"kind":"component","spec.type":{"$in":["service","website"]}}}.
 */
public final class Predicates {
    private Predicates() {}

    /** What a predicate looks like, for what holds one. */
    public static Shape shape() {
        return PredicateShape.predicate();
    }

    /**
     * What a predicate means.
     *
     * @throws ServiceException of kind INPUT when it has not the form of one; the message says where
     */
    public static EntityFilter parse(JsonNode predicate) {
        var fit = shape().fit(predicate);
        if (!fit.isGood()) {
            throw ServiceException.input("Invalid query: " + Complaint.text(fit.complaints()));
        }
        return filter(fit.value());
    }

    private static EntityFilter filter(JsonNode predicate) {
        if (!predicate.isObject()) {
            throw ServiceException.input("Invalid filter predicate: top-level primitive values are not supported."
                    + " Wrap the value in a field expression, e.g. { \"kind\": " + Json.write(predicate) + " }");
        }
        if (predicate.has("$not")) {
            return new Not(filter(predicate.path("$not")));
        }
        if (predicate.has("$all")) {
            return new AllOf(filters(predicate.path("$all")));
        }
        if (predicate.has("$any")) {
            return new AnyOf(filters(predicate.path("$any")));
        }
        return new AllOf(predicate.properties().stream()
                .map(field -> condition(lower(field.getKey()), field.getValue()))
                .toList());
    }

    private static List<EntityFilter> filters(JsonNode list) {
        return list.valueStream().map(Predicates::filter).toList();
    }

    /** The value has one of the forms that the shape has. */
    private static EntityFilter condition(String key, JsonNode value) {
        if (!value.isObject()) {
            return new HasValue(key, Set.of(text(value)));
        }
        if (value.has("$exists")) {
            var exists = new Exists(key);
            return value.path("$exists").booleanValue() ? exists : new Not(exists);
        }
        if (value.has("$in")) {
            return new HasValue(key, texts(value.path("$in")));
        }
        if (value.has("$hasPrefix")) {
            return new HasPrefix(key, lower(value.path("$hasPrefix").asString()));
        }
        var contained = value.path("$contains");
        if (!contained.isObject()) {
            return new HasValue(key, Set.of(text(contained)));
        }
        if (!key.equals("relations")) {
            throw ServiceException.input("Object form of $contains is not supported for field \"" + key + "\"");
        }
        return relation(contained);
    }

    private static EntityFilter relation(JsonNode contained) {
        String type = null;
        Set<String> targets = null;
        for (var field : contained.properties()) {
            switch (lower(field.getKey())) {
                case "type" -> {
                    refuseSecond(type, field.getKey());
                    type = relationType(field.getValue());
                }
                case "targetref" -> {
                    refuseSecond(targets, field.getKey());
                    targets = targets(field.getValue());
                }
                default ->
                    throw ServiceException.input("Unsupported key \"" + field.getKey()
                            + "\" in $contains for \"relations\". Only \"type\" and \"targetRef\" are supported");
            }
        }
        var key = "relations." + lower(type == null ? relationType(Json.text("")) : type);
        return targets == null ? new Exists(key) : new HasValue(key, targets);
    }

    private static void refuseSecond(@Nullable Object first, String key) {
        if (first != null) {
            throw ServiceException.input("Duplicate key \"" + key + "\" in $contains for \"relations\"");
        }
    }

    private static String relationType(JsonNode value) {
        if (!value.isString() || value.asString().isEmpty()) {
            throw ServiceException.input(
                    "The $contains operator for \"relations\" requires a \"type\" string property");
        }
        return value.asString();
    }

    private static Set<String> targets(JsonNode target) {
        if (target.isString()) {
            return Set.of(lower(target.asString()));
        }
        var list = target.path("$in");
        var strings = list.isArray() && list.valueStream().allMatch(JsonNode::isString);
        if (!strings) {
            throw ServiceException.input("Unsupported value in $contains for \"relations\": expected a string or"
                    + " { \"$in\": [strings] }, but got " + Json.write(target));
        }
        if (list.isEmpty()) {
            throw ServiceException.input("Empty \"$in\" array for $contains on \"relations\" is not allowed");
        }
        return texts(list);
    }

    private static Set<String> texts(JsonNode list) {
        var texts = new HashSet<String>();
        list.forEach(item -> texts.add(text(item)));
        return texts;
    }

    /** A number as JavaScript prints it: 1.0 is the same as 1. */
    private static String text(JsonNode primitive) {
        return primitive.isNumber() ? EcmaNumber.text(primitive.doubleValue()) : lower(primitive.asString());
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
