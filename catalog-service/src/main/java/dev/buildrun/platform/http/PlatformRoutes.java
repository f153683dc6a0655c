package dev.buildrun.platform.http;

import dev.buildrun.catalog.entity.RelationType;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.database.Database;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.platform.access.PlatformRights;
import dev.buildrun.platform.conformance.ResultReads;
import dev.buildrun.platform.event.EventStore;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.model.PlatformTypes;
import dev.buildrun.platform.model.SelfRunService;
import dev.buildrun.platform.model.Team;
import dev.buildrun.platform.radar.Radar;
import dev.buildrun.platform.radar.Technology;
import dev.buildrun.platform.waiver.Waiver;
import dev.buildrun.platform.waiver.WaiverStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the platform has and what runs on it: offerings, instances, environments, teams, technologies, and what happened. */
public final class PlatformRoutes {
    private static final int MOST_RESULTS = 50_000;

    private final Supplier<Snapshot> newest;
    private final Database database;
    private final PlatformRights rights;
    private final Clock clock;
    private final ResultReads results = new ResultReads();
    private final WaiverStore waivers = new WaiverStore();
    private final EventStore events = new EventStore();

    /** @param newest the catalog as this replica knows it */
    public PlatformRoutes(Supplier<Snapshot> newest, Database database, PlatformRights rights, Clock clock) {
        this.newest = newest;
        this.database = database;
        this.rights = rights;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(
                Route.blocking("GET", "/platform/radar", this::radar),
                Route.blocking("GET", "/platform/offerings", this::offerings),
                Route.blocking("GET", "/platform/instances", this::instances),
                Route.blocking("GET", "/platform/environments", this::environments),
                Route.blocking("GET", "/platform/teams/:namespace/:name", this::team),
                Route.blocking("GET", "/platform/events", this::events));
    }

    private Predicate<String> mayRead(Request request) {
        return ref -> rights.mayRead(request.caller(), ref);
    }

    private PlatformModel model() {
        return new PlatformModel(newest.get());
    }

    private Response radar(Request request) {
        request.query().only();
        var model = model();
        var body = Json.object();
        var technologies = body.putArray("technologies");
        Radar.of(model, mayRead(request)).forEach(each -> technologies.add(json(each)));
        var own = body.putArray("selfRunServices");
        model.selfRunServices().stream()
                .filter(each -> rights.mayRead(request.caller(), each.ref()))
                .forEach(each -> own.add(json(model, each)));
        return Response.json(body);
    }

    private static ObjectNode json(Technology each) {
        var json = Json.object()
                .put("technology", each.name())
                .put("ring", each.ring().text())
                .put("count", each.count())
                .put("candidate", each.isCandidate());
        if (!each.offering().isEmpty()) {
            json.put("offering", each.offering());
        }
        each.teams().forEach(json.putArray("teams")::add);
        return json;
    }

    private static ObjectNode json(PlatformModel model, SelfRunService each) {
        var json = Json.object().put("ref", each.ref()).put("title", each.title());
        ConformanceRoutes.putIfKnown(json, "owner", each.owner());
        ConformanceRoutes.putIfKnown(json, "technology", each.technology());
        var problems = json.putArray("problems");
        Radar.problems(model, each).forEach(problems::add);
        return json;
    }

    private Response offerings(Request request) {
        request.query().only();
        var items = new ArrayList<ObjectNode>();
        var model = model();
        for (var each : model.offerings()) {
            if (rights.mayRead(request.caller(), each.ref())) {
                var json = Json.object()
                        .put("ref", each.ref())
                        .put("name", each.name())
                        .put("title", each.title());
                ConformanceRoutes.putIfKnown(json, "owner", each.owner());
                ConformanceRoutes.putIfKnown(json, "version", each.version());
                ConformanceRoutes.putIfKnown(json, "bindingType", each.bindingType());
                ConformanceRoutes.putIfKnown(json, "provisioner", each.provisioner());
                ConformanceRoutes.putIfKnown(json, "slo", each.slo());
                each.plans().forEach(json.putArray("plans")::add);
                items.add(json);
            }
        }
        return answer(items);
    }

    private Response instances(Request request) {
        var query = request.query().only("owner", "offering");
        var owner = Asked.ref(query, "owner", "group");
        var offering = Asked.ref(query, "offering", "resource");
        var items = new ArrayList<ObjectNode>();
        for (var each : model().instances()) {
            if (rights.mayRead(request.caller(), each.ref())
                    && (owner == null || owner.equals(each.owner()))
                    && (offering == null || offering.equals(each.offering()))) {
                var json = Json.object()
                        .put("ref", each.ref())
                        .put("name", each.name())
                        .put("title", each.title());
                ConformanceRoutes.putIfKnown(json, "owner", each.owner());
                ConformanceRoutes.putIfKnown(json, "offering", each.offering());
                ConformanceRoutes.putIfKnown(json, "plan", each.plan());
                items.add(json);
            }
        }
        return answer(items);
    }

    private Response environments(Request request) {
        request.query().only();
        var items = new ArrayList<ObjectNode>();
        for (var each : model().environments()) {
            if (rights.mayRead(request.caller(), each.ref())) {
                var json = Json.object()
                        .put("ref", each.ref())
                        .put("name", each.name())
                        .put("title", each.title())
                        .put("order", each.order());
                ConformanceRoutes.putIfKnown(json, "cluster", each.cluster());
                items.add(json);
            }
        }
        return answer(items);
    }

    private static Response answer(List<ObjectNode> items) {
        var body = Json.object();
        items.forEach(body.putArray("items")::add);
        return Response.json(body);
    }

    private Response team(Request request) {
        request.query().only();
        var ref = new EntityRef("group", request.pathParameter("namespace"), request.pathParameter("name")).toString();
        rights.requireRead(request.caller(), ref);
        var model = model();
        var team = model.team(ref).orElseThrow();
        var body = json(team);
        var owned = model.related(ref, RelationType.OWNER_OF).stream()
                .filter(mayRead(request))
                .toList();
        services(body.putArray("services"), model, owned);
        names(body.putArray("instances"), owned, model, PlatformTypes.INSTANCE);
        names(body.putArray("selfRunServices"), owned, model, PlatformTypes.SELF_RUN);
        var standings = database
                .inTransaction(
                        tx -> results.list(tx, new ResultReads.Filter(null, ref, null, null, null), MOST_RESULTS))
                .stream()
                .filter(each ->
                        rights.mayRead(request.caller(), each.result().key().component()))
                .toList();
        body.set("conformance", ConformanceRoutes.summary(standings));
        var inForce = body.putArray("waivers");
        database.inTransaction(tx -> waivers.inForce(tx, clock.instant())).stream()
                .filter(each -> owned.contains(each.component()))
                .forEach(each -> inForce.add(json(each)));
        return Response.json(body);
    }

    private static ObjectNode json(Team team) {
        var json =
                Json.object().put("ref", team.ref()).put("title", team.title()).put("type", team.type());
        ConformanceRoutes.putIfKnown(json, "oncall", team.oncall());
        ConformanceRoutes.putIfKnown(json, "channel", team.channel());
        return json;
    }

    private static ObjectNode json(Waiver waiver) {
        var json = Json.object()
                .put("id", waiver.id().toString())
                .put("component", waiver.component())
                .put("rule", waiver.rule())
                .put("expiresAt", waiver.expiresAt().toString());
        ConformanceRoutes.putIfKnown(json, "environment", waiver.environment());
        return json;
    }

    private static void services(ArrayNode list, PlatformModel model, List<String> owned) {
        owned.stream()
                .filter(ref -> ref.startsWith("component:"))
                .forEach(ref -> model.entity(ref).ifPresent(entity -> {
                    var json = list.addObject()
                            .put("ref", ref)
                            .put("type", entity.spec().path("type").asString(""));
                    model.contractsOf(ref).forEach(json.putArray("contracts")::add);
                }));
    }

    private static void names(ArrayNode list, List<String> owned, PlatformModel model, String type) {
        var all = model.refs("resource", type);
        owned.stream().filter(all::contains).forEach(list::add);
    }

    private Response events(Request request) {
        var query = request.query().only("audience", "type", "limit", "before");
        var limit = Asked.limit(query);
        var before = query.first("before")
                .map(text -> Asked.number("request/query/before", text))
                .orElse(null);
        var found = database.inTransaction(
                tx -> events.list(tx, Asked.ref(query, "audience", "group"), Asked.text(query, "type"), before, limit));
        var body = Json.object();
        var items = body.putArray("items");
        found.stream()
                .filter(each -> rights.mayRead(request.caller(), each.event().subject()))
                .forEach(each -> items.add(json(each)));
        if (found.size() == limit) {
            body.put("next", Long.toString(found.getLast().id()));
        }
        return Response.json(body);
    }

    private static ObjectNode json(EventStore.Listed listed) {
        var event = listed.event();
        var json = Json.object()
                .put("id", Long.toString(listed.id()))
                .put("at", event.at().toString())
                .put("type", event.type())
                .put("subject", event.subject());
        ConformanceRoutes.putIfKnown(json, "audience", event.audience());
        json.set("data", event.data());
        return json;
    }
}
