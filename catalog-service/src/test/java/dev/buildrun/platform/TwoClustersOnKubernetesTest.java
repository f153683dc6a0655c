package dev.buildrun.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.buildrun.platform.testing.Passage;
import dev.buildrun.platform.testing.PlatformService;
import dev.buildrun.platform.testing.RealCluster;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * The whole service with two clusters, of which the second is in trouble: the way to it is closed, swallows everything or is slow. Both are the
 * API server that {@code ./dev cluster} has; skipped where none runs. Environment dev is on east, prod on west, which is reached by the
 * passage.
 */
class TwoClustersOnKubernetesTest {
    private static final String WORKSPACES =
            "/api/buildrun/platform/components/component/default/two-orders/workspaces";
    private static final String CONFORMANCE =
            "/api/buildrun/platform/components/component/default/two-orders/conformance";
    /** Nothing takes as long; what does is lost. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** What a caller waits for a cluster at most, and some more for a busy machine. */
    private static final Duration ANSWERED = Duration.ofSeconds(60);

    private static final int CALLERS = 100;
    /** What may wait for a cluster at a time. */
    private static final int PLACES = 64;

    private static final String CATALOG = """
            {apiVersion: backstage.io/v1alpha1, kind: API, metadata: {name: contract-live, namespace: platform}, spec: {type: platform-contract, lifecycle: experimental, owner: 'group:default/platform-team', definition: "{contract: live, stage: beta, environments: [{name: dev, order: 1}, {name: prod, order: 2}], rules: [{id: BR-20, scope: live, severity: error, message: It is as it should be, expression: 'live.differences.size() == 0', fix: Leave it}]}"}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: two-orders}, spec: {type: service, lifecycle: production, owner: team-orders, consumesApis: ['platform/contract-live']}}
            """;

    @TempDir
    Path folder;

    private RealCluster cluster;
    private Passage passage;
    private @Nullable PlatformService running;

    @BeforeEach
    void find() {
        var there = RealCluster.running();
        assumeTrue(there.isPresent(), "no cluster runs; ./dev cluster starts one");
        cluster = there.get();
        clear();
        passage =
                new Passage(URI.create(cluster.as("buildrun").getConfiguration().getMasterUrl()));
    }

    @AfterEach
    void close() {
        if (running != null) {
            running.close();
        }
        if (passage != null) {
            passage.close();
        }
        if (cluster != null) {
            clear();
            cluster.close();
        }
    }

    private void clear() {
        cluster.delete("two-orders-dev");
        cluster.delete("two-orders-prod");
    }

    private void start() {
        var config = cluster.as("buildrun").getConfiguration();
        var item = "{name: %s, url: '%s', serviceAccountToken: '%s', skipTLSVerify: true}";
        var token = config.getAutoOAuthToken() == null ? config.getOauthToken() : config.getAutoOAuthToken();
        running = new PlatformService(
                folder,
                CATALOG,
                "[" + item.formatted("east", config.getMasterUrl().replaceFirst("/$", ""), token) + ", "
                        + item.formatted("west", passage.url(), token) + "]");
        platform().awaitContract("live");
    }

    private PlatformService platform() {
        return Objects.requireNonNull(running);
    }

    private int ensure(String environment) {
        return platform()
                .post("olga", WORKSPACES, "{\"environments\":[\"" + environment + "\"]}")
                .status();
    }

    private JsonNode standing(String environment) {
        return platform()
                .get("olga", WORKSPACES)
                .json()
                .path("items")
                .valueStream()
                .filter(item -> item.path("environment").asString().equals(environment))
                .findFirst()
                .orElseThrow();
    }

    /** {@code pass}, or for instance {@code unknown: reason}. */
    private String conformance(String environment) {
        return platform()
                .get("olga", CONFORMANCE)
                .json()
                .path("items")
                .valueStream()
                .filter(item -> item.path("rule").asString().equals("BR-20")
                        && item.path("environment").asString("").equals(environment))
                .map(item -> item.path("result").asString() + ": "
                        + item.path("reason").asString(""))
                .findFirst()
                .orElse("none");
    }

    private static void await(String what, BooleanSupplier condition) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time for: " + what).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    private boolean isClosedNetwork(String environment) {
        return policies(environment).containsKey("default-deny");
    }

    /** The network policies and their versions. */
    private Map<String, String> policies(String environment) {
        return cluster
                .as("admin")
                .network()
                .v1()
                .networkPolicies()
                .inNamespace("two-orders-" + environment)
                .list()
                .getItems()
                .stream()
                .collect(Collectors.toMap(
                        (NetworkPolicy policy) -> policy.getMetadata().getName(),
                        policy -> policy.getMetadata().getResourceVersion()));
    }

    private void deleteDefaultDeny(String environment) {
        cluster.as("admin")
                .network()
                .v1()
                .networkPolicies()
                .inNamespace("two-orders-" + environment)
                .withName("default-deny")
                .delete();
    }

    private void assertDriftIsRepaired(String environment) {
        await("the network of " + environment, () -> isClosedNetwork(environment));
        deleteDefaultDeny(environment);
        await("the network of " + environment + " after it was opened", () -> isClosedNetwork(environment));
    }

    private void assertUnknown(String environment) {
        var standing = standing(environment);

        assertThat(standing.path("inSync").asBoolean()).as(standing.toString()).isFalse();
        assertThat(standing.path("note").asString()).contains("'west'");
        assertThat(standing.path("objects")
                        .valueStream()
                        .map(object -> object.path("state").asString()))
                .isNotEmpty()
                .containsOnly("unknown");
    }

    /** However many ask, all are answered in time, and only so many wait for the cluster. */
    private void assertManyAreAnswered() throws Exception {
        var begun = System.nanoTime();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = IntStream.range(0, CALLERS)
                    .mapToObj(_ -> callers.submit(
                            () -> platform().get("olga", WORKSPACES).status()))
                    .toList();
            LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
            assertThat(passage.connections()).isLessThan(PLACES + 20);
            for (var call : calls) {
                assertThat(call.get()).isEqualTo(200);
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(ANSWERED);
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOSED", "SWALLOWS"})
    void aClusterThatIsAwayFromTheStartHoldsUpNothing(Passage.State trouble) throws Exception {
        passage.is(trouble);
        start();

        assertThat(ensure("dev")).isEqualTo(200);
        assertThat(ensure("prod")).isEqualTo(503);
        assertDriftIsRepaired("dev");
        assertThat(standing("dev").path("inSync").asBoolean()).isTrue();
        assertUnknown("prod");
        await("what is known of dev", () -> conformance("dev").startsWith("pass"));
        assertThat(conformance("prod")).startsWith("unknown: ").contains("west");
        assertManyAreAnswered();
        assertDriftIsRepaired("dev");

        passage.is(Passage.State.OPEN);

        assertDriftIsRepaired("prod");
        await("what is known of prod", () -> conformance("prod").startsWith("pass"));
        assertThat(standing("prod").path("inSync").asBoolean()).isTrue();
    }

    @Test
    void aSlowClusterIsServedSlowlyAndTheOtherAsEver() {
        passage.is(Passage.State.SLOW);
        start();

        assertThat(ensure("dev")).isEqualTo(200);
        assertDriftIsRepaired("dev");
        assertThat(ensure("prod")).isEqualTo(200);
        assertDriftIsRepaired("prod");
        assertDriftIsRepaired("dev");
        await("what is known of prod", () -> conformance("prod").startsWith("pass"));
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOSED", "SWALLOWS"})
    void whatHappensOnAClusterThatIsAwayForATimeIsFoundWhenItIsBack(Passage.State trouble) throws Exception {
        start();
        assertThat(ensure("dev")).isEqualTo(200);
        assertThat(ensure("prod")).isEqualTo(200);
        assertDriftIsRepaired("prod");
        await("what is known of prod", () -> conformance("prod").startsWith("pass"));
        var before = policies("prod");

        passage.is(trouble);
        deleteDefaultDeny("prod");

        await("nothing is known of prod", () -> conformance("prod").startsWith("unknown: "));
        assertThat(conformance("prod")).contains("west");
        assertUnknown("prod");
        assertManyAreAnswered();
        assertDriftIsRepaired("dev");
        assertThat(isClosedNetwork("prod")).isFalse();

        passage.is(Passage.State.OPEN);

        await("the network of prod", () -> isClosedNetwork("prod"));
        await("what is known of prod", () -> conformance("prod").startsWith("pass"));
        before.remove("default-deny");
        assertThat(policies("prod")).containsAllEntriesOf(before).hasSize(before.size() + 1);
        assertDriftIsRepaired("prod");
    }
}
