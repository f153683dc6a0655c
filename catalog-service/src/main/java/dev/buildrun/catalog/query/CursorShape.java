package dev.buildrun.catalog.query;

import dev.buildrun.json.Json;
import dev.buildrun.shape.Shape;
import dev.buildrun.shape.Shapes;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the JSON in a cursor looks like, that of older versions included. */
final class CursorShape {
    private static final Shape TEXTS = Shapes.listOf(Shapes.TEXT);
    private static final Shape PLACE = Shapes.listOf(Shapes.either(Shapes.TEXT, Shapes.NULL));
    private static final Shape LATER = new Shape.Later(CursorShape::filter);
    private static final Shape FILTER = Shapes.either(
            Shapes.either(
                    Shapes.either(
                            Shapes.fields(
                                    Shapes.field("key", Shapes.TEXT), Shapes.field("values", Shapes.maybe(TEXTS))),
                            Shapes.fields(Shapes.field("not", LATER))),
                    Shapes.fields(Shapes.field("anyOf", Shapes.listOf(LATER)))),
            Shapes.fields(Shapes.field("allOf", Shapes.listOf(LATER))));

    private static final Shape ORDER = Shapes.fields(
            Shapes.field("field", Shapes.TEXT), Shapes.field("order", new Shape.OneOf(List.of("asc", "desc"))));
    private static final Shape FULL_TEXT =
            Shapes.fields(Shapes.field("term", Shapes.TEXT), Shapes.field("fields", Shapes.maybe(TEXTS)));

    static final Shape CURSOR = Shapes.fields(
            Shapes.field("orderFields", Shapes.listOf(ORDER)),
            Shapes.field("fullTextFilter", Shapes.maybe(FULL_TEXT)),
            Shapes.field("orderFieldValues", PLACE),
            Shapes.field("filter", Shapes.maybe(FILTER)),
            Shapes.field("isPrevious", Shapes.BOOLEAN),
            Shapes.field("query", Shapes.maybe(Predicates.shape())),
            Shapes.field("firstSortFieldValues", Shapes.maybe(PLACE)),
            Shapes.field("totalItems", Shapes.maybe(Shapes.NUMBER)));

    private CursorShape() {}

    private static Shape filter() {
        return FILTER;
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
