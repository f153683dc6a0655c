package dev.buildrun.platform.http;

import dev.buildrun.access.Caller;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.RelationType;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.database.Database;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import dev.buildrun.platform.access.PlatformRights;
import dev.buildrun.platform.conformance.PlatformState;
import dev.buildrun.platform.conformance.ResultReads;
import dev.buildrun.platform.contract.Admission;
import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.contract.ContractInForce;
import dev.buildrun.platform.contract.ContractStore;
import dev.buildrun.platform.contract.ContractsInForce;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.rule.Expressions;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code /platform/contracts}: versions, who consumes them, and what a change would do. */
public final class ContractRoutes {
    private static final int MAX_DEFINITION = 512 * 1024;

    private final Supplier<Snapshot> newest;
    private final Database database;
    private final PlatformState state;
    private final PlatformRights rights;
    private final ContractCheck check;
    private final ContractStore store = new ContractStore();
    private final ResultReads results = new ResultReads();
    private final Admission admission;

    /** @param newest the catalog as this replica knows it */
    public ContractRoutes(
            Supplier<Snapshot> newest,
            Database database,
            PlatformState state,
            PlatformRights rights,
            Expressions expressions,
            ContractCheck check) {
        this.newest = newest;
        this.database = database;
        this.state = state;
        this.rights = rights;
        this.check = check;
        this.admission = new Admission(expressions);
    }

    public List<Route> routes() {
        return List.of(
                Route.blocking("GET", "/platform/contracts", this::list),
                Route.blocking("GET", "/platform/contracts/:version", this::get),
                Route.blocking("GET", "/platform/contracts/:version/consumers", this::consumers),
                Route.blocking("POST", "/platform/contracts/check", this::check).accepting(MAX_DEFINITION + 1024));
    }

    private ContractsInForce inForce() {
        return database.inTransaction(store::contracts);
    }

    private Response list(Request request) {
        request.query().only();
        var model = new PlatformModel(newest.get());
        var inForce = inForce();
        var body = Json.object();
        body.put("usual", inForce.usual().version());
        var items = body.putArray("items");
        inForce.all().stream()
                .filter(each -> rights.mayRead(request.caller(), each.entityRef()))
                .forEach(each -> items.add(json(model, request, each)));
        model.contractEntities().stream()
                .filter(api -> inForce.ofEntity(api.ref().toString()).isEmpty())
                .filter(api -> rights.mayRead(request.caller(), api.ref().toString()))
                .forEach(api -> items.add(outOfForce(model, api)));
        items.add(terms(Contract.BUILT_IN).put("inForce", inForce.usual().equals(Contract.BUILT_IN)));
        return Response.json(body);
    }

    private ObjectNode json(PlatformModel model, Request request, ContractInForce each) {
        var json = terms(each.contract())
                .put("entityRef", each.entityRef())
                .put("inForce", !each.isRemoved())
                .put("acceptedAt", each.acceptedAt().toString())
                .put("consumers", readable(model, request, each.entityRef()).size());
        if (each.removedAt() != null) {
            json.put("removedAt", each.removedAt().toString());
        }
        model.entity(each.entityRef()).ifPresent(api -> errors(json, api));
        var refusal = each.refusal();
        if (refusal != null) {
            var refused = json.putObject("refused").put("at", refusal.at().toString());
            refused.put("gone", refusal.definition().isEmpty());
            var problems = refused.putArray("problems");
            refusal.problems().forEach(problems::add);
        }
        return json;
    }

    /** What the catalog refuses, it shows with the entity, which it keeps as it was. */
    private static void errors(ObjectNode json, Entity api) {
        var messages = api.json()
                .path("status")
                .path("items")
                .valueStream()
                .filter(item -> item.path("level").asString("").equals("error"))
                .map(item -> item.path("message").asString(""))
                .toList();
        if (!messages.isEmpty()) {
            messages.forEach(json.putArray("errors")::add);
        }
    }

    private List<String> readable(PlatformModel model, Request request, String contractRef) {
        return PlatformModel.visible(
                model.related(contractRef, RelationType.API_CONSUMED_BY), ref -> rights.mayRead(request.caller(), ref));
    }

    private static ObjectNode terms(Contract contract) {
        var json = Json.object()
                .put("version", contract.version())
                .put("stage", contract.stage().text())
                .put("lifecycle", contract.stage().lifecycle());
        ConformanceRoutes.putIfKnown(json, "since", Objects.toString(contract.since(), null));
        ConformanceRoutes.putIfKnown(json, "sunsetAt", Objects.toString(contract.sunsetAt(), null));
        ConformanceRoutes.putIfKnown(json, "owner", contract.owner());
        return json;
    }

    /** One that the catalog has and that does not count, be it because it is none, or because of who published it. */
    private ObjectNode outOfForce(PlatformModel model, Entity api) {
        var ref = api.ref().toString();
        var parsed = Contract.parse(api.spec().path("definition").asString(""));
        var json = parsed instanceof Contract.Parsed.Good(var contract) ? terms(contract) : Json.object();
        json.put("entityRef", ref).put("inForce", false);
        var problems = json.putArray("problems");
        admission.problems(parsed).forEach(problems::add);
        var owner = model.owner(ref);
        if (owner == null || !rights.platformTeams().contains(owner)) {
            problems.add("owner: expected the platform team, found " + (owner == null ? "nobody" : owner));
        }
        return json;
    }

    private List<String> versions(ContractsInForce inForce, Caller caller) {
        var known = inForce.all().stream()
                .filter(each -> rights.mayRead(caller, each.entityRef()))
                .map(each -> each.contract().version());
        return Stream.concat(known, Stream.of(Contract.BUILT_IN.version()))
                .sorted()
                .toList();
    }

    /** @throws ServiceException of kind NOT_FOUND, the same whether there is none or it may not be seen */
    private @Nullable ContractInForce find(Request request) {
        var version = request.pathParameter("version");
        if (version.equals(Contract.BUILT_IN.version())) {
            return null;
        }
        var inForce = inForce();
        return inForce.version(version)
                .filter(each -> rights.mayRead(request.caller(), each.entityRef()))
                .orElseThrow(
                        () -> ServiceException.notFound(
                                "There is no contract " + version + " in force; there are "
                                        + versions(inForce, request.caller())
                                        + ". Why the catalog does not take one is told by /api/buildrun/explain/api/<namespace>/<name>"));
    }

    private Response get(Request request) {
        request.query().only();
        var found = find(request);
        var model = new PlatformModel(newest.get());
        if (found == null) {
            return Response.json(terms(Contract.BUILT_IN)
                    .put("inForce", inForce().usual().equals(Contract.BUILT_IN))
                    .set("document", Yaml.read(Contract.builtInText())));
        }
        var json = json(model, request, found);
        json.set("document", Yaml.read(found.definition()));
        return Response.json(json);
    }

    private Response consumers(Request request) {
        var query = request.query().only("limit", "after");
        var limit = Asked.limit(query);
        var after = query.first("after").orElse("");
        var found = find(request);
        var model = new PlatformModel(newest.get());
        var refs = found == null ? List.<String>of() : readable(model, request, found.entityRef());
        var body = Json.object().put("total", refs.size());
        var items = body.putArray("items");
        refs.stream()
                .sorted()
                .filter(ref -> ref.compareTo(after) > 0)
                .limit(limit)
                .forEach(ref -> items.add(consumer(model, ref)));
        if (!items.isEmpty()) {
            var last = items.get(items.size() - 1).path("component").asString();
            if (refs.stream().anyMatch(ref -> ref.compareTo(last) > 0)) {
                body.put("next", last);
            }
        }
        return Response.json(body);
    }

    private ObjectNode consumer(PlatformModel model, String ref) {
        var owner = model.owner(ref);
        var json = Json.object().put("component", ref).put("owner", owner == null ? "" : owner);
        var standings = database.inTransaction(
                tx -> results.list(tx, new ResultReads.Filter(ref, null, null, null, null), 1_000));
        return json.set("summary", ConformanceRoutes.summary(standings));
    }

    private Response check(Request request) {
        request.query().only();
        rights.requirePlatformTeam(request.caller());
        var body = Asked.body(request, "definition");
        var definition = Asked.text(body, "definition", MAX_DEFINITION);
        state.reload(database);
        return Response.json(check.of(definition, newest.get(), ref -> rights.mayRead(request.caller(), ref)));
    }
}
