package dev.buildrun.catalog.query;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.json.NodeBase64;
import dev.buildrun.shape.Complaint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a page ends and how the list goes on, as text that a client hands back. The text is Backstage's own: base64 of JSON. Its clients
 * look into it: where it has a {@code query} they ask for the next page by POST.
 *
 * @param order null where the list is in the order of uids
 * @param backward whether the page before the place is meant
 * @param predicate what the list was filtered by; null for everything
 * @param place the row next to the page: value (only with an order) and uid
 * @param first the first row of the first page, which tells that there is nothing before it; null where it is not known
 * @param totalItems as counted for the first page; null where it is to be counted now
 */
record Cursor(
        @Nullable OrderField order,
        boolean backward,
        @Nullable ObjectNode predicate,
        @Nullable FullText fullText,
        List<@Nullable String> place,
        @Nullable List<@Nullable String> first,
        @Nullable Integer totalItems) {
    private static final String MALFORMED = "Malformed cursor: ";

    /**
     * Reads a cursor.
     *
     * @throws ServiceException of kind INPUT when it is none
     */
    static Cursor decode(String text) {
        var decoded = new String(NodeBase64.decode(text), StandardCharsets.UTF_8);
        JsonNode json;
        try {
            json = Json.read(decoded);
        } catch (ServiceException exception) {
            throw ServiceException.input(MALFORMED + "SyntaxError: " + exception.getMessage());
        }
        var fit = CursorShape.CURSOR.fit(json);
        if (!fit.isGood()) {
            throw ServiceException.input(MALFORMED + "InputError: " + MALFORMED + Complaint.json(fit.complaints()));
        }
        return parse(fit.value());
    }

    private static Cursor parse(JsonNode json) {
        var order = json.path("orderFields");
        var total = json.path("totalItems");
        var cursor = new Cursor(
                order.isEmpty() ? null : order(order.path(0)),
                json.path("isPrevious").booleanValue(),
                predicate(json),
                fullText(json.path("fullTextFilter")),
                texts(json.path("orderFieldValues")),
                json.has("firstSortFieldValues") ? texts(json.path("firstSortFieldValues")) : null,
                total.isMissingNode() ? null : (int) Math.clamp(total.doubleValue(), 0, Integer.MAX_VALUE));
        if (cursor.place().size() != (order.isEmpty() ? 1 : 2)) {
            throw ServiceException.input(MALFORMED + "expected a sort value for each field and a uid, found "
                    + Json.write(json.path("orderFieldValues")));
        }
        return cursor;
    }

    /** Cursors of older versions have a filter, alone or beside a query. */
    private static @Nullable ObjectNode predicate(JsonNode json) {
        var query = json.get("query");
        if (query != null && !query.isObject()) {
            Predicates.parse(query);
        }
        if (!json.has("filter")) {
            return (ObjectNode) query;
        }
        var filter = CursorShape.predicate(json.path("filter"));
        if (query == null) {
            return filter;
        }
        var both = Json.object();
        both.putArray("$all").add(filter).add(query);
        return both;
    }

    private static OrderField order(JsonNode order) {
        return new OrderField(
                order.path("field").asString(), order.path("order").asString().equals("desc"));
    }

    private static @Nullable FullText fullText(JsonNode filter) {
        var term = filter.path("term").asString("").strip();
        if (term.isEmpty()) {
            return null;
        }
        var fields = filter.has("fields")
                ? filter.path("fields").valueStream().map(JsonNode::asString).toList()
                : null;
        return new FullText(term, fields);
    }

    private static List<@Nullable String> texts(JsonNode values) {
        var texts = new ArrayList<@Nullable String>();
        for (var value : values) {
            texts.add(value.isNull() ? null : value.asString());
        }
        return texts;
    }

    String encode() {
        var json = Json.object();
        var orderFields = json.putArray("orderFields");
        if (order != null) {
            orderFields.addObject().put("field", order.field()).put("order", order.direction());
        }
        json.put("isPrevious", backward);
        if (predicate != null) {
            json.set("query", predicate);
        }
        if (fullText != null) {
            var filter = json.putObject("fullTextFilter").put("term", fullText.term());
            if (fullText.fields() != null) {
                fullText.fields().forEach(filter.putArray("fields")::add);
            }
        }
        addAll(json.putArray("orderFieldValues"), place);
        if (first != null) {
            addAll(json.putArray("firstSortFieldValues"), first);
        }
        if (totalItems != null) {
            json.put("totalItems", totalItems);
        }
        return Base64.getEncoder().encodeToString(Json.write(json).getBytes(StandardCharsets.UTF_8));
    }

    private static void addAll(ArrayNode array, List<@Nullable String> texts) {
        texts.forEach(array::add);
    }

    /** The place in the order of the index. */
    Walk.Place walkPlace() {
        var uid = place.getLast();
        try {
            return new Walk.Place(
                    order == null ? null : place.getFirst(),
                    java.util.UUID.fromString(String.valueOf(uid).toLowerCase(Locale.ROOT)));
        } catch (IllegalArgumentException _) {
            throw ServiceException.input(MALFORMED + "expected a UUID as the last sort value, found " + uid);
        }
    }
}
