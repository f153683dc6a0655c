package dev.buildrun.platform.http;

import static dev.buildrun.platform.testing.PlatformHarness.contract;
import static dev.buildrun.platform.testing.PlatformHarness.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.platform.access.PlatformRights;
import dev.buildrun.platform.conformance.Sources;
import dev.buildrun.platform.rule.Expressions;
import dev.buildrun.platform.testing.PlatformHarness;
import dev.buildrun.platform.waiver.Waivers;
import dev.buildrun.testing.TestEdge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The routes of contracts, conformance and waivers over one platform. Ada belongs to team-orders, which owns {@code orders} and {@code stock},
 * bob to another team, pat to the platform team.
 */
final class PlatformApi implements AutoCloseable {
    static final String V1 = """
            contract: v1
            environments: [{name: dev, order: 10}, {name: prod, order: 20}]
            rules:
              - id: BR-01
                message: Owned by a build-run team
                expression: owner.spec.type == 'build-run-team'
              - id: BR-02
                message: A runbook is known
                expression: "'buildrun.dev/runbook' in component.metadata.annotations"
                fix: Write one
            """;
    static final String ORDERS = "component:default/orders";
    private static final Map<String, Caller> CALLERS = Map.of(
            "ada", new Caller.User("user:default/ada", List.of("user:default/ada", "group:default/team-orders")),
            "bob", new Caller.User("user:default/bob", List.of("user:default/bob", "group:default/team-billing")),
            "pat", new Caller.User("user:default/pat", List.of("user:default/pat", "group:default/platform-team")));

    final PlatformHarness platform = new PlatformHarness()
            .put(PlatformHarness.ORGANISATION)
            .put(contract("contract-v1", "production", V1))
            .put(service("orders", "team-orders", "platform/contract-v1"))
            .put(service("stock", "team-orders", "platform/contract-v1"));
    Set<String> hidden = Set.of();
    private final PlatformRights rights = new PlatformRights(
            platform::snapshot,
            platform.state(),
            (_, _, ref) -> hidden.isEmpty() || (ref != null && !hidden.contains(ref)) ? Decision.ALLOW : Decision.DENY);
    final TestEdge edge = new TestEdge(
            List.of(Mount.plugin("buildrun", routes())),
            (header, _) -> header == null
                    ? new Caller.Anonymous()
                    : CALLERS.getOrDefault(header.substring("Bearer ".length()), new Caller.Anonymous()));

    private List<Route> routes() {
        var database = platform.database();
        var expressions = new Expressions();
        var stores = platform.stores();
        var check = new ContractCheck(database, platform.state(), Sources.NONE, expressions, platform.clock());
        var waivers = new Waivers(
                database, stores.waivers(), stores.events(), rights, stores.conformance()::touch, platform.clock());
        var routes = new ArrayList<Route>();
        routes.addAll(new ContractRoutes(platform::snapshot, database, platform.state(), rights, expressions, check)
                .routes());
        routes.addAll(new ConformanceRoutes(database, rights, platform.clock()).routes());
        routes.addAll(new WaiverRoutes(waivers, rights, platform.state(), platform.clock()).routes());
        routes.addAll(new PlatformRoutes(platform::snapshot, database, rights, platform.clock()).routes());
        return routes;
    }

    @Override
    public void close() {
        edge.close();
        platform.close();
    }

    JsonNode get(String path) throws Exception {
        var answer = edge.send(edge.request("/api/buildrun/platform" + path, "bob"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body());
    }

    JsonNode post(String caller, String path, String body, int status) throws Exception {
        var answer = edge.send(edge.post("/api/buildrun/platform" + path, caller, body));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return Json.read(answer.body());
    }

    static List<String> texts(JsonNode list, String field) {
        return list.valueStream().map(item -> item.path(field).asString()).toList();
    }
}
