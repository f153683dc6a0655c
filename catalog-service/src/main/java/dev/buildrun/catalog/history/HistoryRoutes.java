package dev.buildrun.catalog.history;

import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.ResourceDecider;
import dev.buildrun.catalog.entity.StorableText;
import dev.buildrun.database.Database;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import java.util.List;

/**
 * {@code /history}: what entities were. Who may read an entity now, or might if it were still there, may read its history; anybody else is
 * told what is told of one that never was.
 */
public final class HistoryRoutes {
    private static final Permission ENTITY_READ = new Permission("catalog.entity.read", "read", "catalog-entity");
    private static final int MAX_REF_CHARACTERS = 1000;
    private static final int DEFAULT_VERSIONS = 20;
    private static final int MAX_VERSIONS = 100;
    private static final String ENTITY = "/history/:kind/:namespace/:name";

    private final History history;
    private final ResourceDecider policy;

    public HistoryRoutes(Database database, ResourceDecider policy) {
        this.history = new History(database);
        this.policy = policy;
    }

    public List<Route> routes() {
        return List.of(
                Route.blocking("GET", ENTITY, this::versionsOrAsOf),
                Route.blocking("GET", ENTITY + "/versions/:position", this::version),
                Route.blocking("GET", ENTITY + "/diff", this::difference));
    }

    private Response versionsOrAsOf(Request request) {
        return request.query().first("asOf").isPresent() ? asOf(request) : versions(request);
    }

    private Response versions(Request request) {
        var query = request.query().only("cursor", "limit", "asOf");
        var ref = ref(request);
        var before = query.first("cursor")
                .map(text -> position("query/cursor", text))
                .orElse(Long.MAX_VALUE);
        var limit = query.first("limit").map(HistoryRoutes::limit).orElse(DEFAULT_VERSIONS);
        return Response.json(HistoryJson.page(ref, history.page(ref, before, limit)));
    }

    private static int limit(String text) {
        var limit = position("query/limit", text);
        if (limit == 0) {
            throw ServiceException.input("request/query/limit must be >= 1");
        }
        return (int) Math.min(limit, MAX_VERSIONS);
    }

    private Response asOf(Request request) {
        var moment =
                Moment.parse("asOf", request.query().only("asOf").first("asOf").orElseThrow());
        return Response.json(HistoryJson.found(history.asOf(ref(request), moment)));
    }

    private Response version(Request request) {
        request.query().only();
        var position = position("params/position", request.pathParameter("position"));
        return Response.json(HistoryJson.found(history.version(ref(request), position)));
    }

    private Response difference(Request request) {
        var query = request.query().only("from", "to");
        var ref = ref(request);
        var to = position(
                "query/to",
                query.first("to")
                        .orElseThrow(() -> ServiceException.input("request/query must have required property 'to'")));
        var from = query.first("from").map(text -> position("query/from", text)).orElse(null);
        return Response.json(HistoryJson.difference(ref, history.difference(ref, from, to)));
    }

    private static long position(String place, String text) {
        if (!text.matches("\\d{1,18}")) {
            throw ServiceException.input("request/" + place + ": expected a whole number, found " + text);
        }
        return Long.parseLong(text);
    }

    private String ref(Request request) {
        var ref = new EntityRef(
                        request.pathParameter("kind"),
                        request.pathParameter("namespace"),
                        request.pathParameter("name"))
                .toString();
        if (ref.length() > MAX_REF_CHARACTERS || !StorableText.isStorable(ref)) {
            throw ServiceException.input("Expected kind, namespace and name of an entity, at most " + MAX_REF_CHARACTERS
                    + " characters that can be stored");
        }
        if (!policy.decide(request.caller(), ENTITY_READ, ref).equals(Decision.ALLOW)) {
            throw History.unknown(ref);
        }
        return ref;
    }
}
