package dev.buildrun.platform.http;

import dev.buildrun.database.Database;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.platform.access.PlatformRights;
import dev.buildrun.platform.conformance.Outcome;
import dev.buildrun.platform.conformance.Result;
import dev.buildrun.platform.conformance.ResultReads;
import dev.buildrun.platform.conformance.ResultReads.Filter;
import dev.buildrun.platform.conformance.ResultReads.Standing;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code /platform/…/conformance}: how components stand with the rules, now and by day. */
public final class ConformanceRoutes {
    private static final int MOST_RESULTS = 5_000;
    private static final int MOST_CHANGES = 50;
    private static final int MOST_DAYS = 400;
    private static final int USUAL_DAYS = 30;
    /** How many pages are looked through for results that the caller may read. */
    private static final int MOST_PAGES = 20;

    private final Database database;
    private final PlatformRights rights;
    private final Clock clock;
    private final ResultReads reads = new ResultReads();

    public ConformanceRoutes(Database database, PlatformRights rights, Clock clock) {
        this.database = database;
        this.rights = rights;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(
                Route.blocking("GET", "/platform/components/:kind/:namespace/:name/conformance", this::ofComponent),
                Route.blocking("GET", "/platform/conformance", this::list),
                Route.blocking("GET", "/platform/conformance/trends", this::trends));
    }

    private Response ofComponent(Request request) {
        request.query().only();
        var component = Asked.entity(request);
        rights.requireRead(request.caller(), component);
        var standings = database.inTransaction(tx -> reads.list(tx, of(component), MOST_RESULTS));
        var changes = database.inTransaction(tx -> reads.changes(tx, component, MOST_CHANGES));
        var body = Json.object().put("component", component);
        body.put(
                "owner",
                standings.isEmpty() ? "" : standings.getFirst().result().owner());
        body.set("summary", summary(standings));
        var items = body.putArray("items");
        standings.forEach(standing -> items.add(json(standing)));
        var history = body.putArray("changes");
        changes.forEach(change -> history.add(json(change)));
        return Response.json(body);
    }

    private static Filter of(String component) {
        return new Filter(component, null, null, null, null);
    }

    static ObjectNode summary(List<Standing> standings) {
        var summary = Json.object();
        for (var outcome : Outcome.values()) {
            summary.put(
                    outcome.text(),
                    standings.stream()
                            .filter(standing -> standing.result().outcome() == outcome)
                            .count());
        }
        return summary.put(
                "obstacles",
                standings.stream()
                        .filter(standing -> standing.result().isObstacle())
                        .count());
    }

    static ObjectNode json(Standing standing) {
        var result = standing.result();
        var json = json(result.key())
                .put("owner", result.owner())
                .put("severity", result.severity().name().toLowerCase(Locale.ROOT))
                .put("result", result.outcome().text())
                .put("message", result.message())
                .put("since", standing.since().toString());
        putIfKnown(json, "fix", result.fix());
        putIfKnown(json, "reason", result.reason());
        if (result.waivedUntil() != null) {
            json.put("waivedUntil", result.waivedUntil().toString());
        }
        return json;
    }

    private static ObjectNode json(Result.Key key) {
        var json = Json.object()
                .put("component", key.component())
                .put("contract", key.contract())
                .put("rule", key.rule());
        return key.environment().isEmpty() ? json : json.put("environment", key.environment());
    }

    private static ObjectNode json(ResultReads.Change change) {
        var json = json(change.key()).put("at", change.at().toString());
        putIfKnown(json, "before", change.before());
        putIfKnown(json, "after", change.after());
        putIfKnown(json, "reason", change.reason());
        return json;
    }

    static void putIfKnown(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private Response list(Request request) {
        var query = request.query().only("owner", "rule", "result", "limit", "after");
        var limit = Asked.limit(query);
        var filter = new Filter(
                null,
                Asked.ref(query, "owner", "group"),
                Asked.text(query, "rule"),
                Asked.choice(query, "result", Outcome.class),
                query.first("after").map(ConformanceRoutes::key).orElse(null));
        var body = Json.object();
        var items = body.putArray("items");
        for (var page = 0; page < MOST_PAGES && items.size() < limit; page++) {
            var asked = filter;
            // One more than is shown, which tells whether there is more.
            var found = database.inTransaction(tx -> reads.list(tx, asked, limit + 1));
            for (var standing : found) {
                if (items.size() == limit) {
                    break;
                }
                filter = filter.after(standing.result().key());
                if (rights.mayRead(request.caller(), standing.result().key().component())) {
                    items.add(json(standing));
                }
            }
            if (found.isEmpty()
                    || (found.size() <= limit && found.getLast().result().key().equals(filter.after()))) {
                return Response.json(body);
            }
        }
        if (filter.after() != null) {
            body.put("next", text(filter.after()));
        }
        return Response.json(body);
    }

    private static String text(Result.Key key) {
        var list = Json.object().putArray("key");
        list.add(key.component()).add(key.contract()).add(key.rule()).add(key.environment());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.writeBytes(list));
    }

    private static Result.Key key(String text) {
        try {
            var list = Json.read(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
            if (list.size() == 4) {
                return new Result.Key(
                        list.path(0).asString(),
                        list.path(1).asString(),
                        list.path(2).asString(),
                        list.path(3).asString());
            }
        } catch (IllegalArgumentException | ServiceException _) {
            // Said below.
        }
        throw ServiceException.input("request/query/after: expected what an answer had in 'next', found " + text);
    }

    private Response trends(Request request) {
        var query = request.query().only("owner", "rule", "from", "to", "by");
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var asked = Asked.day(query, "to");
        var to = asked == null || asked.isAfter(today) ? today : asked;
        var first = Asked.day(query, "from");
        var from = first == null ? to.minusDays(USUAL_DAYS - 1) : first;
        if (from.isAfter(to) || from.plusDays(MOST_DAYS).isBefore(to)) {
            throw ServiceException.input(
                    "request/query/from: expected a day up to " + MOST_DAYS + " days before " + to + ", found " + from);
        }
        var owner = Asked.ref(query, "owner", "group");
        var rule = Asked.text(query, "rule");
        var grouping = Asked.choice(query, "by", Trends.By.class);
        var by = grouping == null ? Trends.By.ALL : grouping;
        var days = new ArrayList<>(database.inTransaction(tx -> reads.days(tx, from, to, owner, rule)));
        // What is kept of a day are numbers, which can't be told of some of the components and not of others.
        var isTold = new HashMap<String, Boolean>();
        days.removeIf(
                day -> !isTold.computeIfAbsent(day.owner(), whose -> rights.mayReadAllOf(request.caller(), whose)));
        var body = Json.object().put("from", from.toString()).put("to", to.toString());
        body.set("items", Trends.of(days, from, to, by));
        return Response.json(body);
    }
}
