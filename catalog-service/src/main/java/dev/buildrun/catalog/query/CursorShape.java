package dev.buildrun.catalog.query;

import dev.buildrun.json.Json;
import dev.buildrun.shape.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the JSON in a cursor looks like, that of older versions included. */
final class CursorShape {
    private static final Shape TEXTS = new Shape.ListOf(Shape.TEXT);
    private static final Shape PLACE = new Shape.ListOf(Shape.either(Shape.TEXT, Shape.NULL));
    private static final Shape LATER = new Shape.Later(CursorShape::filter);
    private static final Shape FILTER = Shape.either(
            Shape.either(
                    Shape.either(fields("key", Shape.TEXT, "values", Shape.maybe(TEXTS)), fields("not", LATER)),
                    fields("anyOf", new Shape.ListOf(LATER))),
            fields("allOf", new Shape.ListOf(LATER)));

    static final Shape CURSOR = fields(
            "orderFields",
                    new Shape.ListOf(fields("field", Shape.TEXT, "order", new Shape.OneOf(List.of("asc", "desc")))),
            "fullTextFilter", Shape.maybe(fields("term", Shape.TEXT, "fields", Shape.maybe(TEXTS))),
            "orderFieldValues", PLACE,
            "filter", Shape.maybe(FILTER),
            "isPrevious", Shape.BOOLEAN,
            "query", Shape.maybe(Predicates.shape()),
            "firstSortFieldValues", Shape.maybe(PLACE),
            "totalItems", Shape.maybe(Shape.NUMBER));

    private CursorShape() {}

    private static Shape filter() {
        return FILTER;
    }

    /** Names and shapes in turn; their order is that of the complaints. */
    private static Shape fields(Object... namesAndShapes) {
        Map<String, Shape> fields = new LinkedHashMap<>();
        for (var index = 0; index < namesAndShapes.length; index += 2) {
            fields.put((String) namesAndShapes[index], (Shape) namesAndShapes[index + 1]);
        }
        return new Shape.Fields(fields, false);
    }

    /** The filter of an old cursor, which has its shape, as a predicate. */
    static ObjectNode predicate(JsonNode filter) {
        var predicate = Json.object();
        if (filter.has("key")) {
            var key = filter.path("key").asString();
            var values = filter.path("values");
            if (values.isMissingNode()) {
                predicate.putObject(key).put("$exists", true);
            } else if (values.size() == 1) {
                predicate.set(key, values.get(0));
            } else {
                predicate.putObject(key).set("$in", values);
            }
        } else if (filter.has("not")) {
            predicate.set("$not", predicate(filter.path("not")));
        } else {
            var operator = filter.has("anyOf") ? "anyOf" : "allOf";
            var list = predicate.putArray(operator.equals("anyOf") ? "$any" : "$all");
            filter.path(operator).forEach(item -> list.add(predicate(item)));
        }
        return predicate;
    }
}
