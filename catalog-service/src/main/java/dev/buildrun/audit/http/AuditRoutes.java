package dev.buildrun.audit.http;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.audit.AuditReads;
import dev.buildrun.audit.AuditReads.Row;
import dev.buildrun.audit.AuditReads.Visible;
import dev.buildrun.audit.AuditReads.Wanted;
import dev.buildrun.database.Database;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Query;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Finds what was done. */
public final class AuditRoutes {
    /** Without an action, so that no rule that lets everybody read lets everybody read this. */
    static final Permission READ = new Permission("buildrun.audit.read", null, null);

    private static final int MAX_LIMIT = 500;
    private static final int DEFAULT_LIMIT = 50;

    private final Database database;
    private final PermissionPolicy policy;
    private final Function<Caller.User, List<String>> ownedBy;
    private final AuditReads reads = new AuditReads();

    /** @param ownedBy the entities that a user owns and may read, perhaps not all of very many */
    public AuditRoutes(Database database, PermissionPolicy policy, Function<Caller.User, List<String>> ownedBy) {
        this.database = database;
        this.policy = policy;
        this.ownedBy = ownedBy;
    }

    public List<Route> routes() {
        return List.of(Route.blocking("GET", "/audit", this::list));
    }

    private Response list(Request request) {
        var query = request.query().only("actor", "entity", "action", "since", "until", "cursor", "limit");
        var wanted = new Wanted(
                query.first("actor").orElse(null),
                query.first("entity").map(ref -> ref.toLowerCase(Locale.ROOT)).orElse(null),
                query.first("action").orElse(null),
                time(query, "since"),
                time(query, "until"),
                query.first("cursor").map(AuditRoutes::number).orElse(null));
        var limit =
                Math.clamp(query.first("limit").map(AuditRoutes::number).orElse((long) DEFAULT_LIMIT), 1, MAX_LIMIT);
        var visible = visible(request.caller());
        var rows = database.inTransaction(tx -> reads.find(tx, wanted, visible, limit + 1));
        return Response.json(page(rows, limit, visible));
    }

    private static ObjectNode page(List<Row> rows, int limit, @Nullable Visible visible) {
        var body = Json.object();
        var items = body.putArray("items");
        rows.stream().limit(limit).forEach(row -> items.add(json(row, visible)));
        if (rows.size() > limit) {
            body.put("nextCursor", Long.toString(rows.get(limit - 1).id()));
        }
        return body;
    }

    /** What the caller may see; null for everything. */
    private @Nullable Visible visible(Caller caller) {
        if (policy.decide(caller, READ, null).equals(Decision.ALLOW)) {
            return null;
        }
        if (!caller.scope().isAll()) {
            throw ServiceException.notAllowed();
        }
        return switch (caller) {
            case Caller.User user -> new Visible(user.userEntityRef(), ownedBy.apply(user));
            case Caller.Service service -> new Visible(service.subject(), List.of());
            case Caller.Anonymous _ -> new Visible(null, List.of());
        };
    }

    private static @Nullable Instant time(Query query, String name) {
        try {
            return query.first(name).map(Instant::parse).orElse(null);
        } catch (DateTimeException exception) {
            throw ServiceException.input("request/query/" + name + " must be a time such as 2026-01-31T12:00:00Z");
        }
    }

    private static long number(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw ServiceException.input("request/query/limit and cursor must be whole numbers");
        }
        return Long.parseLong(text);
    }

    /** Of many entities only those are named that the caller owns, where the caller may not see everything. */
    private static ObjectNode json(Row row, @Nullable Visible visible) {
        var entry = row.entry();
        var json = Json.object()
                .put("id", Long.toString(row.id()))
                .put("at", entry.at().toString())
                .put("action", entry.action())
                .put("what", entry.what())
                .put("outcome", entry.outcome().name().toLowerCase(Locale.ROOT));
        if (entry.actor() != null) {
            json.put("actor", entry.actor());
        }
        if (entry.reason() != null) {
            json.put("reason", entry.reason());
        }
        var refs = json.putArray("entityRefs");
        entry.entityRefs().stream()
                .filter(ref -> visible == null || visible.entityRefs().contains(ref))
                .forEach(refs::add);
        return json;
    }
}
