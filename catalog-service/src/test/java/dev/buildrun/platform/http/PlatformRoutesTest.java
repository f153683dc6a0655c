package dev.buildrun.platform.http;

import static dev.buildrun.platform.http.PlatformApi.ORDERS;
import static dev.buildrun.platform.http.PlatformApi.V1;
import static dev.buildrun.platform.http.PlatformApi.texts;
import static dev.buildrun.platform.testing.PlatformHarness.contract;
import static dev.buildrun.platform.testing.PlatformHarness.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import dev.buildrun.platform.testing.PlatformHarness;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PlatformRoutesTest {
    private final PlatformApi api = new PlatformApi();
    private final PlatformHarness platform = api.platform;

    @AfterEach
    void stop() {
        api.close();
    }

    private JsonNode get(String path) throws Exception {
        return api.get(path);
    }

    private JsonNode post(String caller, String path, String body, int status) throws Exception {
        return api.post(caller, path, body, status);
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
        api.hidden = Set.of(ORDERS);
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
    void countsOnADayOnlyForOwnersOfWhomTheCallerMayReadEverything() throws Exception {
        platform.put(service("bills", "team-billing", "platform/contract-v1")).settle();

        api.hidden = Set.of(ORDERS);
        var trends = get("/conformance/trends?by=owner");

        assertThat(texts(trends.path("items"), "owner"))
                .contains("group:default/team-billing")
                .doesNotContain("group:default/team-orders");
    }

    private String missing(String path) throws Exception {
        var answer = api.edge.send(api.edge.request("/api/buildrun/platform" + path, "bob"));
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

        var answer = api.edge.send(
                api.edge.request("/api/buildrun/platform/components/component/default/orders/conformance"));

        assertThat(answer.statusCode()).isIn(401, 404);
    }
}
