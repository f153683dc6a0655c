package dev.buildrun.platform.http;

import static dev.buildrun.platform.testing.PlatformHarness.contract;
import static dev.buildrun.platform.testing.PlatformHarness.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.database.schema.Tables;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.platform.access.PlatformRights;
import dev.buildrun.platform.conformance.Outcome;
import dev.buildrun.platform.conformance.Sources;
import dev.buildrun.platform.conformance.Upkeep;
import dev.buildrun.platform.rule.Expressions;
import dev.buildrun.platform.testing.PlatformHarness;
import dev.buildrun.platform.waiver.Waivers;
import dev.buildrun.testing.TestEdge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PlatformRoutesTest {
    private static final String V1 = """
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
    private static final String ORDERS = "component:default/orders";
    private static final Map<String, Caller> CALLERS = Map.of(
            "ada", new Caller.User("user:default/ada", List.of("user:default/ada", "group:default/team-orders")),
            "bob", new Caller.User("user:default/bob", List.of("user:default/bob", "group:default/team-billing")),
            "pat", new Caller.User("user:default/pat", List.of("user:default/pat", "group:default/platform-team")));

    private final PlatformHarness platform = new PlatformHarness()
            .put(PlatformHarness.ORGANISATION)
            .put(contract("contract-v1", "production", V1))
            .put(service("orders", "team-orders", "platform/contract-v1"))
            .put(service("stock", "team-orders", "platform/contract-v1"));
    private Set<String> hidden = Set.of();
    private final PlatformRights rights = new PlatformRights(
            platform::snapshot,
            platform.state(),
            (_, _, ref) -> ref != null && hidden.contains(ref) ? Decision.DENY : Decision.ALLOW);
    private final TestEdge edge = new TestEdge(
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

    @AfterEach
    void stop() {
        edge.close();
        platform.close();
    }

    private JsonNode get(String path) throws Exception {
        var answer = edge.send(edge.request("/api/buildrun/platform" + path, "bob"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body());
    }

    private JsonNode post(String caller, String path, String body, int status) throws Exception {
        var answer = edge.send(edge.post("/api/buildrun/platform" + path, caller, body));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return Json.read(answer.body());
    }

    private static List<String> texts(JsonNode list, String field) {
        return list.valueStream().map(item -> item.path(field).asString()).toList();
    }

    private static String wish(String expiresAt) {
        return Json.write(Json.object()
                .put("component", ORDERS)
                .put("rule", "BR-02")
                .put("reason", "Next week")
                .put("expiresAt", expiresAt));
    }

    @Test
    void showsHowAComponentStandsAndWhatToDo() throws Exception {
        platform.settle();

        var answer = get("/components/component/default/orders/conformance");

        assertThat(answer.path("owner").asString()).isEqualTo("group:default/team-orders");
        assertThat(answer.path("summary").path("fail").asInt()).isEqualTo(1);
        assertThat(answer.path("items").get(1).path("fix").asString()).isEqualTo("Write one");
        assertThat(texts(answer.path("changes"), "rule")).containsExactlyInAnyOrder("BR-01", "BR-02");
    }

    @Test
    void listsResultsInPagesWithoutWhatTheCallerMayNotRead() throws Exception {
        platform.settle();

        var first = get("/conformance?owner=team-orders&limit=3");
        var second = get("/conformance?owner=team-orders&limit=3&after="
                + first.path("next").asString());
        hidden = Set.of(ORDERS);
        var failing = get("/conformance?rule=BR-02&result=fail");

        assertThat(texts(first.path("items"), "rule")).containsExactly("BR-01", "BR-02", "BR-01");
        assertThat(texts(second.path("items"), "rule")).containsExactly("BR-02");
        assertThat(second.has("next")).isFalse();
        assertThat(texts(failing.path("items"), "component")).containsExactly("component:default/stock");
    }

    @Test
    void carriesTheNumbersOfADayOnToThoseWithoutChange() throws Exception {
        platform.settle();
        platform.clock().advance(Duration.ofDays(2));
        platform.put(service("orders", "team-orders", "platform/contract-v1")
                        .replace("name: orders", "name: orders, annotations: {buildrun.dev/runbook: x}"))
                .settle();

        var trends = get("/conformance/trends?rule=BR-02&from=2026-11-25&by=owner");

        assertThat(texts(trends.path("items"), "day")).containsExactly("2026-11-25", "2026-11-26", "2026-11-27");
        assertThat(trends.path("items").get(1).path("passShare").asDouble()).isZero();
        assertThat(trends.path("items").get(2).path("passShare").asDouble()).isEqualTo(0.5);
    }

    @Test
    void aWaiverIsAskedForByTheOwnerAndApprovedByThePlatformTeam() throws Exception {
        platform.settle();

        post("bob", "/waivers", wish("2026-12-20T00:00:00Z"), 403);
        var asked = post("ada", "/waivers", wish("2026-12-20T00:00:00Z"), 201);
        var id = asked.path("id").asString();
        post("ada", "/waivers", wish("2026-12-20T00:00:00Z"), 409);
        post("ada", "/waivers/" + id + "/approve", "{}", 403);
        var approved = post("pat", "/waivers/" + id + "/approve", "{\"comment\": \"fine\"}", 200);
        post("pat", "/waivers/" + id + "/deny", "{}", 409);

        assertThat(asked.path("status").asString()).isEqualTo("requested");
        assertThat(approved.path("inForce").asBoolean()).isTrue();
        assertThat(platform.settle()).isEqualTo(1);
        assertThat(platform.results(ORDERS)).containsEntry("BR-02", Outcome.WAIVED);
        assertThat(get("/waivers/" + id).path("decidedBy").asString()).isEqualTo("user:default/pat");
        assertThat(texts(get("/waivers?status=approved").path("items"), "id")).containsExactly(id);
        assertThat(audit())
                .containsExactly(
                        "waiver.request refused",
                        "waiver.request succeeded",
                        "waiver.approve refused",
                        "waiver.approve succeeded");
    }

    private String flags(String caller) throws Exception {
        var answer = edge.send(edge.request("/api/buildrun/platform/waivers", caller));
        var item = Json.read(answer.body()).at("/items/0");
        return item.path("canDecide") + " " + item.path("canWithdraw");
    }

    /** Ada owns the component, pat is of the platform team, bob neither. */
    @Test
    void aListSaysToEachCallerWhatTheyMayDecide() throws Exception {
        platform.settle();
        var asked = post("ada", "/waivers", wish("2026-12-20T00:00:00Z"), 201);
        assertThat(List.of(flags("ada"), flags("bob"), flags("pat")))
                .containsExactly("false true", "false false", "true true");

        post("pat", "/waivers/" + asked.path("id").asString() + "/approve", "{}", 200);
        assertThat(flags("pat")).isEqualTo("false true");
    }

    private List<String> audit() {
        return platform.read(tx -> tx.jooq()
                .selectFrom(Tables.AUDIT_LOG)
                .where(Tables.AUDIT_LOG.ACTION.startsWith("waiver."))
                .orderBy(Tables.AUDIT_LOG.ID)
                .fetch(row -> row.get(Tables.AUDIT_LOG.ACTION) + " " + row.get(Tables.AUDIT_LOG.OUTCOME)));
    }

    @Test
    void remindsAndLapsesWithTheClock() throws Exception {
        platform.settle();
        var id = post("ada", "/waivers", wish("2026-12-20T12:00:00Z"), 201)
                .path("id")
                .asString();
        post("pat", "/waivers/" + id + "/approve", "{}", 200);
        var upkeep = new Upkeep(platform.database(), platform::snapshot, platform.stores(), platform.clock());
        platform.settle();

        assertThat(upkeep.remind()).isZero();
        platform.clock().advance(Duration.ofDays(11));
        assertThat(upkeep.remind()).isEqualTo(1);
        assertThat(upkeep.remind()).isZero();
        platform.clock().advance(Duration.ofDays(11));
        assertThat(upkeep.remind()).isEqualTo(1);
        platform.clock().advance(Duration.ofDays(3));
        assertThat(upkeep.remind()).isEqualTo(1);

        var events = get("/events?audience=team-orders").path("items");
        assertThat(texts(events, "type"))
                .containsExactly("waiver.lapsed", "waiver.reminder", "waiver.reminder", "waiver.approved");
        assertThat(texts(get("/waivers").path("items"), "status")).containsExactly("lapsed");
        platform.settle();
        assertThat(platform.results(ORDERS)).containsEntry("BR-02", Outcome.FAIL);
    }

    @Test
    void refusesWaiversThatAreTooLongOrOfNoRule() throws Exception {
        platform.settle();

        assertThat(post("ada", "/waivers", wish("2027-03-20T00:00:00Z"), 400)
                        .path("error")
                        .path("message")
                        .asString())
                .isEqualTo("expiresAt: expected a moment within the next 90 days, found 2027-03-20T00:00:00Z");
        assertThat(refused(wish("2026-12-20T00:00:00Z").replace("BR-02", "BR-00")))
                .isEqualTo("rule: expected one of [BR-01, BR-02], the rules that can be waived, found BR-00");
        post("ada", "/waivers", "{\"component\": \"orders\"}", 400);
    }

    private String missing(String path) throws Exception {
        var answer = edge.send(edge.request("/api/buildrun/platform" + path, "bob"));
        return answer.statusCode() + " "
                + Json.read(answer.body()).at("/error/message").asString();
    }

    @Test
    void saysWhereALookWentWrongAndWhatThereIs() throws Exception {
        platform.settle();

        assertThat(missing("/contracts/v9"))
                .isEqualTo(
                        "404 There is no contract v9 in force; there are [built-in, v1]. Why the catalog does not take"
                                + " one is told by /api/buildrun/explain/api/<namespace>/<name>");
        assertThat(missing("/conformance?owner=:::")).startsWith("400 request/query/owner: ");
        assertThat(refused(wish("2026-12-20T00:00:00Z").replace("Next week", " ")))
                .isEqualTo("request/body/reason: expected a text of 1 to 2000 characters, found an empty one");
    }

    private String refused(String wish) throws Exception {
        return post("ada", "/waivers", wish, 400).at("/error/message").asString();
    }

    private static String in(String environment, String rule) {
        return wish("2026-12-20T00:00:00Z")
                .replace("\"BR-02\"", "\"" + rule + "\", \"environment\": \"" + environment + "\"");
    }

    @Test
    void aWaiverOfOneEnvironmentIsForThatAlone() throws Exception {
        platform.put(contract("contract-v1", "production", V1 + """
                  - id: BR-10
                    scope: manifest
                    message: Something runs
                    expression: objects.size() > 0
                """)).settle();

        var asked = post("ada", "/waivers", in("dev", "BR-10"), 201);
        post("ada", "/waivers", in("dev", "BR-10"), 409);
        post("ada", "/waivers", in("prod", "BR-10"), 201);
        post("pat", "/waivers/" + asked.path("id").asString() + "/approve", "{}", 200);
        platform.settle();

        assertThat(asked.path("environment").asString()).isEqualTo("dev");
        assertThat(platform.results(ORDERS))
                .containsEntry("BR-10@dev", Outcome.WAIVED)
                .containsEntry("BR-10@prod", Outcome.UNKNOWN);
        assertThat(get("/teams/default/team-orders")
                        .at("/waivers/0/environment")
                        .asString())
                .isEqualTo("dev");
        assertThat(refused(in("production", "BR-10")))
                .isEqualTo(
                        "environment: expected one of [dev, prod] or none, as BR-10 has its results, found production");
        assertThat(refused(in("dev", "BR-02")))
                .isEqualTo("environment: expected none, as BR-02 has its results, found dev");
    }

    private static String declared(String environment) {
        return """
                apiVersion: backstage.io/v1alpha1
                kind: Resource
                metadata: {name: orders-no-probes}
                spec:
                  {type: waiver, owner: team-orders, rule: BR-02, reason: Next week, expiresAt: "2026-12-20",
                   dependsOn: [component:default/orders]%s}
                """.formatted(environment);
    }

    /** Whoever has leave for one environment would otherwise widen it alone. */
    @Test
    void aWaiverInTheCatalogThatIsWidenedIsAskedForAnew() throws Exception {
        platform.put(declared(", environment: dev")).settle();
        var id = get("/waivers").at("/items/0/id").asString();
        post("pat", "/waivers/" + id + "/approve", "{}", 200);
        platform.put(declared(", environment: dev")).settle();
        assertThat(get("/waivers/" + id).path("status").asString()).isEqualTo("approved");

        platform.put(declared("")).settle();

        assertThat(get("/waivers/" + id).path("status").asString()).isEqualTo("requested");
        assertThat(get("/waivers/" + id).has("environment")).isFalse();
    }

    @Test
    void deniesAndWithdraws() throws Exception {
        platform.settle();
        var first = post("ada", "/waivers", wish("2026-12-20T00:00:00Z"), 201)
                .path("id")
                .asString();
        post("pat", "/waivers/" + first + "/deny", "{\"comment\": \"no\"}", 200);
        var second = post("ada", "/waivers", wish("2026-12-20T00:00:00Z"), 201)
                .path("id")
                .asString();

        post("bob", "/waivers/" + second + "/withdraw", "{}", 403);
        var withdrawn = post("ada", "/waivers/" + second + "/withdraw", "{}", 200);

        assertThat(withdrawn.path("status").asString()).isEqualTo("withdrawn");
    }

    @Test
    void listsContractsWithTheirConsumers() throws Exception {
        platform.settle();

        var list = get("/contracts");
        var one = get("/contracts/v1");
        var consumers = get("/contracts/v1/consumers?limit=1");

        assertThat(list.path("usual").asString()).isEqualTo("v1");
        assertThat(texts(list.path("items"), "version")).containsExactly("v1", "built-in");
        assertThat(one.path("document").path("rules").get(0).path("id").asString())
                .isEqualTo("BR-01");
        assertThat(get("/contracts/built-in").path("inForce").asBoolean()).isFalse();
        assertThat(consumers.path("total").asInt()).isEqualTo(2);
        assertThat(texts(consumers.path("items"), "component")).containsExactly(ORDERS);
        assertThat(consumers.path("next").asString()).isEqualTo(ORDERS);
    }

    @Test
    void aChangeThatBreaksThePromiseStaysWithoutEffectAndSaysWhy() throws Exception {
        platform.settle();

        platform.put(contract("contract-v1", "production", V1 + """
                  - id: BR-50
                    message: Everybody is nice
                    expression: 'false'
                """)).settle();

        var contract = get("/contracts/v1");
        assertThat(texts(contract.path("document").path("rules"), "id")).containsExactly("BR-01", "BR-02");
        assertThat(contract.path("refused").path("problems").get(0).asString()).startsWith("rules.BR-50: ");
        assertThat(platform.results(ORDERS)).doesNotContainKey("BR-50");
        assertThat(texts(get("/events").path("items"), "type")).containsExactly("contract.refused");
    }

    @Test
    void aContractIsNotRemovedWhileItHasConsumers() throws Exception {
        platform.settle();
        var deprecated = V1 + "\nstage: deprecated\nsunsetAt: 2026-12-01\n";
        platform.put(contract("contract-v1", "deprecated", deprecated)).settle();
        platform.clock().advance(Duration.ofDays(10));

        platform.put(contract("contract-v1", "removed", deprecated.replace("deprecated", "removed")))
                .settle();
        var refused = get("/contracts/v1");
        platform.remove(ORDERS, "component:default/stock").settle();
        var removed = get("/contracts/v1");

        assertThat(refused.path("stage").asString()).isEqualTo("deprecated");
        assertThat(refused.path("refused").path("problems").get(0).asString())
                .contains("found 2: component:default/orders, component:default/stock");
        assertThat(texts(get("/events?type=contract.deprecated").path("items"), "subject"))
                .containsExactlyInAnyOrder(ORDERS, "component:default/stock");
        assertThat(removed.path("inForce").asBoolean()).isFalse();
    }

    @Test
    void saysWhatACandidateWouldDo() throws Exception {
        platform.settle();
        var candidate = Json.object().put("definition", V1.replace("v1", "v2").replace("BR-02", "BR-03") + """
                  - id: BR-50
                    message: Everybody is nice
                    expression: 'false'
                """);

        post("ada", "/contracts/check", Json.write(candidate), 403);
        var check = post("pat", "/contracts/check", Json.write(candidate), 200);
        var same = post(
                "pat",
                "/contracts/check",
                Json.write(Json.object().put("definition", V1.replace("BR-02", "BR-04"))),
                200);
        var broken = post("pat", "/contracts/check", "{\"definition\": \"stage: ga\"}", 200);

        assertThat(check.path("isNew").asBoolean()).isTrue();
        assertThat(check.path("impact").path("components").asInt()).isEqualTo(2);
        assertThat(texts(check.path("impact").path("newlyFailing"), "rule"))
                .containsExactly("BR-03", "BR-50", "BR-03", "BR-50");
        assertThat(same.path("compatible").asBoolean()).isFalse();
        assertThat(broken.path("problems").get(0).asString()).isEqualTo("contract: expected a string, found nothing");
    }

    @Test
    void showsWhatThereIsAndWhatManyRun() throws Exception {
        platform.put("""
                apiVersion: backstage.io/v1alpha1
                kind: Resource
                metadata: {name: postgres, namespace: platform, annotations: {buildrun.dev/plans: 'small, large'}}
                spec: {type: platform-service, owner: group:default/platform-team}
                ---
                apiVersion: backstage.io/v1alpha1
                kind: Resource
                metadata: {name: orders-db}
                spec: {type: service-instance, owner: team-orders, dependsOn: [resource:platform/postgres]}
                ---
                apiVersion: backstage.io/v1alpha1
                kind: Resource
                metadata: {name: dev, namespace: platform, annotations: {buildrun.dev/promotion-order: '10'}}
                spec: {type: environment, owner: group:default/platform-team}
                """);
        for (var team : List.of("team-orders", "team-a", "team-b")) {
            platform.put("""
                    apiVersion: backstage.io/v1alpha1
                    kind: Resource
                    metadata: {name: graph-%s, annotations: {buildrun.dev/technology: Neo4j}}
                    spec: {type: self-run-service, owner: %s}
                    """.formatted(team, team));
        }
        platform.settle();

        var radar = get("/radar");
        assertThat(texts(radar.path("technologies"), "ring")).containsExactly("adopt", "trial");
        assertThat(radar.path("technologies").get(1).path("candidate").asBoolean())
                .isTrue();
        assertThat(radar.path("selfRunServices").get(2).path("problems").get(0).asString())
                .isEqualTo("metadata.annotations: expected buildrun.dev/oncall, found nothing");
        assertThat(get("/offerings").path("items").get(0).path("plans").size()).isEqualTo(2);
        assertThat(texts(get("/instances?owner=team-orders").path("items"), "offering"))
                .containsExactly("resource:platform/postgres");
        assertThat(texts(get("/environments").path("items"), "name")).containsExactly("dev");
        assertThat(texts(get("/events?type=promotion.candidate").path("items"), "audience"))
                .containsExactly("group:default/platform-team");
        var team = get("/teams/default/team-orders");
        assertThat(texts(team.path("services"), "ref")).containsExactly(ORDERS, "component:default/stock");
        assertThat(team.path("conformance").path("fail").asInt()).isEqualTo(2);
    }

    @Test
    void answersNothingToNobody() throws Exception {
        platform.settle();

        var answer = edge.send(edge.request("/api/buildrun/platform/components/component/default/orders/conformance"));

        assertThat(answer.statusCode()).isIn(401, 404);
    }
}
