package dev.buildrun.platform.link;

import static dev.buildrun.database.schema.Tables.CONFORMANCE_RESULTS;
import static dev.buildrun.database.schema.Tables.PLATFORM_LINKS;
import static dev.buildrun.platform.testing.PlatformHarness.contract;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.buildrun.integration.ReadingAllow;
import dev.buildrun.json.Json;
import dev.buildrun.platform.conformance.DeploymentRecords;
import dev.buildrun.platform.conformance.Fact;
import dev.buildrun.platform.conformance.LiveState;
import dev.buildrun.platform.conformance.ManifestSource;
import dev.buildrun.platform.conformance.Outcome;
import dev.buildrun.platform.conformance.Sources;
import dev.buildrun.platform.testing.PlatformHarness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkLoopTest {
    private static final String ORDERS = "component:default/orders";
    private static final Duration EVERY = Duration.ofHours(6);
    private static final String V1 = """
            contract: v1
            environments: [{name: dev, order: 10}]
            support: {required: [oncall, runbook, dashboards]}
            rules:
              - {id: BR-07, severity: warning, message: Support answers, expression: 'links.all(l, l.answers)'}
            """;

    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final PlatformHarness platform =
            new PlatformHarness().put(PlatformHarness.ORGANISATION).put(contract("contract-v1", "production", V1));
    private HttpServer server;
    private LinkConfig config;
    private LinkLoop loop;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(
                    statuses.getOrDefault(exchange.getRequestURI().getPath(), 200), -1);
            exchange.close();
        });
        server.start();
        config = new LinkConfig(
                List.of(new ReadingAllow("127.0.0.1:" + server.getAddress().getPort(), List.of())),
                Duration.ofSeconds(20),
                EVERY);
        platform.look(new Sources(
                ManifestSource.NONE,
                _ -> new Fact.Known<>(Json.read("{\"files\": [\"docs/runbook.md\"]}")),
                LiveState.NONE,
                DeploymentRecords.NONE,
                new LinkRecords(platform.database(), config, platform.clock())));
        loop = newLoop();
    }

    private LinkLoop newLoop() {
        return new LinkLoop(platform.database(), config, platform.stores().conformance()::touch, platform.clock());
    }

    @AfterEach
    void stop() {
        loop.close();
        platform.close();
        server.stop(0);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void orders(String annotations) {
        platform.put("""
                apiVersion: backstage.io/v1alpha1
                kind: Component
                metadata: {name: orders, annotations: {%s}}
                spec: {type: service, lifecycle: production, owner: team-orders, consumesApis: [platform/contract-v1]}
                """.formatted(annotations));
        platform.settle();
    }

    private Outcome outcome() {
        platform.settle();
        return Objects.requireNonNull(platform.results(ORDERS).get("BR-07"));
    }

    private String reason() {
        return platform.read(tx -> String.valueOf(tx.jooq()
                .selectFrom(CONFORMANCE_RESULTS)
                .where(CONFORMANCE_RESULTS.COMPONENT_REF.eq(ORDERS))
                .fetchSingle(CONFORMANCE_RESULTS.REASON)));
    }

    private List<String> known() {
        return platform.read(tx ->
                tx.jooq().selectFrom(PLATFORM_LINKS).orderBy(PLATFORM_LINKS.URL).fetch(PLATFORM_LINKS.URL));
    }

    @Test
    void isUnknownUntilSomebodyHasLookedAndPassesWhenAllAnswer() throws InterruptedException {
        orders("buildrun.dev/runbook: '" + url("/runbook") + "', buildrun.dev/dashboards: '" + url("/d/orders#now")
                + "', buildrun.dev/oncall: 'mailto:orders@example.com'");
        var before = outcome();
        var reason = reason();

        var looked = loop.take();

        assertThat(before).isEqualTo(Outcome.UNKNOWN);
        assertThat(reason).contains("runbook " + url("/runbook") + ": nobody has looked at it yet");
        assertThat(looked).isEqualTo(2);
        assertThat(outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void saysWhatDoesNotAnswer() throws InterruptedException {
        statuses.put("/gone", 404);
        orders("buildrun.dev/runbook: '" + url("/gone") + "', buildrun.dev/dashboards: '" + url("/d") + "'");

        loop.take();

        assertThat(outcome()).isEqualTo(Outcome.FAIL);
        assertThat(reason()).isEqualTo("runbook " + url("/gone") + ": it answered 404");
    }

    @Test
    void hostsThatNobodyAllowedStayUnknownAndAreNoPass() throws InterruptedException {
        orders("buildrun.dev/runbook: 'https://handbook.example/orders', buildrun.dev/dashboards: '" + url("/d") + "'");

        loop.take();

        assertThat(outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(reason())
                .isEqualTo(
                        "runbook https://handbook.example/orders: nobody looks at handbook.example, which the operator"
                                + " can allow with buildrun.platform.links.allow");
    }

    @Test
    void whatTheRepositoryHasNeedsNobodyToAsk() throws InterruptedException {
        orders("buildrun.dev/runbook: docs/runbook.md");
        var there = outcome();

        orders("buildrun.dev/runbook: docs/other.md");

        assertThat(there).isEqualTo(Outcome.PASS);
        assertThat(outcome()).isEqualTo(Outcome.FAIL);
        assertThat(reason()).isEqualTo("runbook docs/other.md: there is no such file in the repository");
        assertThat(loop.take()).isZero();
    }

    @Test
    void isLookedAtAgainWhenItHasAgedAndOnlyThen() throws InterruptedException {
        orders("buildrun.dev/runbook: '" + url("/runbook") + "'");
        loop.take();
        platform.settle();

        assertThat(loop.take()).isZero();
        platform.clock().advance(EVERY);
        assertThat(loop.take()).isOne();
        assertThat(platform.settle()).as("nothing has changed").isZero();
        assertThat(requests).hasValue(2);
    }

    @Test
    void oneLookThatFailsIsNoNewsWhereSomebodyAnsweredBefore() throws InterruptedException {
        orders("buildrun.dev/runbook: '" + url("/runbook") + "'");
        loop.take();
        statuses.put("/runbook", 500);

        platform.clock().advance(EVERY);
        loop.take();
        var afterOne = outcome();
        platform.clock().advance(Duration.ofMinutes(1));
        loop.take();
        var afterTwo = outcome();
        statuses.clear();
        platform.clock().advance(Duration.ofMinutes(10));
        loop.take();

        assertThat(afterOne).isEqualTo(Outcome.PASS);
        assertThat(afterTwo).isEqualTo(Outcome.FAIL);
        assertThat(outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void whatWasFoundLongAgoDoesNotCount() throws InterruptedException {
        orders("buildrun.dev/runbook: '" + url("/runbook") + "'");
        loop.take();
        platform.settle();

        platform.clock().advance(EVERY.multipliedBy(5));
        orders("buildrun.dev/runbook: '" + url("/runbook") + "', changed: now");
        var stale = outcome();
        loop.take();

        assertThat(stale).isEqualTo(Outcome.UNKNOWN);
        assertThat(outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void aProcessThatStartsLooksAtWhatCouldNotBeTold() throws InterruptedException {
        statuses.put("/runbook", 403);
        orders("buildrun.dev/runbook: '" + url("/runbook") + "'");
        loop.take();
        statuses.clear();

        assertThat(loop.take()).isZero();
        try (var next = newLoop()) {
            assertThat(next.take()).isOne();
        }
        assertThat(outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void whatIsUnderWayIsNotTakenTwice() {
        orders("buildrun.dev/runbook: '" + url("/runbook") + "'");
        var store = new LinkStore();
        var now = platform.clock().instant();

        var first = platform.read(tx -> store.claim(tx, now, Duration.ofMinutes(1), 10));
        var second = platform.read(tx -> store.claim(tx, now, Duration.ofMinutes(1), 10));
        var later = platform.read(tx -> store.claim(tx, now.plusSeconds(61), Duration.ofMinutes(1), 10));

        assertThat(first).hasSize(1);
        assertThat(second).isEmpty();
        assertThat(later).hasSize(1);
    }

    @Test
    void whatNobodyNamesAnyMoreIsForgotten() {
        orders("buildrun.dev/runbook: '" + url("/old") + "'");
        orders("buildrun.dev/runbook: '" + url("/new") + "'");
        platform.database()
                .transact(tx -> tx.jooq()
                        .deleteFrom(PLATFORM_LINKS)
                        .where(PLATFORM_LINKS.URL.eq(url("/new")))
                        .execute());

        var gone = platform.read(
                tx -> platform.stores().links().tidy(tx, platform.clock().instant()));

        assertThat(gone).isOne();
        assertThat(known()).containsExactly(url("/new"));
    }
}
