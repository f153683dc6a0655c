package dev.buildrun.platform.oncall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.http.Mount;
import dev.buildrun.json.Json;
import dev.buildrun.platform.team.Teams;
import dev.buildrun.platform.testing.CatalogOf;
import dev.buildrun.platform.testing.SupportHarness;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.testing.TestEdge;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OnCallRoutesTest {
    private static final String CATALOG = """
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: orders, annotations: {buildrun.dev/runbook: 'https://git.example/RUNBOOK.md'}}, spec: {type: service, lifecycle: production, owner: team-orders}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: pay}, spec: {type: service, lifecycle: production, owner: team-payments}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: own, annotations: {buildrun.dev/oncall: 'https://oncall.example/own'}}, spec: {type: service, lifecycle: production, owner: team-orders}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: broken, annotations: {buildrun.dev/oncall: 'javascript:alert(1)'}}, spec: {type: service, lifecycle: production, owner: nobody}}
            """;

    private final CatalogOf catalog = CatalogOf.yaml(SupportHarness.PEOPLE + "---\n" + CATALOG);
    private volatile String hidden = "";
    private TestEdge edge;

    @BeforeAll
    void start() {
        var teams = new Teams(catalog::snapshot, List::of);
        var routes = new OnCallRoutes(
                teams,
                (_, _, ref) -> hidden.equals(ref) ? Decision.DENY : Decision.ALLOW,
                new ManualClock(Instant.parse("2026-01-14T12:00:00Z")));
        edge = new TestEdge(
                List.of(Mount.plugin("buildrun", routes.routes())), (_, _) -> new Caller.Service("external:pager"));
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    private JsonNode ask(String path) throws IOException, InterruptedException {
        return Json.read(edge.send(edge.request("/api/buildrun/platform/who-is-on-call/" + path, "token"))
                .body());
    }

    @Test
    void theOwnersRotationAnswersWithTheNextTurns() throws IOException, InterruptedException {
        var answer = ask("component/default/orders");

        assertThat(answer.path("user").asString()).isEqualTo("user:default/omar");
        assertThat(answer.at("/turn/until").asString()).isEqualTo("2026-01-19T09:00:00Z");
        assertThat(answer.at("/next/0/user").asString()).isEqualTo("user:default/olga");
        assertThat(answer.path("of").asString()).isEqualTo("group:default/team-orders");
        assertThat(answer.path("links").toString())
                .isEqualTo("{\"runbook\":\"https://git.example/RUNBOOK.md\",\"channel\":\"slack:#orders\"}");
        assertThat(ask("component/default/orders?at=2026-01-20T12:00:00Z")
                        .path("user")
                        .asString())
                .isEqualTo("user:default/olga");
    }

    @Test
    void aGroupWithoutOneIsAnsweredForByTheGroupAbove() throws IOException, InterruptedException {
        var answer = ask("component/default/pay");

        assertThat(answer.path("url").asString()).isEqualTo("https://oncall.example/commerce");
        assertThat(answer.path("asked").toString())
                .isEqualTo("[\"component:default/pay\",\"group:default/team-payments\",\"group:default/commerce\"]");
        assertThat(ask("group/default/team-payments").path("of").asString()).isEqualTo("group:default/commerce");
    }

    @Test
    void theComponentsOwnScheduleGoesFirst() throws IOException, InterruptedException {
        assertThat(ask("Component/default/own").path("url").asString()).isEqualTo("https://oncall.example/own");
    }

    @Test
    void whatCannotBeReadIsTold() throws IOException, InterruptedException {
        var answer = ask("component/default/broken");

        assertThat(answer.path("kind").asString()).isEqualTo("nobody");
        assertThat(answer.path("problems").toString())
                .isEqualTo("[\"component:default/broken buildrun.dev/oncall: expected an address with http or https,"
                        + " found javascript:alert(1)\"]");
    }

    /** Names of owners are in the relations of what may be read, but what a group says of itself is not. */
    @Test
    void aGroupThatMayNotBeReadIsPassedOver() throws IOException, InterruptedException {
        hidden = "group:default/team-orders";
        try {
            var answer = ask("component/default/orders");

            assertThat(answer.path("of").asString()).isEqualTo("group:default/commerce");
            assertThat(answer.path("asked").toString())
                    .isEqualTo("[\"component:default/orders\",\"group:default/commerce\"]");
            assertThat(answer.path("links").has("channel")).isFalse();
        } finally {
            hidden = "";
        }
    }

    @Test
    void whatIsNotThereIsNotFound() throws IOException, InterruptedException {
        assertThat(ask("component/default/none").at("/error/name").asString()).isEqualTo("NotFoundError");
    }
}
