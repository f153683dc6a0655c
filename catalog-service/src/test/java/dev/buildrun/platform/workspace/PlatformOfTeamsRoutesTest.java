package dev.buildrun.platform.workspace;

import static dev.buildrun.database.schema.Tables.PLATFORM_TRANSFERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.database.Database;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.notification.Notifications;
import dev.buildrun.platform.access.PlatformRights;
import dev.buildrun.platform.access.Platforms;
import dev.buildrun.platform.binding.BindingPlanner;
import dev.buildrun.platform.binding.BindingRoutes;
import dev.buildrun.platform.binding.Bindings;
import dev.buildrun.platform.breakglass.BreakGlass;
import dev.buildrun.platform.breakglass.BreakGlassRoutes;
import dev.buildrun.platform.cluster.ClusterConfig;
import dev.buildrun.platform.cluster.Clusters;
import dev.buildrun.platform.contract.ContractsInForce;
import dev.buildrun.platform.event.EventStore;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.testing.CatalogOf;
import dev.buildrun.platform.testing.TestNotices;
import dev.buildrun.platform.transfer.TransferRoutes;
import dev.buildrun.platform.transfer.Transfers;
import dev.buildrun.signal.Signals;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.testing.TestDatabase;
import dev.buildrun.testing.TestEdge;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * Workspaces, bindings, break-glass and transfers by HTTP, where there is no cluster. Olga is of team-orders, ned of a group above it,
 * pavel of team-payments, petra of the platform team; ci is a program.
 */
class PlatformOfTeamsRoutesTest {
    private static final String ORDERS = "/platform/components/component/default/orders";
    private static final String BREAK = """
            {"component":"orders","environment":"dev","reason":"Moving pods by hand","minutes":5}""";
    private static final String TRANSFER = """
            {"component":"orders","to":"team-payments","reason":"They know it best"}""";

    private final CatalogOf catalog = CatalogOf.yaml("""
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: platform, namespace: platform}
            spec: {type: platform, lifecycle: production, owner: group:default/platform-team}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata:
              name: orders
              annotations: {backstage.io/managed-by-location: 'url:https://git.example/orders/catalog-info.yaml'}
            spec: {type: service, lifecycle: production, owner: team-orders}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Group
            metadata: {name: team-orders}
            spec: {type: build-run-team, parent: commerce, children: []}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Group
            metadata: {name: team-payments}
            spec: {type: build-run-team, children: []}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Resource
            metadata: {name: postgres, namespace: platform, annotations: {buildrun.dev/provisioner: secret}}
            spec: {type: platform-service, owner: 'group:default/platform-team'}
            """);
    private final ManualClock clock = new ManualClock(Instant.parse("2026-05-04T10:00:00Z"));
    private final Database database = TestDatabase.open();
    private final Clusters clusters = Clusters.open(ClusterConfig.NONE);
    private Workspaces workspaces;
    private Bindings bindings;
    private Transfers transfers;
    private Notifications notifications;
    private TestEdge edge;

    @BeforeEach
    void start() {
        var rights = new PlatformRights(catalog::snapshot, Platforms::claimed, (_, _, _) -> Decision.ALLOW);
        workspaces = new Workspaces(
                database,
                clusters,
                new Workspaces.Surroundings(
                        catalog::snapshot,
                        () -> new WorkspacePlanner.Terms(ContractsInForce.NONE, rights.platformTeams()),
                        _ -> Set.of(),
                        WorkspaceConfig.USUAL),
                clock);
        bindings = new Bindings(database, clusters, (_, _) -> true, clock);
        notifications = new Notifications(database, catalog::snapshot, new Signals(false), clock);
        var events = new EventStore(notifications);
        transfers = new Transfers(database, catalog::snapshot, events, clock);
        var routes = new ArrayList<Route>(new WorkspaceRoutes(workspaces, rights).routes());
        routes.addAll(new BindingRoutes(bindings, rights).routes());
        var breakGlass = new BreakGlass(database, clusters, workspaces, events, clock);
        routes.addAll(new BreakGlassRoutes(breakGlass, rights, "").routes());
        routes.addAll(new TransferRoutes(transfers, workspaces, rights).routes());
        edge = new TestEdge(List.of(Mount.plugin("buildrun", routes)), (token, _) -> caller(token));
    }

    @AfterEach
    void stop() {
        edge.close();
        clusters.close();
        database.close();
    }

    private static Caller caller(@Nullable String authorization) {
        return switch (String.valueOf(authorization)) {
            case "Bearer olga" -> user("olga", "team-orders", "commerce");
            case "Bearer ned" -> user("ned", "commerce");
            case "Bearer pavel" -> user("pavel", "team-payments");
            case "Bearer petra" -> user("petra", "platform-team");
            case "Bearer ci" -> new Caller.Service("external:ci");
            default -> new Caller.Anonymous();
        };
    }

    private static Caller user(String name, String... groups) {
        var refs = new ArrayList<>(List.of("user:default/" + name));
        List.of(groups).forEach(group -> refs.add("group:default/" + group));
        return new Caller.User("user:default/" + name, refs);
    }

    private HttpResponse<String> get(String token, String path) throws IOException, InterruptedException {
        return edge.send(edge.request("/api/buildrun" + path, token));
    }

    private HttpResponse<String> post(String token, String path, String json) throws IOException, InterruptedException {
        return edge.send(edge.post("/api/buildrun" + path, token, json));
    }

    private HttpResponse<String> delete(String token, String path) throws IOException, InterruptedException {
        return edge.send(edge.request("/api/buildrun" + path, token).DELETE());
    }

    private static JsonNode json(HttpResponse<String> response) {
        return Json.read(response.body());
    }

    private static String message(HttpResponse<String> response) {
        return json(response).path("error").path("message").asString("");
    }

    /** The whole table: who may call what. 409 and 404 say that the caller may, and that there is no cluster or no such thing. */
    @ParameterizedTest
    @CsvSource({
        // what, olga, ned, pavel, petra, ci, nobody
        "GET workspaces, 200, 200, 200, 200, 200, 401",
        "POST workspaces, 200, 403, 403, 403, 200, 401",
        "GET bindings, 200, 200, 200, 200, 200, 401",
        "DELETE bindings, 404, 403, 403, 403, 404, 401",
        "GET break-glass, 200, 200, 200, 200, 200, 401",
        "POST break-glass, 403, 403, 403, 409, 409, 401",
        "DELETE break-glass, 404, 404, 404, 404, 404, 401",
        "GET transfers, 200, 200, 200, 200, 200, 401",
        "POST transfers, 201, 403, 403, 403, 201, 401",
        "accept, 403, 403, 200, 403, 403, 401",
        "decline, 403, 403, 200, 403, 403, 401",
        "withdraw, 200, 403, 403, 403, 200, 401",
    })
    void rightsAreTheOwners(String what, int olga, int ned, int pavel, int petra, int ci, int nobody) throws Exception {
        var statuses = new ArrayList<Integer>();
        for (var caller : List.of("olga", "ned", "pavel", "petra", "ci", "nobody")) {
            var response = call(caller, what);
            statuses.add(response.statusCode());
            database.transact(tx -> tx.jooq().deleteFrom(PLATFORM_TRANSFERS).execute());
        }

        assertThat(statuses).containsExactly(olga, ned, pavel, petra, ci, nobody);
    }

    private HttpResponse<String> call(String caller, String what) throws IOException, InterruptedException {
        return switch (what) {
            case "GET workspaces" -> get(caller, ORDERS + "/workspaces");
            case "POST workspaces" -> post(caller, ORDERS + "/workspaces", "{}");
            case "GET bindings" -> get(caller, ORDERS + "/bindings");
            case "DELETE bindings" -> delete(caller, ORDERS + "/bindings/dev/none");
            case "GET break-glass" -> get(caller, "/platform/break-glass");
            case "POST break-glass" -> post(caller, "/platform/break-glass", BREAK);
            case "DELETE break-glass" -> delete(caller, "/platform/break-glass/3fb3f1a2-9a68-4d4e-8a52-2f3f6c3f6a10");
            case "GET transfers" -> get(caller, "/platform/transfers");
            case "POST transfers" -> post(caller, "/platform/transfers", TRANSFER);
            default -> post(caller, "/platform/transfers/" + offered() + "/" + what, "{}");
        };
    }

    private String offered() throws IOException, InterruptedException {
        return json(post("olga", "/platform/transfers", TRANSFER)).path("id").asString();
    }

    @Test
    void plansAndReservesWhereThereIsNoCluster() throws Exception {
        var ensured = json(post("olga", ORDERS + "/workspaces", "{\"environments\":[\"dev\"]}"))
                .path("items");
        var listed = json(get("pavel", ORDERS + "/workspaces?objects=true")).path("items");

        assertThat(ensured).singleElement().satisfies(item -> {
            assertThat(item.path("namespace").asString()).isEqualTo("orders-dev");
            assertThat(item.path("mode").asString()).isEqualTo("plan");
            assertThat(item.path("note").asString()).contains("planned only");
            assertThat(item.path("reserved").booleanValue()).isTrue();
        });
        assertThat(listed)
                .extracting(item -> item.path("reserved").booleanValue())
                .containsExactly(true, false);
        assertThat(listed.path(0).path("manifests").path(0).path("kind").asString())
                .isEqualTo("Namespace");
        assertThat(message(post("olga", ORDERS + "/workspaces", "{\"environments\":[\"moon\"]}")))
                .isEqualTo("request/body/environments: expected some of [dev, prod], found moon");
    }

    /** In dev a team has room for one workspace and a half, in prod for as many as it likes. */
    private void withBudget() {
        catalog.put("""
                apiVersion: backstage.io/v1alpha1
                kind: API
                metadata: {name: contract-v1, namespace: platform}
                spec:
                  type: platform-contract
                  lifecycle: production
                  owner: group:default/platform-team
                  definition: |
                    contract: v1
                    environments:
                      - {name: dev, order: 10, quota: {requests.cpu: "2", requests.memory: 4Gi}, teamBudget: {requests.cpu: "3", requests.memory: 40Gi}}
                      - {name: prod, order: 20, quota: {requests.cpu: "2"}}
                    rules: []
                """);
        for (var component : List.of("orders team-orders", "stock team-orders", "bills team-payments")) {
            catalog.put("""
                    {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: %s},
                    spec: {type: service, lifecycle: production, owner: %s, consumesApis: [platform/contract-v1]}}
                    """.formatted((Object[]) component.split(" ")));
        }
    }

    @Test
    void aTeamGetsNoMoreWorkspacesThanItsBudgetHasRoomFor() throws Exception {
        withBudget();

        var first = post("olga", ORDERS + "/workspaces", "{}");
        var again = post("olga", ORDERS + "/workspaces", "{}");
        var stock = ORDERS.replace("orders", "stock") + "/workspaces";
        var second = post("olga", stock, "{}");
        var elsewhere = post("olga", stock, "{\"environments\":[\"prod\"]}");
        var others = post("pavel", ORDERS.replace("orders", "bills") + "/workspaces", "{}");

        assertThat(List.of(first.statusCode(), again.statusCode(), elsewhere.statusCode(), others.statusCode()))
                .containsOnly(200);
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(message(second))
                .isEqualTo("component:default/stock in dev: the budget of group:default/team-orders leaves too"
                        + " little beside 1 other workspace: requests.cpu: expected no more than 3, found 2 and 2 more. Take"
                        + " back one that nobody needs, or ask the platform team for more in contract v1");
    }

    @Test
    void aTeamTakesOverOnlyWhatItsBudgetHasRoomFor() throws Exception {
        withBudget();
        post("olga", ORDERS + "/workspaces", "{\"environments\":[\"dev\"]}");
        post("pavel", ORDERS.replace("orders", "bills") + "/workspaces", "{\"environments\":[\"dev\"]}");

        var refused = post("pavel", "/platform/transfers/" + offered() + "/accept", "{}");
        workspaces.takeBack(new WorkspacePlan.Key("component:default/bills", "dev"), "user:default/pavel");
        var id = json(get("pavel", "/platform/transfers"))
                .path("items")
                .path(0)
                .path("id")
                .asString();
        var accepted = post("pavel", "/platform/transfers/" + id + "/accept", "{}");

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(message(refused)).contains("the budget of group:default/team-payments leaves too little");
        assertThat(accepted.statusCode()).isEqualTo(200);
    }

    @Test
    void listsAndTakesAwayBindings() throws Exception {
        var plan = new BindingPlanner(new PlatformModel(catalog.snapshot()), List.of("group:default/platform-team"))
                .plan(
                        workspaces.plan("component:default/orders", "dev"),
                        new BindingPlanner.Order("component:default/orders", "postgres", null, null));
        bindings.request(plan, "user:default/olga");

        var listed = json(get("olga", ORDERS + "/bindings")).path("items");
        var gone = delete("olga", ORDERS + "/bindings/dev/postgres?force=false");

        assertThat(listed).singleElement().satisfies(item -> {
            assertThat(item.path("status").asString()).isEqualTo("planned");
            assertThat(item.path("mountPath").asString()).isEqualTo("/bindings/postgres");
            assertThat(item.path("secretName").asString()).isEqualTo("postgres-binding");
        });
        assertThat(gone.statusCode()).isEqualTo(204);
        assertThat(json(get("olga", ORDERS + "/bindings")).path("items")).isEmpty();
    }

    @Test
    void aTransferIsDoneWhenBothHaveAgreedAndTheCatalogShowsIt() throws Exception {
        var offered = json(post("olga", "/platform/transfers", TRANSFER));
        var path = "/platform/transfers/" + offered.path("id").asString();
        var again = post("olga", "/platform/transfers", TRANSFER);
        var accepted = json(post("pavel", path + "/accept", "{}"));
        var early = transfers.turn();

        catalog.put("""
                apiVersion: backstage.io/v1alpha1
                kind: Component
                metadata: {name: orders}
                spec: {type: service, lifecycle: production, owner: team-payments}
                """);
        var seen = transfers.turn();

        assertThat(offered.path("status").asString()).isEqualTo("proposed");
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(accepted.path("toDo").asString())
                .isEqualTo(
                        "In https://git.example/orders/catalog-info.yaml set spec.owner of component:default/orders to"
                                + " group:default/team-payments. Rights, labels and on-call follow when the catalog shows it.");
        assertThat(early).isZero();
        assertThat(seen).isOne();
        assertThat(json(get("pavel", "/platform/transfers?component=orders")).path("items"))
                .singleElement()
                .satisfies(item -> assertThat(item.path("status").asString()).isEqualTo("done"));
        assertThat(post("pavel", path + "/accept", "{}").statusCode()).isEqualTo(409);
        assertThat(workspaces
                        .plan("component:default/orders", "dev")
                        .workspace()
                        .owner()
                        .name())
                .isEqualTo("team-payments");
    }

    @Test
    void eachStepOfATransferIsToldTheTeamThatHasToKnow() throws Exception {
        catalog.put("""
                {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: olga}, spec: {memberOf: [team-orders]}}
                ---
                {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: pavel}, spec: {memberOf: [team-payments]}}
                """);
        var path = "/platform/transfers/" + offered();
        post("olga", "/platform/transfers", TRANSFER);

        post("pavel", path + "/decline", "{}");
        post("pavel", path + "/decline", "{}");

        assertThat(TestNotices.titles(notifications, "user:default/pavel"))
                .containsExactly("team-orders offers you orders");
        assertThat(TestNotices.titles(notifications, "user:default/olga"))
                .containsExactly("The transfer of orders from team-orders to team-payments is declined");
    }

    private List<String> flags(String caller) throws Exception {
        return json(get(caller, "/platform/transfers"))
                .path("items")
                .valueStream()
                .map(item -> item.path("canDecide") + " " + item.path("canWithdraw"))
                .toList();
    }

    @Test
    void aListSaysToEachCallerWhatTheyMayDecide() throws Exception {
        var path = "/platform/transfers/" + offered();

        assertThat(flags("olga")).containsExactly("false true");
        assertThat(flags("pavel")).containsExactly("true false");
        assertThat(flags("petra")).containsExactly("false false");
        assertThat(flags("ci")).containsExactly("false true");

        post("pavel", path + "/accept", "{}");
        assertThat(flags("pavel")).containsExactly("false false");
        assertThat(flags("olga")).containsExactly("false true");
    }

    @Test
    void refusesABreakGlassThatIsTooLongOrSaysNoReason() throws Exception {
        assertThat(message(post("petra", "/platform/break-glass", BREAK.replace(":5", ":241"))))
                .isEqualTo("request/body/minutes: expected 1 to 240, found 241");
        assertThat(message(post("petra", "/platform/break-glass", BREAK.replace("Moving pods by hand", "x"))))
                .isEqualTo("request/body/reason: expected a text of 10 to 1000 characters");
    }
}
