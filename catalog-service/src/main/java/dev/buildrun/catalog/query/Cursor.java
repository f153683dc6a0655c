package dev.buildrun.catalog.query;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
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
 * @param place the row next to the page: value (only with an order) and uid; nulls where there is none, which means from the begin on
 * @param first the first row of the first page, which tells that there is nothing before it; null where it is not known
 * @param totalItems as counted for the first page
 */
record Cursor(
        @Nullable OrderField order,
        boolean backward,
        @Nullable ObjectNode predicate,
        @Nullable FullText fullText,
        List<@Nullable String> place,
        @Nullable List<@Nullable String> first,
        int totalItems) {
    private static final String MALFORMED = "Malformed cursor: ";

    /**
     * Reads a cursor, leniently as Node.js does: both alphabets of base64 are taken, and what is in neither is skipped.
     *
     * @throws ServiceException of kind INPUT when it is none
     */
    static Cursor decode(String text) {
        JsonNode json;
        try {
            json = Json.read(base64(text));
        } catch (ServiceException exception) {
            throw ServiceException.input(MALFORMED + exception.getMessage());
        }
        return parse(json);
    }

    /** The bytes of base64 text, whatever else is in it. */
    static byte[] base64(String text) {
        var kept = new StringBuilder();
        for (var character : text.replace('-', '+').replace('_', '/').toCharArray()) {
            if (character == '=') {
                break;
            }
            if (character == '+' || character == '/' || isAsciiLetterOrDigit(character)) {
                kept.append(character);
            }
        }
        if (kept.length() % 4 == 1) {
            kept.setLength(kept.length() - 1);
        }
        return Base64.getDecoder().decode(kept.toString());
    }

    private static boolean isAsciiLetterOrDigit(char character) {
        return character < 128 && Character.isLetterOrDigit(character);
    }

    private static Cursor parse(JsonNode json) {
        require(json.isObject(), "expected an object");
        var order = json.path("orderFields");
        require(order.isArray(), "expected an array in orderFields");
        require(json.path("orderFieldValues").isArray(), "expected an array in orderFieldValues");
        require(json.path("isPrevious").isBoolean(), "expected a boolean in isPrevious");
        require(!json.has("query") || json.path("query").isObject(), "expected an object in query");
        var cursor = new Cursor(
                order.isEmpty() ? null : order(order.path(0)),
                json.path("isPrevious").booleanValue(),
                predicate((ObjectNode) json.get("query"), json.path("filter")),
                fullText(json.path("fullTextFilter")),
                texts(json.path("orderFieldValues")),
                json.path("firstSortFieldValues").isArray() ? texts(json.path("firstSortFieldValues")) : null,
                json.path("totalItems").asInt(0));
        require(cursor.place().size() == (order.isEmpty() ? 1 : 2), "orderFieldValues do not fit orderFields");
        return cursor;
    }

    /** Cursors of older versions have a filter, which holds beside the query. */
    private static @Nullable ObjectNode predicate(@Nullable ObjectNode query, JsonNode filter) {
        if (filter.isMissingNode()) {
            return query;
        }
        var predicate = OldFilter.toPredicate(filter);
        require(predicate.isPresent(), "expected key, not, anyOf or allOf in filter");
        var both = Json.object();
        var list = both.putArray("$all").add(predicate.orElseThrow());
        if (query != null) {
            list.add(query);
        }
        return both;
    }

    /** A cursor of the original lacks the direction where the request did; it means ascending. */
    private static OrderField order(JsonNode order) {
        var direction = order.path("order").asString("asc");
        require(order.path("field").isString(), "expected a string in orderFields[0].field");
        require(direction.equals("asc") || direction.equals("desc"), "expected asc or desc in orderFields[0].order");
        return new OrderField(order.path("field").asString(), direction.equals("desc"));
    }

    private static @Nullable FullText fullText(JsonNode filter) {
        var term = filter.path("term").asString("").strip();
        var fields = filter.path("fields")
                .valueStream()
                .map(field -> field.asString(""))
                .toList();
        return term.isEmpty() ? null : new FullText(term, filter.has("fields") ? fields : null);
    }

    private static List<@Nullable String> texts(JsonNode values) {
        var texts = new ArrayList<@Nullable String>();
        for (var value : values) {
            require(value.isString() || value.isNull(), "expected strings as sort values");
            texts.add(value.isNull() ? null : value.asString());
        }
        return texts;
    }

    private static void require(boolean holds, String expectation) {
        if (!holds) {
            throw ServiceException.input(MALFORMED + "InputError: " + MALFORMED + expectation);
        }
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
            var fields = fullText.fields();
            if (fields != null) {
                fields.forEach(filter.putArray("fields")::add);
            }
        }
        addAll(json.putArray("orderFieldValues"), place);
        if (first != null) {
            addAll(json.putArray("firstSortFieldValues"), first);
        }
        json.put("totalItems", totalItems);
        return Base64.getEncoder().encodeToString(Json.write(json).getBytes(StandardCharsets.UTF_8));
    }

    private static void addAll(ArrayNode array, List<@Nullable String> texts) {
        texts.forEach(array::add);
    }

    /** Where to go on from a page that has become empty because all that was before it has been deleted. */
    Cursor toTheBegin() {
        var nowhere = Collections.<@Nullable String>nCopies(place.size(), null);
        return new Cursor(order, false, predicate, fullText, nowhere, first, totalItems);
    }

    /** The place in the order of the index; null for the begin. */
    Walk.@Nullable Place walkPlace() {
        var uid = place.getLast();
        if (uid == null) {
            return null;
        }
        try {
            return new Walk.Place(
                    order == null ? null : place.getFirst(), UUID.fromString(uid.toLowerCase(Locale.ROOT)));
        } catch (IllegalArgumentException _) {
            throw ServiceException.input(MALFORMED + "expected a UUID as the last sort value, found " + uid);
        }
    }
}
