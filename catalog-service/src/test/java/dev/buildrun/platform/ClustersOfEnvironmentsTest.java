package dev.buildrun.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.platform.testing.ApiServerFake;
import dev.buildrun.platform.testing.PlatformService;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * Which cluster an environment is on, with two of them (stand-ins for API servers): the operator and the platform team say so, and whatever others
 * put into the catalog has no say in it.
 */
class ClustersOfEnvironmentsTest {
    private static final String COMPONENTS = "/api/buildrun/platform/components/component/default/";
    private static final String CATALOG = """
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: orders}, spec: {type: service, lifecycle: production, owner: team-orders}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: monitoring}, spec: {type: service, lifecycle: production, owner: team-orders}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Resource, metadata: {name: dev, annotations: {buildrun.dev/cluster: west}}, spec: {type: environment, owner: team-orders}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Resource, metadata: {name: rogue, annotations: {kubernetes.io/api-server: 'ROGUE', kubernetes.io/api-server-certificate-authority: '', kubernetes.io/auth-provider: serviceAccount}}, spec: {type: kubernetes-cluster, owner: team-orders}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: self-made}, spec: {type: service, lifecycle: production, owner: team-orders, consumesApis: [own-terms]}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: hopeful}, spec: {type: service, lifecycle: production, owner: team-orders, consumesApis: [stock-levels, 'platform/contract-of-tomorrow']}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: API, metadata: {name: own-terms}, spec: {type: platform-contract, lifecycle: production, owner: team-orders, definition: "{contract: v9, environments: [{name: dev, order: 1, cluster: west}]}"}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: far}, spec: {type: service, lifecycle: production, owner: team-orders, consumesApis: ['platform/contract-moon']}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: API, metadata: {name: contract-moon, namespace: platform}, spec: {type: platform-contract, lifecycle: experimental, owner: 'group:default/platform-team', definition: "{contract: moon, stage: beta, environments: [{name: dev, order: 1, cluster: moon}]}"}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: API, metadata: {name: contract-shared, namespace: platform}, spec: {type: platform-contract, lifecycle: experimental, owner: 'group:default/platform-team', definition: "{contract: shared, stage: beta, runtime: {isolation: team}, environments: [{name: dev, order: 1}, {name: prod, order: 2}]}"}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: cart}, spec: {type: service, lifecycle: production, owner: team-orders, consumesApis: ['platform/contract-shared']}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: stock}, spec: {type: service, lifecycle: production, owner: team-orders, consumesApis: ['platform/contract-shared']}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: ledger}, spec: {type: service, lifecycle: production, owner: team-payments, consumesApis: ['platform/contract-shared']}}
            """;

    @TempDir
    static Path folder;

    private static final ApiServerFake ROGUE = new ApiServerFake();
    private static PlatformService platform;

    @BeforeAll
    static void start() {
        platform = new PlatformService(folder, CATALOG.replace("ROGUE", ROGUE.url()));
        platform.awaitContract("shared");
        platform.awaitContract("moon");
    }

    @AfterAll
    static void stop() {
        platform.close();
        ROGUE.close();
    }

    @BeforeEach
    void forget() {
        platform.east.forget();
        platform.west.forget();
    }

    private static List<String> places(String component) {
        return platform.get("olga", COMPONENTS + component + "/environments")
                .json()
                .path("items")
                .valueStream()
                .map(item -> item.path("environment").asString() + " "
                        + item.path("cluster").asString("nowhere") + " "
                        + item.path("namespace").asString())
                .toList();
    }

    private static JsonNode ensure(String who, String component, String environment) {
        var answer = platform.post(
                who, COMPONENTS + component + "/workspaces", "{\"environments\":[\"" + environment + "\"]}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("items").path(0);
    }

    /** What was asked of a cluster that concerns a namespace. */
    private static List<String> asked(ApiServerFake cluster, String namespace) {
        return cluster.requests().stream()
                .filter(request -> request.contains("/namespaces/" + namespace))
                .toList();
    }

    @Test
    void whoeverRegistersAnEnvironmentDoesNotSayWhereIsDeployed() {
        assertThat(places("orders")).containsExactly("dev east orders-dev", "prod west orders-prod");
    }

    @Test
    void whoeverWritesAContractOfTheirOwnDoesNotSayWhereIsDeployed() {
        assertThat(places("self-made")).containsExactly("dev east self-made-dev", "prod west self-made-prod");
    }

    @Test
    void apisThatTheCatalogDoesNotHaveHoldNoDeploymentUp() {
        var made = ensure("olga", "hopeful", "dev");
        platform.east.putWorkload("hopeful", "hopeful-dev", "registry.example/h:2", "registry.example/h:1");
        var deployed = platform.post(
                "olga",
                COMPONENTS + "hopeful/environments/dev/deployments",
                "{\"image\":\"registry.example/h@sha256:" + "1".repeat(64) + "\"}");

        assertThat(made.path("contract").asString()).isEqualTo("built-in");
        assertThat(deployed.status()).as(deployed.body()).isEqualTo(202);
        assertThat(asked(platform.east, "hopeful-dev")).anyMatch(request -> request.startsWith("PATCH"));
    }

    @Test
    void aClusterThatTheOperatorHasNotConfiguredIsNone() {
        var plan = ensure("olga", "far", "dev");
        var asked = platform.get("olga", COMPONENTS + "far/environments/dev");

        assertThat(places("far")).containsExactly("dev nowhere far-dev");
        assertThat(plan.path("mode").asString()).isEqualTo("plan");
        assertThat(plan.path("note").asString()).contains("the operator has configured no cluster moon");
        assertThat(asked.error())
                .isEqualTo(
                        "501 NotImplementedError: The environment dev is in plan mode: it is on cluster moon, and the"
                                + " operator has configured no cluster of that name");
    }

    @Test
    void nobodyAddsAClusterByTheCatalog() {
        var clusters = platform.get("petra", "/api/kubernetes/clusters").json().path("items");

        assertThat(clusters.valueStream().map(each -> each.path("name").asString()))
                .containsExactly("east", "west");
        assertThat(ROGUE.requests()).isEmpty();
    }

    @Test
    void aWorkspaceGoesToTheClusterOfItsEnvironmentOnlyAndSoDoesAllThatIsAskedOfIt() {
        var made = ensure("olga", "orders", "prod");
        platform.west.putWorkload("orders", "orders-prod", "registry.example/orders:2", "registry.example/orders:1");
        var seen = platform.get("olga", COMPONENTS + "orders/environments/prod").json();
        var log = platform.get("olga", COMPONENTS + "orders/environments/prod/pods/orders-1-a/log");
        var restart = platform.post("olga", COMPONENTS + "orders/environments/prod/restart", "{}");

        assertThat(made.path("inSync").asBoolean()).as(made.toString()).isTrue();
        assertThat(made.path("cluster").asString()).isEqualTo("west");
        assertThat(seen.path("pods").size()).isOne();
        assertThat(log.body()).isEqualTo("up\n");
        assertThat(restart.status()).isEqualTo(202);
        assertThat(platform.west.paths("/api/v1/namespaces/orders-prod")).isNotEmpty();
        assertThat(platform.east.paths("/api/v1/namespaces/orders-prod")).isEmpty();
        assertThat(asked(platform.east, "orders-prod")).isEmpty();
        assertThat(platform.east.credentials()).isSubsetOf(Set.of("Bearer token-for-east"));
        assertThat(platform.west.credentials()).isEqualTo(Set.of("Bearer token-for-west"));
    }

    /** The one that does not answer says so wherever it is asked, and the other goes on; afterwards all is as before. */
    @ParameterizedTest
    @CsvSource({"AWAY, 503 away", "REFUSES, 401 Unauthorized"})
    void aClusterThatIsDownHoldsUpNothingThatIsOnAnother(ApiServerFake.Mode mode, String said) {
        ensure("olga", "orders", "dev");
        ensure("olga", "orders", "prod");
        platform.west.putWorkload("orders", "orders-prod", "registry.example/orders:2", "registry.example/orders:1");
        platform.east.is(mode);
        try {
            var standing = platform.get("olga", COMPONENTS + "orders/workspaces")
                    .json()
                    .path("items");
            var down = platform.get("olga", COMPONENTS + "orders/environments/dev");
            var up = platform.get("olga", COMPONENTS + "orders/environments/prod")
                    .json();
            var restart = platform.post("olga", COMPONENTS + "orders/environments/prod/restart", "{}");

            assertThat(standing.path(0).path("inSync").asBoolean()).isFalse();
            assertThat(standing.path(0).path("note").asString()).startsWith("Cluster 'east': " + said);
            assertThat(standing.path(0).path("objects").path(0).path("state").asString())
                    .isEqualTo("unknown");
            assertThat(standing.path(1).path("inSync").asBoolean()).isTrue();
            assertThat(down.error()).startsWith("503 ServiceUnavailableError: ").contains("east");
            assertThat(up.path("pods").size()).isOne();
            assertThat(restart.status()).as(restart.body()).isEqualTo(202);
            assertThat(places("orders")).containsExactly("dev east orders-dev", "prod west orders-prod");
        } finally {
            platform.east.is(ApiServerFake.Mode.WELL);
        }
        assertThat(platform.get("olga", COMPONENTS + "orders/environments/dev").status())
                .isEqualTo(200);
    }

    @Test
    void aTeamOfAContractThatIsolatesTeamsHasOneNamespaceForAll() {
        var cart = ensure("olga", "cart", "dev");
        var stock = ensure("nina", "stock", "dev");
        var ledger = ensure("pavel", "ledger", "dev");
        platform.east.putWorkload("cart", "team-orders-dev", "registry.example/cart:2", "registry.example/cart:1");
        platform.east.putWorkload("stock", "team-orders-dev", "registry.example/stock:2", "registry.example/stock:1");
        var ofCart = platform.get("olga", COMPONENTS + "cart/environments/dev").json();
        var byProxy = "/api/kubernetes/proxy/api/v1/namespaces/team-orders-dev/pods";
        var cluster = Map.of("Backstage-Kubernetes-Cluster", "east");

        assertThat(List.of(cart, stock, ledger))
                .extracting(each -> each.path("namespace").asString())
                .containsExactly("team-orders-dev", "team-orders-dev", "team-payments-dev");
        assertThat(ofCart.path("pods").valueStream().map(pod -> pod.path("name").asString()))
                .containsExactly("cart-1-a");
        assertThat(platform.get("olga", COMPONENTS + "cart/environments/dev/pods/stock-1-a/log")
                        .status())
                .isEqualTo(404);
        assertThat(platform.service()
                        .send(platform.token("nina"), "GET", byProxy, null, cluster)
                        .status())
                .isEqualTo(200);
        assertThat(platform.service()
                        .send(platform.token("pavel"), "GET", byProxy, null, cluster)
                        .status())
                .isEqualTo(403);
        assertThat(asked(platform.west, "team-orders-dev")).isEmpty();
    }

    @Test
    void aNamespaceThatIsThereAlreadyIsNotTheComponentsThatIsCalledLikeIt() {
        platform.east.put("/api/v1/namespaces/monitoring-dev", "{kind: Namespace, metadata: {name: monitoring-dev}}");
        platform.east.putWorkload("monitoring", "monitoring-dev", "registry.example/m:2", "registry.example/m:1");

        var seen = platform.get("olga", COMPONENTS + "monitoring/environments/dev");

        assertThat(seen.error()).startsWith("403 NotAllowedError: The namespace monitoring-dev in cluster east");
    }
}
