package dev.buildrun.platform.http;

import dev.buildrun.access.Caller;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.platform.access.PlatformRights;
import dev.buildrun.platform.conformance.PlatformState;
import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.contract.ContractInForce;
import dev.buildrun.platform.contract.EnvironmentTerms;
import dev.buildrun.platform.waiver.Waiver;
import dev.buildrun.platform.waiver.WaiverStore;
import dev.buildrun.platform.waiver.Waivers;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code /platform/waivers}: asking for them, deciding on them, and seeing them. */
public final class WaiverRoutes {
    private static final int MOST_TEXT = 2_000;
    private static final int MOST_PAGES = 20;

    private final Waivers waivers;
    private final PlatformRights rights;
    private final PlatformState state;
    private final Clock clock;

    public WaiverRoutes(Waivers waivers, PlatformRights rights, PlatformState state, Clock clock) {
        this.waivers = waivers;
        this.rights = rights;
        this.state = state;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(
                Route.blocking("GET", "/platform/waivers", this::list),
                Route.blocking("POST", "/platform/waivers", this::request),
                Route.blocking("GET", "/platform/waivers/:id", this::get),
                Route.blocking("POST", "/platform/waivers/:id/approve", request -> decide(request, true)),
                Route.blocking("POST", "/platform/waivers/:id/deny", request -> decide(request, false)),
                Route.blocking("POST", "/platform/waivers/:id/withdraw", this::withdraw));
    }

    private Response list(Request request) {
        var query = request.query().only("component", "rule", "status", "limit", "after");
        var limit = Asked.limit(query);
        var filter = new WaiverStore.Filter(
                Asked.ref(query, "component", "component"),
                Asked.text(query, "rule"),
                Asked.choice(query, "status", Waiver.Status.class),
                query.first("after")
                        .map(text -> Asked.uuid("request/query/after", text))
                        .orElse(null));
        var body = Json.object();
        var items = body.putArray("items");
        UUID last = null;
        for (var page = 0; page < MOST_PAGES; page++) {
            var found = waivers.list(last == null ? filter : filter.after(last), limit + 1);
            for (var waiver : found) {
                if (items.size() == limit) {
                    return Response.json(body.put("next", String.valueOf(last)));
                }
                last = waiver.id();
                if (rights.mayRead(request.caller(), waiver.component())) {
                    items.add(json(request.caller(), waiver));
                }
            }
            if (found.size() <= limit) {
                return Response.json(body);
            }
        }
        return Response.json(body.put("next", String.valueOf(last)));
    }

    private Response request(Request request) {
        request.query().only();
        var body = Asked.body(request, "component", "rule", "environment", "reason", "expiresAt", "ticket");
        var component = EntityRef.parse(
                        Asked.text(body, "component", MOST_TEXT), "component", EntityRef.DEFAULT_NAMESPACE)
                .toString();
        var wish = new Waivers.Wish(
                component,
                Asked.text(body, "rule", 20),
                Asked.optionalText(body, "environment"),
                Asked.text(body, "reason", MOST_TEXT),
                Asked.moment(body, "expiresAt"),
                Asked.optionalText(body, "ticket"));
        return Response.json(201, json(request.caller(), waivers.request(request.caller(), wish, rules())));
    }

    /** All that there are, each with the environments that it has a result for. */
    private Map<String, Set<String>> rules() {
        var rules = new HashMap<String, Set<String>>();
        var known = state.contracts().all().stream().map(ContractInForce::contract);
        Stream.concat(Stream.of(Contract.BUILT_IN), known)
                .forEach(contract -> contract.rules()
                        .forEach(rule -> rules.computeIfAbsent(rule.id(), _ -> new HashSet<>())
                                .addAll(rule.scope().isOfEnvironments() ? names(contract) : List.of())));
        return rules;
    }

    private static List<String> names(Contract contract) {
        return contract.environments().stream().map(EnvironmentTerms::name).toList();
    }

    private Response get(Request request) {
        request.query().only();
        var waiver = visible(request);
        return Response.json(json(request.caller(), waiver));
    }

    /** @throws ServiceException of kind NOT_FOUND, the same whether there is none or its component may not be seen */
    private Waiver visible(Request request) {
        var waiver = waivers.get(Asked.id(request));
        if (!rights.mayRead(request.caller(), waiver.component())) {
            throw ServiceException.notFound("There is no waiver " + waiver.id());
        }
        return waiver;
    }

    private Response decide(Request request, boolean approves) {
        request.query().only();
        var comment = comment(request);
        var id = visible(request).id();
        return Response.json(json(request.caller(), waivers.decide(request.caller(), id, approves, comment)));
    }

    private Response withdraw(Request request) {
        request.query().only();
        var comment = comment(request);
        var id = visible(request).id();
        return Response.json(json(request.caller(), waivers.withdraw(request.caller(), id, comment)));
    }

    private static @Nullable String comment(Request request) {
        return Asked.optionalText(Asked.body(request, "comment"), "comment");
    }

    private ObjectNode json(Caller caller, Waiver waiver) {
        var now = clock.instant();
        var json = Json.object()
                .put("id", waiver.id().toString())
                .put("component", waiver.component())
                .put("rule", waiver.rule())
                .put("reason", waiver.reason())
                .put("status", waiver.status().text())
                .put("inForce", waiver.isInForce(now))
                .put("requestedBy", waiver.requestedBy())
                .put("requestedAt", waiver.requestedAt().toString())
                .put("expiresAt", waiver.expiresAt().toString())
                .put("renewals", waiver.renewals())
                .put("canDecide", waivers.mayDecide(caller, waiver, now))
                .put("canWithdraw", waivers.mayWithdraw(caller, waiver, now));
        ConformanceRoutes.putIfKnown(json, "environment", waiver.environment());
        ConformanceRoutes.putIfKnown(json, "ticket", waiver.ticket());
        ConformanceRoutes.putIfKnown(json, "entityRef", waiver.entityRef());
        ConformanceRoutes.putIfKnown(json, "decidedBy", waiver.decidedBy());
        ConformanceRoutes.putIfKnown(json, "comment", waiver.comment());
        if (waiver.decidedAt() != null) {
            json.put("decidedAt", waiver.decidedAt().toString());
        }
        return json;
    }
}
