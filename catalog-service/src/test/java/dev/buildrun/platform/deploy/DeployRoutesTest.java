package dev.buildrun.platform.deploy;

import static dev.buildrun.database.schema.Tables.AUDIT_LOG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.deploy.ConformanceGate.Finding;
import dev.buildrun.platform.testing.ApiServerFake;
import dev.buildrun.platform.testing.ApiServerFake.Mode;
import dev.buildrun.platform.testing.SupportHarness;
import dev.buildrun.platform.testing.SupportHarness.Answer;
import dev.buildrun.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class DeployRoutesTest {
    static final String CATALOG = """
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: orders}, spec: {type: service, lifecycle: production, owner: team-orders}}
            """;
    private static final String BASE = "/api/buildrun/platform/components/component/default/orders/environments";
    private static final String DEPLOYMENT = "/apis/apps/v1/namespaces/orders-dev/deployments/orders";
    private static final String OLD = image('0');
    private static final String NEW = image('1');

    private final ApiServerFake cluster = new ApiServerFake();
    private final ManualClock clock = new ManualClock(Instant.now());
    private List<Finding> findings = List.of();
    private boolean isGlassBroken;
    private SupportHarness harness;

    static String image(char digit) {
        return "registry.example/orders@sha256:" + String.valueOf(digit).repeat(64);
    }

    static Contract contract() {
        var parsed = Contract.parse("""
                contract: v1
                workload: {images: {registries: ['registry.example'], pinnedBy: digest}}
                environments:
                  - {name: dev, order: 1, replicas: {min: 1}}
                  - {name: prod, order: 2, replicas: {min: 2}, promotion: {from: dev, gate: conformance}}
                """);
        return switch (parsed) {
            case Contract.Parsed.Good(var contract) -> contract;
            case Contract.Parsed.Bad(var problems) -> throw new AssertionError(problems);
        };
    }

    @BeforeEach
    void start() {
        cluster.putOrders("prod", OLD);
        harness = OneService.on(cluster, (_, _) -> findings, (_, _, _) -> isGlassBroken, clock);
    }

    @AfterEach
    void stop() {
        harness.close();
        cluster.close();
    }

    private Answer act(String who, String environment, String what, String json) {
        return harness.post(who, BASE + "/" + environment + "/" + what, json);
    }

    private Answer deploy(String who, String image) {
        return act(who, "dev", "deployments", Json.write(Json.object().put("image", image)));
    }

    private JsonNode done(Answer answer) throws InterruptedException {
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return harness.finished(answer.json(), Duration.ofSeconds(20));
    }

    private String running(String environment) {
        return cluster.object("/apis/apps/v1/namespaces/orders-" + environment + "/deployments/orders")
                .at("/spec/template/spec/containers/0/image")
                .asString();
    }

    /** By people and programs; how it ended has no actor. */
    private List<String> audited() {
        return harness.database()
                .inTransaction(tx -> tx.jooq()
                        .selectFrom(AUDIT_LOG)
                        .where(AUDIT_LOG.ACTOR.isNotNull())
                        .orderBy(AUDIT_LOG.ID)
                        .fetch(row -> row.get(AUDIT_LOG.ACTOR) + " " + row.get(AUDIT_LOG.ACTION) + " "
                                + row.get(AUDIT_LOG.OUTCOME)));
    }

    @Test
    void showsWhereAComponentRuns() {
        var places = harness.get("olga", BASE).json();

        assertThat(places.at("/items/0").toString())
                .isEqualTo("{\"environment\":\"dev\",\"order\":1,\"production\":false,\"namespace\":\"orders-dev\","
                        + "\"mode\":\"live\",\"cluster\":\"local\"}");
        assertThat(harness.get("olga", BASE + "/dev").json().at("/pods/0/ready").asBoolean())
                .isTrue();
        assertThat(harness.get("olga", BASE + "/dev/workloads")
                        .json()
                        .at("/items/0/rollout/state")
                        .asString())
                .isEqualTo("complete");
        assertThat(harness.get("olga", BASE + "/dev/events").json().path("items"))
                .isEmpty();
        assertThat(harness.get("olga", BASE + "/dev/pods/orders-1-a/log").body())
                .isEqualTo("up\n");
        assertThat(harness.get("olga", BASE + "/dev/pods/another/log").status()).isEqualTo(404);
        assertThat(harness.get("olga", BASE + "/nowhere").error())
                .isEqualTo(
                        "404 The contract of component:default/orders has no environment 'nowhere', it has [dev, prod]");
    }

    @Test
    void deploysPromotesAndRollsBack() throws InterruptedException {
        var deployed = done(deploy("olga", NEW));
        var promoted = done(act("nina", "dev", "promote", "{\"reason\": \"tested\"}"));
        var back = done(act("olga", "prod", "rollback", "{}"));

        assertThat(deployed.path("status").asString()).isEqualTo("succeeded");
        assertThat(deployed.path("imageBefore").asString()).isEqualTo(OLD);
        assertThat(promoted.path("environment").asString()).isEqualTo("prod");
        assertThat(back.path("action").asString()).isEqualTo("rollback");
        assertThat(running("dev")).isEqualTo(NEW);
        assertThat(running("prod")).isEqualTo(OLD);
        assertThat(audited())
                .containsExactly(
                        "user:default/olga deployment.deploy succeeded",
                        "user:default/nina deployment.promote succeeded",
                        "user:default/olga deployment.rollback succeeded");
        assertThat(cluster.requests())
                .anyMatch(request -> request.startsWith("PATCH") && request.contains("fieldManager=buildrun-deploy"));
    }

    @Test
    void listsWhatWasDonePageByPage() throws InterruptedException {
        done(deploy("olga", NEW));
        clock.advance(Duration.ofSeconds(1));
        done(act("olga", "dev", "scale", "{\"replicas\": 3}"));
        clock.advance(Duration.ofSeconds(1));
        done(act("olga", "dev", "restart", "{}"));

        var first = harness.get("pavel", "/api/buildrun/platform/deployments?component=orders&limit=2")
                .json();
        var second = harness.get(
                        "pavel",
                        "/api/buildrun/platform/deployments?component=orders&limit=2&cursor="
                                + first.path("nextCursor").asString())
                .json();

        assertThat(first.path("items")
                        .valueStream()
                        .map(each -> each.path("action").asString()))
                .containsExactly("restart", "scale");
        assertThat(second.path("items")
                        .valueStream()
                        .map(each -> each.path("action").asString()))
                .containsExactly("deploy");
        assertThat(second.has("nextCursor")).isFalse();
        assertThat(harness.get("olga", "/api/buildrun/platform/dora?window=30d&by=owner")
                        .json()
                        .at("/groups/0/figures/handOversPerDeployment")
                        .asDouble(-1))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "olga, true, true",
        "nina, true, true",
        "ci, true, true",
        "pavel, false, false",
        "petra, true, false",
        "bot, false, false",
    })
    void onlyTheOwnerActsAndThePlatformTeamReads(String who, boolean reads, boolean acts) {
        assertThat(harness.get(who, BASE + "/dev").status()).isEqualTo(reads ? 200 : 403);
        var bodies = Map.of(
                "deployments",
                "{\"image\": \"" + NEW + "\"}",
                "promote",
                "{}",
                "rollback",
                "{}",
                "restart",
                "{}",
                "scale",
                "{\"replicas\": 2}");
        bodies.forEach((what, body) -> {
            var status = act(who, "dev", what, body).status();

            assertThat(status == 403).as("%s %s: %d", who, what, status).isEqualTo(!acts);
        });
    }

    @Test
    void nobodyElseAtAll() {
        assertThat(harness.send(harness.request(BASE + "/dev")).status()).isEqualTo(401);
    }

    @Test
    void breakGlassLetsThePlatformTeamInAndCountsAsAHandOver() throws InterruptedException {
        isGlassBroken = true;

        var deployed = done(deploy("petra", NEW));

        assertThat(deployed.path("starter").asString()).isEqualTo("other");
        assertThat(deploy("pavel", image('2')).status())
                .as("it is for the platform team")
                .isEqualTo(403);
    }

    @Test
    void refusalsAreAudited() {
        deploy("pavel", NEW);

        assertThat(audited()).containsExactly("user:default/pavel deployment.deploy refused");
    }

    @Test
    void aComponentOfTheSameNameElsewhereDoesNotGetAtTheNamespace() {
        harness.catalog().put("""
                {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: orders, namespace: other}, spec: {type: service, lifecycle: production, owner: 'group:default/team-payments'}}
                """);

        var answer = harness.get("pavel", "/api/buildrun/platform/components/component/other/orders/environments/dev");

        assertThat(answer.error())
                .isEqualTo("403 The namespace orders-dev in cluster local is labelled for component 'orders' of team"
                        + " 'team-orders', expected that of component:other/orders of team 'team-payments'");
    }

    @Test
    void aDeploymentThatTheClusterDidNotTakeIsTriedAgain() throws InterruptedException {
        var seen = cluster.object(DEPLOYMENT);
        cluster.is(Mode.LOSES_ANSWERS);

        var pending = deploy("olga", NEW).json();
        var over = harness.finished(pending, Duration.ofSeconds(20));

        assertThat(pending.path("status").asString()).isEqualTo("pending");
        assertThat(over.path("status").asString()).isEqualTo("succeeded");
        assertThat(cluster.patches())
                .as("looked first, and did not patch twice")
                .isEqualTo(1);
        assertThat(seen.at("/spec/template/spec/containers/0/image").asString()).isEqualTo(OLD);
        assertThat(audited()).containsExactly("user:default/olga deployment.deploy succeeded");
    }

    @Test
    void whatAProcessThatDiedHasBegunIsFinishedByAnother() throws InterruptedException {
        var begun = Begun.deployment(OLD, NEW, clock.instant());
        harness.database().inTransaction(tx -> new DeploymentStore().insert(tx, begun, Duration.ZERO));

        var over = harness.finished(Json.object().put("id", begun.id().toString()), Duration.ofSeconds(20));

        assertThat(over.path("status").asString()).isEqualTo("succeeded");
        assertThat(running("dev")).isEqualTo(NEW);
        assertThat(audited()).containsExactly("user:default/olga deployment.deploy succeeded");
    }

    @Test
    void whatSomebodyWorksOnIsLeftToThem() throws InterruptedException {
        cluster.is(Mode.STALLS);
        deploy("olga", NEW);
        var held = harness.database().inTransaction(tx -> new DeploymentStore().claim(tx, Duration.ofMinutes(1), 10));

        assertThat(held).hasSize(1);
        assertThat(harness.lookAtRollouts()).isZero();
    }

    @Test
    void aRolloutThatDoesNotEndFailsInTime() throws InterruptedException {
        cluster.is(Mode.STALLS);
        var rolling = deploy("olga", NEW).json();
        harness.lookAtRollouts();
        clock.advance(Duration.ofMinutes(12));

        var over = harness.finished(rolling, Duration.ofSeconds(20));

        assertThat(over.path("status").asString()).isEqualTo("failed");
        assertThat(over.path("message").asString()).isEqualTo("Not done in time: 0 of 1 replicas are available");
    }

    @Test
    void anotherDeploymentTakesThePlaceOfOneThatIsUnderWay() throws InterruptedException {
        cluster.is(Mode.STALLS);
        var first = deploy("olga", NEW).json();
        cluster.is(Mode.WELL);

        done(deploy("olga", image('2')));

        assertThat(harness.get(
                                "olga",
                                "/api/buildrun/platform/deployments/"
                                        + first.path("id").asString())
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("superseded");
    }

    @Test
    void whatAControllerDeclaresIsLeftAlone() {
        var managed = cluster.object(DEPLOYMENT);
        ((ObjectNode) managed.path("metadata")).set("managedFields", Json.read("""
                [{"manager": "argocd-controller", "operation": "Apply", "fieldsV1": {"f:spec": {"f:template": {"f:spec": {"f:containers": {"k:{\\"name\\":\\"orders\\"}": {"f:image": {}}}}}}}}]
                """));

        var answer = deploy("olga", NEW);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.error()).contains("belongs to the field manager 'argocd-controller' (Apply)");
        assertThat(cluster.patches()).isZero();
        assertThat(audited()).containsExactly("user:default/olga deployment.deploy failed");
    }

    @Test
    void theGateRefusesWithWhatIsOpen() {
        findings = List.of(new Finding("BR-02", "no runbook"));

        var answer = act("olga", "dev", "promote", "{}");

        assertThat(answer.error())
                .isEqualTo("409 component:default/orders does not meet the contract for prod: BR-02 no runbook."
                        + " Mend it, or ask for a waiver");
    }

    @Test
    void theQuotaBoundsTheReplicas() {
        cluster.put("/api/v1/namespaces/orders-dev/resourcequotas/buildrun", """
                {metadata: {name: buildrun}, status: {hard: {pods: '3'}, used: {pods: '1'}}}
                """);

        assertThat(act("olga", "dev", "scale", "{\"replicas\": 4}").error())
                .isEqualTo("409 replicas: the quota buildrun has room for 2 more pods (1 of 3 are used), found 3 more");
    }

    @Test
    void saysWhichFieldOfTheBodyIsWrong() {
        assertThat(act("olga", "dev", "scale", "{\"replicas\": \"many\"}").error())
                .isEqualTo("400 replicas: expected a whole number from 0 to 1000, found \"many\"");
        assertThat(act("olga", "dev", "scale", "{\"replicas\": 2, \"reason\": \"\"}")
                        .error())
                .isEqualTo("400 reason: expected a text of 1 to 1000 characters, found 0 of them");
        assertThat(act("olga", "dev", "restart", "[]").error()).isEqualTo("400 request/body must be object");
    }

    /** What the others take would be passed over in silence. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            deployments | replicas | commit, commitAt, container, image, reason, workload
            promote     | image    | commit, commitAt, container, reason, to, workload
            rollback    | to       | container, image, reason, workload
            restart     | commit   | container, reason, workload
            scale       | image    | container, reason, replicas, workload
            """)
    void anActionTakesItsOwnFieldsAlone(String what, String field, String known) {
        assertThat(act("olga", "dev", what, "{\"" + field + "\": 1}").error())
                .startsWith("400 request/body: expected none but [" + known + "], which are for ")
                .endsWith(", found " + field);
    }

    @Test
    void recordsWhatOthersDeployOnce() throws InterruptedException {
        var seen = cluster.object(DEPLOYMENT);
        ((ObjectNode) seen.at("/metadata/annotations")).put("buildrun.dev/started-by", "user:default/nina");

        assertThat(harness.observe("local", seen)).isTrue();
        assertThat(harness.observe("local", seen)).isFalse();
        assertThat(harness.observe("elsewhere", seen)).isFalse();

        var row =
                harness.get("olga", "/api/buildrun/platform/deployments").json().at("/items/0");
        var over = harness.finished(row, Duration.ofSeconds(20));
        assertThat(over.path("source").asString()).isEqualTo("observed");
        assertThat(over.path("starter").asString()).isEqualTo("member");
        assertThat(over.path("status").asString()).isEqualTo("succeeded");
    }

    @Test
    void ownDeploymentsAreNotSeenAsOthers() throws InterruptedException {
        done(deploy("olga", NEW));

        assertThat(harness.observe("local", cluster.object(DEPLOYMENT))).isFalse();
    }
}
