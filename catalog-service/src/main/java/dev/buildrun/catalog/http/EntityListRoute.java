package dev.buildrun.catalog.http;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.query.Cost;
import dev.buildrun.catalog.query.EntityFilter;
import dev.buildrun.catalog.query.EntityPages;
import dev.buildrun.catalog.query.EntityQuery;
import dev.buildrun.catalog.query.FilterParameter;
import dev.buildrun.catalog.query.ListOrder;
import dev.buildrun.catalog.query.OrderField;
import dev.buildrun.catalog.query.Predicates;
import dev.buildrun.catalog.query.Projection;
import dev.buildrun.catalog.query.QueryLimits;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Answer;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.json.Json;
import dev.buildrun.json.NodeBase64;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /entities}, the oldest way to list. Without limit, offset and cursor it gives everything, in the order of uids or of one field
 * that an entity must have; with one of them it gives a page, where those who lack a field come last.
 */
final class EntityListRoute {
    private static final Pattern ORDER = Pattern.compile("(asc|desc):(.+)");

    private final FreshCatalog catalog;

    EntityListRoute(FreshCatalog catalog) {
        this.catalog = catalog;
    }

    /** @param limit null for no limit */
    private record Paging(@Nullable Integer limit, @Nullable Integer offset) {
        int start() {
            return offset == null ? 0 : offset;
        }
    }

    Answer list(Request request) {
        var parameters = Parameters.of(request, "fields", "filter", "order", "limit", "offset", "after");
        var paging = paging(parameters);
        var predicate = FilterParameter.toPredicate(parameters.all("filter"));
        var filter = predicate.map(Predicates::parse).orElseGet(EntityFilter::everything);
        var orders = QueryLimits.checked(parameters.all("order"), QueryLimits.MAX_ORDERS, "order parameters");
        var order = orders.stream().map(EntityListRoute::order).toList();
        var projection = Projection.of(parameters.list("fields"));
        var snapshot = catalog.snapshot(request);
        var writer = new EntityWriter(snapshot, projection);
        if (paging.isPresent()) {
            var limit = limit(paging.get());
            return inTime(
                    ListOrder.cost(snapshot, filter, order, paging.get().start(), limit + 1L),
                    () -> page(request, snapshot, filter, order, paging.get(), writer));
        }
        return inTime(
                filter.cost(snapshot) + filter.sizeEstimate(snapshot),
                () -> everything(snapshot, predicate.orElse(null), order.isEmpty() ? null : order.getFirst(), writer));
    }

    private static Answer inTime(double cost, Supplier<Response> work) {
        return cost > Cost.MOST_ON_EVENT_LOOP ? new Answer.Later(work) : work.get();
    }

    private static int limit(Paging paging) {
        return paging.limit() == null ? Integer.MAX_VALUE : paging.limit();
    }

    private static Response everything(
            Snapshot snapshot, @Nullable ObjectNode predicate, @Nullable OrderField order, EntityWriter writer) {
        var query = new EntityQuery(predicate, order, null, Integer.MAX_VALUE, 0, false, null);
        return writer.everything(
                EntityPages.count(snapshot, query), visitor -> EntityPages.forEach(snapshot, query, visitor));
    }

    private static Response page(
            Request request,
            Snapshot snapshot,
            EntityFilter filter,
            List<OrderField> order,
            Paging paging,
            EntityWriter writer) {
        var limit = limit(paging);
        var rows = ListOrder.rows(snapshot, filter, order, paging.start(), limit + 1L);
        var more = rows.size() > limit;
        var headers =
                more ? Map.of("Link", nextLink(request, limit, paging.start() + limit)) : Map.<String, String>of();
        return writer.list("", List.copyOf(more ? rows.subList(0, limit) : rows), "", headers);
    }

    /** The request's own address with another cursor, relative to the mount, as URLs of the original are written anew. */
    private static String nextLink(Request request, int limit, int offset) {
        var cursor = Json.object().put("limit", limit).put("offset", offset);
        var after = Base64.getEncoder().encodeToString(Json.writeBytes(cursor));
        var parameters = new LinkedHashMap<String, List<String>>(request.query().values());
        parameters.remove("offset");
        parameters.put("after", List.of(after));
        var query = parameters.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(value -> encode(entry.getKey()) + "=" + encode(value)))
                .collect(Collectors.joining("&"));
        return "<" + request.url().replaceFirst("\\?.*", "") + "?" + query + ">; rel=\"next\"";
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Optional<Paging> paging(Parameters parameters) {
        var cursor = parameters.text("after").map(EntityListRoute::cursor);
        var limit = parameters.number("limit").orElse(null);
        var offset = parameters.number("offset").orElse(null);
        var paging = new Paging(
                cursor.map(Paging::limit).orElse(limit),
                cursor.map(Paging::offset).orElse(offset));
        if (paging.limit() != null && paging.limit() <= 0) {
            throw ServiceException.input("Invalid limit, must be greater than zero");
        }
        if (paging.start() < 0) {
            throw ServiceException.input("Invalid offset, must be zero or greater");
        }
        return cursor.isPresent() || limit != null || offset != null ? Optional.of(paging) : Optional.empty();
    }

    private static Paging cursor(String after) {
        JsonNode json;
        try {
            json = Json.read(new String(NodeBase64.decode(after), StandardCharsets.UTF_8));
        } catch (ServiceException _) {
            throw ServiceException.input("Malformed after cursor, could not be parsed");
        }
        // Whatever else it is, it has neither limit nor offset.
        if (json.isNull()) {
            throw ServiceException.input("Malformed after cursor, could not be parsed");
        }
        return new Paging(
                number(json.get("limit"), "Malformed after cursor, limit was not an number"),
                number(json.get("offset"), "Malformed after cursor, offset was not a number"));
    }

    private static @Nullable Integer number(@Nullable JsonNode node, String message) {
        if (node == null) {
            return null;
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw ServiceException.input(message);
        }
        return node.intValue();
    }

    private static OrderField order(String parameter) {
        var match = ORDER.matcher(parameter);
        if (!match.matches()) {
            throw ServiceException.input(
                    "Invalid order parameter \"" + parameter + "\", expected \"<asc or desc>:<field name>\"");
        }
        return new OrderField(match.group(2), match.group(1).equals("desc"));
    }
}
