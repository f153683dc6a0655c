package dev.buildrun.platform.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Decision;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.json.Json;
import dev.buildrun.platform.cluster.Cluster;
import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.deploy.ConformanceGate;
import dev.buildrun.platform.team.TeamRights;
import dev.buildrun.platform.testing.ApiServerFake;
import dev.buildrun.platform.testing.ApiServerFake.Mode;
import dev.buildrun.platform.testing.SupportHarness;
import dev.buildrun.platform.testing.SupportHarness.Answer;
import dev.buildrun.platform.testing.SupportHarness.Setting;
import dev.buildrun.testing.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubernetesRoutesTest {
    private static final String CATALOG = """
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: orders, annotations: {backstage.io/kubernetes-label-selector: 'buildrun.dev/component=orders'}}, spec: {type: service, lifecycle: production, owner: team-orders}}
            """;
    private static final String PODS = "/api/kubernetes/proxy/api/v1/namespaces/orders-dev/pods";

    private final ApiServerFake server = new ApiServerFake();
    private final Cluster cluster = new Cluster("local", "The local one", null, server.client());
    private SupportHarness harness;

    @BeforeAll
    void start() {
        server.putOrders("dev", "registry.example/orders:1");
        server.put("/api/v1/namespaces/orders-dev/secrets/hidden", "{kind: Secret, metadata: {name: hidden}}");
        server.put("/apis/metrics.k8s.io/v1beta1/namespaces/orders-dev/pods/orders-1-a", """
                {metadata: {name: orders-1-a, labels: {buildrun.dev/component: orders}}, containers: [{name: orders, usage: {cpu: 250m, memory: 32Mi}}]}
                """);
        server.put("/apis/example.com/v1/namespaces/orders-dev/rollouts/one", """
                {metadata: {name: one, labels: {buildrun.dev/component: orders}}}
                """);
        harness = new SupportHarness(
                TestDatabase.create(),
                new Setting(
                        CATALOG,
                        Contract.BUILT_IN,
                        Map.of("local", server.client()),
                        "{}",
                        ConformanceGate.OPEN,
                        TeamRights.BreakGlass.NEVER,
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

    @BeforeEach
    void forget() {
        server.is(Mode.WELL);
        server.forget();
    }

    @AfterAll
    void stop() {
        harness.close();
        server.close();
    }

    private static JsonNode resources(JsonNode answer, String type) {
        return answer.at("/items/0/resources")
                .valueStream()
                .filter(each -> each.path("type").asString().equals(type))
                .findFirst()
                .orElseThrow()
                .path("resources");
    }

    private Answer workloads(String who) {
        return harness.post(
                who,
                "/api/kubernetes/resources/workloads/query",
                "{\"entityRef\": \"component:default/orders\", \"auth\": {}}");
    }

    @Test
    void passesNothingOnOfAComponentThatMayNotBeRead() {
        assertThat(harness.get("olga", PODS).status()).isEqualTo(200);

        harness.hide("component:default/orders");
        try {
            assertThat(harness.get("olga", PODS).status()).isEqualTo(403);
        } finally {
            harness.hide("");
        }
    }

    @Test
    void namesTheClustersAsThePluginDoes() {
        assertThat(harness.get("pavel", "/api/kubernetes/clusters").body())
                .isEqualTo(
                        "{\"items\":[{\"name\":\"local\",\"title\":\"The local one\",\"authProvider\":\"serviceAccount\"}]}");
        assertThat(harness.get("bot", "/api/kubernetes/.well-known/backstage/permissions/metadata")
                        .json()
                        .path("permissions")
                        .valueStream()
                        .map(each -> each.path("name").asString()))
                .containsExactly("kubernetes.proxy", "kubernetes.resources.read", "kubernetes.clusters.read");
        assertThat(harness.post(
                                "bot",
                                "/api/kubernetes/.well-known/backstage/permissions/apply-conditions",
                                "{\"items\": []}")
                        .body())
                .isEqualTo("{\"items\":[]}");
    }

    @Test
    void showsWhatAnEntityRuns() {
        var answer = workloads("olga").json();

        assertThat(answer.at("/items/0/cluster").toString())
                .isEqualTo("{\"name\":\"local\",\"title\":\"The local one\"}");
        assertThat(resources(answer, "pods").at("/0/metadata/name").asString()).isEqualTo("orders-1-a");
        assertThat(resources(answer, "deployments").at("/0/metadata/name").asString())
                .isEqualTo("orders");
        assertThat(answer.at("/items/0/resources")
                        .valueStream()
                        .map(each -> each.path("type").asString()))
                .doesNotContain("secrets");
        assertThat(answer.at("/items/0/podMetrics/0/cpu").toString())
                .isEqualTo("{\"currentUsage\":0.25,\"requestTotal\":0.1,\"limitTotal\":0.0}");
        assertThat(answer.at("/items/0/podMetrics/0/memory/currentUsage").asString())
                .isEqualTo("33554432");
        assertThat(answer.at("/items/0/errors/0").toString())
                .isEqualTo("{\"errorType\":\"NOT_FOUND\",\"statusCode\":404,\"resourcePath\":"
                        + "\"/apis/autoscaling/v2/namespaces/orders-dev/horizontalpodautoscalers\"}");
    }

    @Test
    void theEntityThatIsSentAlongCountsByItsNameOnly() {
        var sent = """
                {"auth": {}, "entity": {"apiVersion": "backstage.io/v1alpha1", "kind": "Component", "metadata": {"name": "orders",
                 "annotations": {"backstage.io/kubernetes-label-selector": "app=somebody-elses"}}}}
                """;

        var answer =
                harness.post("olga", "/api/kubernetes/services/orders", sent).json();

        assertThat(resources(answer, "pods")).hasSize(1);
        assertThat(server.requests()).noneMatch(request -> request.contains("somebody-elses"));
    }

    @Test
    void showsCustomResourcesAndNoSecrets() {
        var path = "/api/kubernetes/resources/custom/query";
        var body = Json.object().put("entityRef", "component:default/orders");
        body.putArray("customResources")
                .addObject()
                .put("group", "example.com")
                .put("apiVersion", "v1")
                .put("plural", "rollouts");
        var secrets = "{\"entityRef\": \"component:default/orders\", \"customResources\":"
                + " [{\"group\": \"\", \"apiVersion\": \"v1\", \"plural\": \"secrets\"}]}";

        var answer = harness.post("olga", path, Json.write(body)).json();

        assertThat(resources(answer, "customresources").toString())
                .isEqualTo(
                        "[{\"metadata\":{\"name\":\"one\",\"labels\":{\"buildrun.dev/component\":\"orders\"}},\"kind\":\"Rollout\"}]");
        assertThat(harness.post("olga", path, secrets).error()).isEqualTo("403 Secrets are not shown");
        assertThat(harness.post("olga", path, "{\"entityRef\": \"component:default/orders\"}")
                        .error())
                .isEqualTo("400 customResources is a required field");
        assertThat(harness.post("olga", path, "{}").error()).isEqualTo("400 entity is a required field");
    }

    @Test
    void aClusterThatIsAwayIsAnErrorOfTheAnswer() {
        server.is(Mode.AWAY);

        var answer = workloads("olga").json();

        assertThat(answer.at("/items/0/errors/0/errorType").asString()).isEqualTo("FETCH_ERROR");
    }

    @ParameterizedTest
    @CsvSource({"olga, 200", "nina, 200", "petra, 200", "ci, 200", "pavel, 403", "bot, 403"})
    void onlyTheOwnerAndThePlatformTeamSeeIt(String who, int status) {
        assertThat(workloads(who).status()).isEqualTo(status);
        assertThat(harness.get(who, PODS).status()).isEqualTo(status);
    }

    @Test
    void theProxyReads() {
        assertThat(harness.get("olga", PODS + "?limit=3")
                        .json()
                        .at("/items/0/metadata/name")
                        .asString())
                .isEqualTo("orders-1-a");
        assertThat(harness.get("olga", PODS + "/orders-1-a").json().path("kind").asString())
                .isEqualTo("Pod");
        assertThat(harness.get("olga", PODS + "/orders-1-a/log?container=orders")
                        .body())
                .isEqualTo("up\n");
        assertThat(server.requests())
                .anyMatch(request -> request.contains("/log?") && request.contains("limitBytes=1048576"));
        assertThat(harness.send(harness.request(PODS)
                                .header("Authorization", "Bearer olga")
                                .header("Backstage-Kubernetes-Cluster", "other"))
                        .error())
                .isEqualTo("404 Cluster 'other' not found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api/v1/namespaces/orders-dev/secrets",
                "api/v1/namespaces/orders-dev/secrets/hidden",
                "api/v1/namespaces/orders-dev/pods/orders-1-a/exec",
                "api/v1/namespaces/orders-dev/pods/orders-1-a/proxy",
                "api/v1/namespaces/orders-dev/services/orders/proxy",
                "api/v1/namespaces/orders-dev/pods?watch=true",
                "api/v1/namespaces/kube-system/pods",
                "api/v1/pods",
                "api/v1/nodes",
                "api/v1/namespaces/orders-dev/pods/%2e%2e/secrets",
                "api/v1/namespaces/orders-dev/pods/..%2fsecrets",
                "apis/rbac.authorization.k8s.io/v1/namespaces/orders-dev/roles",
                "version",
            })
    void theProxyReadsNothingElse(String path) {
        var answer = harness.get("olga", "/api/kubernetes/proxy/" + path);

        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(server.requests())
                .noneMatch(request -> request.contains("secrets") || request.contains("kube-system/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void theProxyChangesNothing(String method) {
        var answer = harness.send(harness.request(PODS + "/orders-1-a")
                .header("Authorization", "Bearer olga")
                .method(method, BodyPublishers.noBody()));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(server.requests()).noneMatch(request -> request.startsWith(method));
    }
}
