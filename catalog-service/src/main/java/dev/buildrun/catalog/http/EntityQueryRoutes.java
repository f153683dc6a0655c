package dev.buildrun.catalog.http;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.query.EntityPage;
import dev.buildrun.catalog.query.EntityPages;
import dev.buildrun.catalog.query.EntityQuery;
import dev.buildrun.catalog.query.FilterParameter;
import dev.buildrun.catalog.query.FullText;
import dev.buildrun.catalog.query.OrderField;
import dev.buildrun.catalog.query.Projection;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Answer;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /entities/by-query}: pages of entities in an order, with cursors, by GET with a filter and by POST with a predicate. */
final class EntityQueryRoutes {
    private final FreshCatalog catalog;

    EntityQueryRoutes(FreshCatalog catalog) {
        this.catalog = catalog;
    }

    Answer get(Request request) {
        var parameters = Parameters.of(
                request,
                "fields",
                "limit",
                "offset",
                "orderField",
                "cursor",
                "filter",
                "totalItems",
                "fullTextFilterTerm",
                "fullTextFilterFields");
        var limit = parameters.number("limit").orElse(EntityQuery.DEFAULT_LIMIT);
        var offset = parameters.number("offset").orElse(0);
        var counts = counts(parameters.oneOf("totalItems", "include", "exclude"));
        var predicate = FilterParameter.toPredicate(parameters.all("filter"));
        var orders = parameters.all("orderField").stream()
                .map(EntityQueryRoutes::order)
                .toList();
        var textFields =
                parameters.all("fullTextFilterFields").isEmpty() ? null : parameters.list("fullTextFilterFields");
        var fullText = fullText(parameters.text("fullTextFilterTerm").orElse(""), textFields);
        var query = parameters
                .text("cursor")
                .map(cursor -> EntityQuery.following(cursor, limit))
                .orElseGet(() ->
                        new EntityQuery(predicate.orElse(null), first(orders), fullText, limit, offset, counts, null));
        return answer(request, query, Projection.of(parameters.list("fields")));
    }

    Answer post(Request request) {
        Parameters.of(request);
        var body = JsonBody.orEmpty(request);
        var cursor = body.optionalText("cursor");
        var limit = Math.max(0, body.number("limit").orElse(EntityQuery.DEFAULT_LIMIT));
        var offset = Math.max(0, body.number("offset").orElse(0));
        var orders = body.nestedList("orderBy").stream()
                .map(order -> new OrderField(
                        order.text("field"),
                        order.oneOf("order", "asc", "desc")
                                .orElseThrow(() -> order.missing("order"))
                                .equals("desc")))
                .toList();
        var fullText = body.nested("fullTextFilter")
                .map(filter -> fullText(
                        filter.optionalText("term").orElse(""), filter.has("fields") ? filter.texts("fields") : null))
                .orElse(null);
        var fields = body.texts("fields");
        var counts = counts(body.oneOf("totalItems", "include", "exclude"));
        var predicate = body.object("query");
        if (cursor.isPresent() && cursor.get().isEmpty()) {
            throw ServiceException.input("Cursor cannot be empty");
        }
        var query = cursor.map(text -> EntityQuery.following(text, limit))
                .orElseGet(() ->
                        new EntityQuery(predicate.orElse(null), first(orders), fullText, limit, offset, counts, null));
        return answer(request, query, Projection.of(fields));
    }

    private Answer answer(Request request, EntityQuery query, Optional<Projection> projection) {
        var snapshot = catalog.snapshot(request);
        var pages = EntityPages.of(snapshot, query);
        return pages.takesLong()
                ? new Answer.Later(() -> written(snapshot, pages.page(), projection))
                : written(snapshot, pages.page(), projection);
    }

    private static Response written(Snapshot snapshot, EntityPage page, Optional<Projection> projection) {
        var pageInfo = Json.object();
        if (page.nextCursor() != null) {
            pageInfo.put("nextCursor", page.nextCursor());
        }
        if (page.prevCursor() != null) {
            pageInfo.put("prevCursor", page.prevCursor());
        }
        // Of an empty catalog, or one that the caller may not read, the number in a cursor is not repeated.
        var total = snapshot.size() == 0 ? 0 : page.totalItems();
        var after = ",\"totalItems\":" + total + ",\"pageInfo\":" + Json.write(pageInfo) + "}";
        return new EntityWriter(snapshot, projection).list("{\"items\":", List.copyOf(page.items()), after, Map.of());
    }

    private static boolean counts(Optional<String> totalItems) {
        return totalItems.map("include"::equals).orElse(true);
    }

    /** Only the first field counts; the others are taken and have no effect. */
    private static @Nullable OrderField first(List<OrderField> orders) {
        return orders.isEmpty() ? null : orders.getFirst();
    }

    private static @Nullable FullText fullText(String term, @Nullable List<String> fields) {
        return term.isBlank() ? null : new FullText(term, fields);
    }

    private static OrderField order(String parameter) {
        var parts = parameter.split(",", -1);
        var direction = parts.length == 1 ? "asc" : parts[1];
        if (!direction.equals("asc") && !direction.equals("desc")) {
            throw ServiceException.input("Invalid order field order, must be asc or desc");
        }
        return new OrderField(parts[0], direction.equals("desc"));
    }
}
