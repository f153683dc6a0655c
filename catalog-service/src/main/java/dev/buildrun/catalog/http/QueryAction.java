package dev.buildrun.catalog.http;

import dev.buildrun.catalog.query.EntityPages;
import dev.buildrun.catalog.query.EntityQuery;
import dev.buildrun.catalog.query.FullText;
import dev.buildrun.catalog.query.OrderField;
import dev.buildrun.catalog.query.Projection;
import dev.buildrun.http.Request;
import dev.buildrun.json.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The action that answers a predicate with a page of entities. */
final class QueryAction {
    /** The answer is one JSON tree in memory, so it is never a whole catalog. */
    private static final int MAX_LIMIT = 1_000;

    private final FreshCatalog catalog;

    QueryAction(FreshCatalog catalog) {
        this.catalog = catalog;
    }

    JsonNode query(JsonNode input, Request request) {
        var body = CatalogActions.input("query-catalog-entities", input);
        var limit = Math.min(MAX_LIMIT, number(body, "limit", 1).orElse(EntityQuery.DEFAULT_LIMIT));
        var offset = number(body, "offset", 0).orElse(0);
        var predicate = body.object("query").orElse(null);
        var fullText = body.nested("fullTextFilter")
                .map(QueryAction::fullText)
                .filter(text -> !text.term().isEmpty())
                .orElse(null);
        var order = order(body);
        var projection = Projection.of(body.texts("fields"));
        var cursor = body.optionalText("cursor").filter(text -> !text.isEmpty());
        var query = cursor.map(text -> EntityQuery.following(text, limit))
                .orElseGet(() -> new EntityQuery(predicate, order, fullText, limit, offset, true, null));
        var snapshot = catalog.snapshot(request);
        var page = EntityPages.find(snapshot, query);
        var output = Json.object();
        var items = output.putArray("items");
        page.items().forEach(entity -> {
            var tree = snapshot.tree(entity);
            items.add(projection.map(fields -> fields.apply(tree)).orElse(tree));
        });
        output.put("totalItems", page.totalItems()).put("hasMoreEntities", page.nextCursor() != null);
        if (page.nextCursor() != null) {
            output.put("nextPageCursor", page.nextCursor());
        }
        return output;
    }

    /** A whole number, which may also be given as text. */
    private static Optional<Integer> number(JsonBody body, String name, int least) {
        return body.value(name).map(value -> {
            var text = value.isString() ? value.asString().trim() : value.isNumber() ? Json.write(value) : "";
            if (!text.matches("-?\\d{1,9}(\\.0+)?") || (int) Double.parseDouble(text) < least) {
                throw body.wrong(name, "must be an integer >= " + least);
            }
            return (int) Double.parseDouble(text);
        });
    }

    private static FullText fullText(JsonBody filter) {
        return new FullText(filter.text("term"), filter.texts("fields"));
    }

    private static @Nullable OrderField order(JsonBody body) {
        var given = body.value("orderFields").orElse(null);
        var fields = given == null
                ? List.<JsonBody>of()
                : given.isArray()
                        ? body.nestedList("orderFields")
                        : List.of(body.nested("orderFields").orElseThrow());
        var orders = fields.stream()
                .map(field -> new OrderField(
                        field.text("field"),
                        field.oneOf("order", "asc", "desc")
                                .orElseThrow(() -> field.missing("order"))
                                .equals("desc")))
                .toList();
        return orders.isEmpty() ? null : orders.getFirst();
    }
}
