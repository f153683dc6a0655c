package dev.buildrun.platform.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.buildrun.access.Decision;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import dev.buildrun.platform.cluster.Cluster;
import dev.buildrun.platform.deploy.ConformanceGate.Finding;
import dev.buildrun.platform.kubernetes.KubernetesRoutes;
import dev.buildrun.platform.testing.SupportHarness;
import dev.buildrun.platform.testing.SupportHarness.Answer;
import dev.buildrun.platform.testing.SupportHarness.Setting;
import dev.buildrun.testing.TestDatabase;
import dev.buildrun.work.WakeUp;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** A team deploys and supports its service on the real Kubernetes of {@code ./dev cluster}; skipped where that does not run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DeployOnKubernetesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NAME = "su-orders-" + Long.toString(System.nanoTime() % 100_000, 36);
    private static final String BASE = "/api/buildrun/platform/components/component/default/" + NAME + "/environments";

    private List<Finding> findings = List.of();
    private KubernetesClient client;
    private Cluster cluster;
    private SupportHarness harness;
    private Map<String, String> images;

    @BeforeAll
    void start() throws IOException {
        var kubeconfig = OrdersOnKubernetes.folder().resolve("kubeconfig");
        assumeTrue(Files.isReadable(kubeconfig), "No Kubernetes: start one with ./dev cluster");
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig("admin", kubeconfig.toFile()))
                .build();
        cluster = new Cluster("local", "local", null, client);
        assumeTrue(
                OrdersOnKubernetes.hasPods(client), "The Kubernetes of ./dev cluster does not answer, or runs no pods");
        images = OrdersOnKubernetes.readImages();
        var orders = new OrdersOnKubernetes(client, NAME, images);
        List.of("dev", "prod").forEach(orders::create);
        harness = new SupportHarness(
                TestDatabase.create(),
                new Setting(
                        """
                        {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: NAME, annotations: {backstage.io/kubernetes-label-selector: 'buildrun.dev/component=NAME'}}, spec: {type: service, lifecycle: production, owner: team-orders}}
                        """.replace("NAME", NAME),
                        OrdersOnKubernetes.contract(),
                        Map.of("local", client),
                        "{}",
                        (_, _) -> findings,
                        (_, _, _) -> false,
                        Clock.systemUTC()),
                built -> new KubernetesRoutes(
                                () -> List.of(cluster),
                                built.teams(),
                                built.rights(),
                                built.environments(),
                                new PermissionPolicy(),
                                (_, _, _) -> Decision.ALLOW)
                        .mounts());
    }

    @AfterAll
    void stop() {
        if (harness != null) {
            List.of("dev", "prod")
                    .forEach(each ->
                            client.namespaces().withName(NAME + "-" + each).delete());
            harness.close();
        }
        if (client != null) {
            client.close();
        }
    }

    private Answer act(String who, String environment, String what, String json) {
        return harness.post(who, BASE + "/" + environment + "/" + what, json);
    }

    private JsonNode done(Answer answer) throws InterruptedException {
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return harness.finished(answer.json(), PATIENCE);
    }

    private JsonNode running(String environment) {
        var answer = harness.get("olga", BASE + "/" + environment);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private String image(String environment) {
        return running(environment).at("/workloads/0/images/0/image").asString();
    }

    private String deploy(String version) {
        return Json.write(Json.object().put("image", images.get(version)).put("reason", "try " + version));
    }

    @Test
    @Order(1)
    void aDeploymentToDevBecomesReadyAndTheTeamReadsItsLog() throws InterruptedException {
        var deployment = done(act("olga", "dev", "deployments", deploy("orders:2")));

        assertThat(deployment.path("status").asString())
                .as(deployment.toString())
                .isEqualTo("succeeded");
        assertThat(deployment.path("starter").asString()).isEqualTo("member");
        var now = running("dev");
        assertThat(now.at("/workloads/0/rollout/state").asString()).isEqualTo("complete");
        assertThat(now.at("/workloads/0/history").size()).isEqualTo(2);
        assertThat(now.at("/workloads/0/history/0/cause").asString())
                .isEqualTo("deploy by user:default/olga: try orders:2");
        var pod = now.path("pods")
                .valueStream()
                .filter(each -> each.path("ready").asBoolean())
                .findFirst()
                .orElseThrow();
        var log = harness.get("nina", BASE + "/dev/pods/" + pod.path("name").asString() + "/log?tail=10");
        assertThat(log.body()).contains("orders 2 is up");
        assertThat(harness.get("olga", BASE + "/dev/events").body()).contains("ScalingReplicaSet");
        assertThat(harness.get("olga", BASE + "/dev/workloads")
                        .json()
                        .at("/items/0/name")
                        .asString())
                .isEqualTo("app");
    }

    @Test
    @Order(2)
    void othersAreRefusedAndThePlatformTeamOnlyReads() {
        assertThat(harness.get("petra", BASE + "/dev").status()).isEqualTo(200);
        assertThat(harness.get("pavel", BASE + "/dev").error())
                .isEqualTo(
                        "403 user:default/pavel may not see how component:default/" + NAME
                                + " runs: that is for the members of its owner, group:default/team-orders and the platform team");
        assertThat(act("petra", "dev", "restart", "{}").error())
                .endsWith(
                        "group:default/team-orders; the platform team only reads, unless a break-glass grant is open");
        assertThat(act("pavel", "dev", "restart", "{}").status()).isEqualTo(403);
        assertThat(act("bot", "dev", "restart", "{}").status()).isEqualTo(403);
    }

    @Test
    @Order(3)
    void whatHasNotRunBeforeOrIsNotPinnedDoesNotCome() {
        assertThat(act("olga", "prod", "deployments", deploy("orders:3")).error())
                .startsWith("409 Expected an image that has run in dev before it comes to prod");
        assertThat(act("olga", "dev", "deployments", "{\"image\": \"127.0.0.1:25000/orders:2\"}")
                        .error())
                .startsWith("400 image: expected one that is pinned by its digest");
        assertThat(act("olga", "dev", "deployments", deploy("orders:2").replace("127.0.0.1:25000", "elsewhere.example"))
                        .error())
                .startsWith("400 image: expected one from a registry of the contract, [127.0.0.1:25000]");
    }

    @Test
    @Order(4)
    void promotionWaitsForConformance() throws InterruptedException {
        findings = List.of(new Finding("BR-10", "no limits: set resources.limits.memory"));
        var refused = act("olga", "dev", "promote", "{}");
        findings = List.of();

        assertThat(refused.error())
                .startsWith("409 component:default/" + NAME
                        + " does not meet the contract for prod: BR-10 no limits: set resources.limits.memory");
        var promoted = done(act("olga", "dev", "promote", "{\"reason\": \"it is good\"}"));
        assertThat(promoted.path("status").asString()).as(promoted.toString()).isEqualTo("succeeded");
        assertThat(promoted.path("environment").asString()).isEqualTo("prod");
        assertThat(promoted.path("fromEnvironment").asString()).isEqualTo("dev");
        assertThat(image("prod")).isEqualTo(images.get("orders:2"));
    }

    @Test
    @Order(5)
    void aBadVersionFailsWithTheReasonAndIsRolledBack() throws InterruptedException {
        var bad = done(act("ci", "dev", "deployments", deploy("orders:3")));

        assertThat(bad.path("status").asString()).as(bad.toString()).isEqualTo("failed");
        assertThat(bad.path("starter").asString()).isEqualTo("pipeline");
        assertThat(bad.path("message").asString()).contains("progress deadline").contains("probe does not succeed");
        var rollback = done(act("olga", "dev", "rollback", "{\"reason\": \"never ready\"}"));
        assertThat(rollback.path("status").asString()).as(rollback.toString()).isEqualTo("succeeded");
        assertThat(rollback.path("image").asString()).isEqualTo(images.get("orders:2"));
        assertThat(rollback.path("takesBack").asString())
                .isEqualTo(bad.path("id").asString());
        assertThat(image("dev")).isEqualTo(images.get("orders:2"));
    }

    @Test
    @Order(6)
    void scalesWithinTheBounds() throws InterruptedException {
        var scaled = done(act("olga", "dev", "scale", "{\"replicas\": 2}"));

        assertThat(scaled.path("status").asString()).as(scaled.toString()).isEqualTo("succeeded");
        assertThat(running("dev").at("/workloads/0/replicas/available").asInt()).isEqualTo(2);
        assertThat(act("olga", "dev", "scale", "{\"replicas\": 0}").error())
                .startsWith("400 replicas: expected at least 1 in dev");
    }

    @Test
    @Order(7)
    void restarts() throws InterruptedException {
        var before = running("dev")
                .path("pods")
                .valueStream()
                .map(pod -> pod.path("name").asString())
                .toList();

        var restarted = done(act("olga", "dev", "restart", "{}"));

        assertThat(restarted.path("status").asString()).as(restarted.toString()).isEqualTo("succeeded");
        assertThat(running("dev")
                        .path("pods")
                        .valueStream()
                        .filter(pod -> pod.path("ready").asBoolean())
                        .map(pod -> pod.path("name").asString()))
                .doesNotContainAnyElementsOf(before);
    }

    @Test
    @Order(8)
    void whatSomebodyElseDeploysIsSeenAndRecorded() throws InterruptedException {
        var wake = new WakeUp();
        try (var observed = ObservedDeployments.start(List.of(cluster), harness.observing(), wake)) {
            client.apps()
                    .deployments()
                    .inNamespace(NAME + "-dev")
                    .withName("app")
                    .edit(found -> {
                        var containers = found.getSpec().getTemplate().getSpec().getContainers();
                        containers.getFirst().setImage(images.get("orders:1"));
                        found.getMetadata().getAnnotations().put("buildrun.dev/started-by", "user:default/pavel");
                        return found;
                    });
            var end = System.nanoTime() + PATIENCE.toNanos();
            while (newest().path("source").asString("").equals("requested") && System.nanoTime() < end) {
                wake.await(Duration.ofMillis(200));
                observed.take();
            }
        }

        var over = harness.finished(newest(), PATIENCE);
        assertThat(over.path("source").asString()).isEqualTo("observed");
        assertThat(over.path("image").asString()).isEqualTo(images.get("orders:1"));
        assertThat(over.path("starter").asString()).isEqualTo("other");
        assertThat(over.path("startedBy").asString()).isEqualTo("user:default/pavel");
        assertThat(over.path("status").asString()).isEqualTo("succeeded");
    }

    private JsonNode newest() {
        return harness.get("olga", "/api/buildrun/platform/deployments?environment=dev&limit=1")
                .json()
                .at("/items/0");
    }

    @Test
    @Order(9)
    void whatAControllerDeclaresIsNotChangedAndItSaysWho() {
        var namespace = NAME + "-prod";
        var yaml = """
                {apiVersion: apps/v1, kind: Deployment, metadata: {name: app, namespace: NAMESPACE}, spec: {selector: {matchLabels: {app: app}}, template: {metadata: {labels: {app: app}}, spec: {containers: [{name: app, image: 'IMAGE'}]}}}}
                """.replace("NAMESPACE", namespace).replace("IMAGE", images.get("orders:2"));
        client.resource(Serialization.unmarshal(
                        Json.write(Yaml.read(yaml)), io.fabric8.kubernetes.api.model.apps.Deployment.class))
                .fieldManager("argocd-controller")
                .forceConflicts()
                .serverSideApply();

        var refused = act("olga", "prod", "rollback", Json.write(Json.object().put("image", images.get("orders:1"))));

        assertThat(refused.error())
                .isEqualTo("409 The image of container app of Deployment app in namespace " + namespace
                        + " of cluster local belongs to the field manager 'argocd-controller' (Apply). It would take the"
                        + " change back: make it in the Git repository that it deploys from");
        assertThat(image("prod")).isEqualTo(images.get("orders:2"));
        var row = harness.get("olga", "/api/buildrun/platform/deployments?environment=prod&status=refused")
                .json()
                .at("/items/0");
        assertThat(row.path("status").asString()).isEqualTo("refused");
    }

    @Test
    @Order(10)
    void theFiguresTellOfAllThat() {
        var figures = harness.get("olga", "/api/buildrun/platform/dora?window=7d&by=environment&component=" + NAME)
                .json();

        assertThat(figures.at("/total/handOvers").asInt()).isEqualTo(1);
        assertThat(figures.at("/total/failedChanges").asInt()).isEqualTo(1);
        assertThat(figures.at("/total/timeToRestore/measured").asInt()).isEqualTo(1);
        assertThat(figures.at("/total/leadTime/measured").asInt()).isEqualTo(1);
        assertThat(figures.at("/groups/0/key").asString()).isEqualTo("dev");
    }

    @Test
    @Order(11)
    void theStockKubernetesTabSeesIt() {
        var query = Json.write(Json.object().put("entityRef", "component:default/" + NAME));
        var answer = harness.post("olga", "/api/kubernetes/resources/workloads/query", query)
                .json();
        var pods = answer.at("/items/0/resources/0");
        var pod = pods.at("/resources/0/metadata/name").asString();
        var log = "/api/kubernetes/proxy/api/v1/namespaces/"
                + pods.at("/resources/0/metadata/namespace").asString() + "/pods/" + pod + "/log?container=app";

        assertThat(pods.path("type").asString()).isEqualTo("pods");
        assertThat(harness.get("olga", log).body()).contains("is up");
        assertThat(harness.get("pavel", log).status()).isEqualTo(403);
        assertThat(harness.post("pavel", "/api/kubernetes/resources/workloads/query", query)
                        .status())
                .isEqualTo(403);
    }

    @Test
    @Order(12)
    void aLogIsFollowedUntilItEnds() {
        var pod = running("prod").at("/pods/0/name").asString();
        var following = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(1500);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            client.pods()
                    .inNamespace(NAME + "-prod")
                    .withName(pod)
                    .withGracePeriod(0)
                    .delete();
        });

        var log = harness.get("olga", BASE + "/prod/pods/" + pod + "/log?follow=true");

        assertThat(following.isAlive()).isFalse();
        assertThat(log.body()).contains("data: {\"level\":\"info\",\"message\":\"orders 2 is up\"}\n\n");
        assertThat(log.body()).endsWith("event: end\ndata: {\"reason\":\"finished\"}\n\n");
    }
}
