package dev.buildrun.catalog.http;

import dev.buildrun.catalog.location.Location;
import dev.buildrun.catalog.query.Predicates;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.json.NodeBase64;
import dev.buildrun.shape.Complaint;
import dev.buildrun.shape.Shape;
import dev.buildrun.shape.Shapes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A question for a page of locations, in the order of ids. Its predicates look like those for entities and are not quite the same: an empty
 * {@code $all} means nothing here, and so does {@code $contains}.
 *
 * @param afterId null for the first page
 * @param query null for all locations
 */
record LocationQuery(
        int limit, @Nullable String afterId, @Nullable ObjectNode query) {
    private static final int DEFAULT_LIMIT = 1_000;
    private static final Shape CURSOR = Shapes.fields(
            Shapes.field("limit", new Shape.Whole(1)),
            Shapes.field("afterId", Shapes.maybe(Shapes.TEXT)),
            Shapes.field("query", Shapes.maybe(Predicates.shape())));
    private static final Location NOWHERE = new Location(new UUID(0, 0), "", "", "");

    /** @param nextCursor null on the last page */
    record Page(
            List<Location> items, int totalItems, @Nullable String nextCursor) {}

    static LocationQuery of(JsonBody body) {
        var cursor = body.optionalText("cursor");
        var limit = body.number("limit").orElse(DEFAULT_LIMIT);
        var query = body.object("query").orElse(null);
        if (cursor.isPresent()) {
            return decode(cursor.get());
        }
        var isWhole =
                body.value("limit").map(number -> number.doubleValue() % 1 == 0).orElse(true);
        if (limit < 1 || !isWhole) {
            throw ServiceException.input("Limit must be a positive integer >= 1");
        }
        check(query);
        return new LocationQuery(limit, null, query);
    }

    private static void check(@Nullable ObjectNode query) {
        if (query != null) {
            Predicates.parse(query);
            checkKeys(query);
        }
    }

    /** Also where no location is looked at. */
    private static void checkKeys(JsonNode predicate) {
        for (var field : predicate.properties()) {
            switch (field.getKey()) {
                case "$all", "$any" -> field.getValue().forEach(LocationQuery::checkKeys);
                case "$not" -> checkKeys(field.getValue());
                case String key -> value(NOWHERE, key);
            }
        }
    }

    private static LocationQuery decode(String cursor) {
        if (cursor.isEmpty()) {
            throw ServiceException.input("Cursor cannot be empty");
        }
        JsonNode json;
        try {
            json = Json.read(new String(NodeBase64.decode(cursor), StandardCharsets.UTF_8));
        } catch (ServiceException _) {
            throw ServiceException.input("Malformed cursor, unknown encoding");
        }
        var fit = CURSOR.fit(json);
        if (!fit.isGood()) {
            throw ServiceException.input("Malformed cursor: " + Complaint.text(fit.complaints()));
        }
        var query = fit.value().get("query");
        if (query != null && !query.isObject()) {
            throw ServiceException.input("Query must be an object");
        }
        check((ObjectNode) query);
        var limit = (int) Math.min(fit.value().path("limit").doubleValue(), Integer.MAX_VALUE);
        return new LocationQuery(limit, fit.value().path("afterId").asString(null), (ObjectNode) query);
    }

    Page find(List<Location> all) {
        var matching = all.stream()
                .filter(location -> query == null || matches(location, query))
                .sorted(Comparator.comparing(location -> location.id().toString()))
                .toList();
        var rest = matching.stream()
                .filter(location -> afterId == null || location.id().toString().compareTo(afterId) > 0)
                .toList();
        var items = rest.subList(0, Math.min(rest.size(), limit));
        return new Page(items, matching.size(), rest.size() > limit ? cursor(items.getLast()) : null);
    }

    private String cursor(Location last) {
        var json = Json.object().put("limit", limit).put("afterId", last.id().toString());
        if (query != null) {
            json.set("query", query);
        }
        return Base64.getEncoder().encodeToString(Json.write(json).getBytes(StandardCharsets.UTF_8));
    }

    private static boolean matches(Location location, JsonNode predicate) {
        if (predicate.has("$all")) {
            var all = predicate.path("$all");
            return !all.isEmpty() && all.valueStream().allMatch(each -> matches(location, each));
        }
        if (predicate.has("$any")) {
            return predicate.path("$any").valueStream().anyMatch(each -> matches(location, each));
        }
        if (predicate.has("$not")) {
            return !matches(location, predicate.path("$not"));
        }
        return predicate.properties().stream()
                .allMatch(field -> matchesValue(value(location, field.getKey()), field.getValue()));
    }

    private static String value(Location location, String key) {
        return switch (key.toLowerCase(Locale.ROOT)) {
            case "id" -> location.id().toString();
            case "type" -> location.type();
            case "target" -> location.target();
            case "entityref" -> location.entityRef();
            default ->
                throw ServiceException.input("Invalid filter predicate, expected key to be 'id', 'type', 'target', or"
                        + " 'entityRef', got '" + key + "'");
        };
    }

    private static boolean matchesValue(String value, JsonNode wanted) {
        if (wanted.path("$exists").isBoolean()) {
            return wanted.path("$exists").booleanValue();
        }
        if (wanted.path("$in").isArray()) {
            return wanted.path("$in").valueStream().anyMatch(each -> value.equalsIgnoreCase(each.asString()));
        }
        if (wanted.path("$hasPrefix").isString()) {
            var prefix = wanted.path("$hasPrefix").asString();
            return value.regionMatches(true, 0, prefix, 0, prefix.length());
        }
        return wanted.isValueNode() && value.equalsIgnoreCase(wanted.asString());
    }
}
