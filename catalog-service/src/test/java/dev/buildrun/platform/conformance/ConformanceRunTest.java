package dev.buildrun.platform.conformance;

import static dev.buildrun.platform.testing.PlatformHarness.contract;
import static dev.buildrun.platform.testing.PlatformHarness.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.database.Tx;
import dev.buildrun.database.schema.Tables;
import dev.buildrun.json.Json;
import dev.buildrun.platform.testing.PlatformHarness;
import dev.buildrun.platform.waiver.Waiver;
import dev.buildrun.platform.waiver.WaiverStore;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConformanceRunTest {
    private static final String V1 = """
            contract: v1
            environments: [{name: dev, order: 10}, {name: prod, order: 20}]
            rules:
              - id: BR-01
                message: Owned by a build-run team
                expression: owner.kind == 'Group' && owner.spec.type == 'build-run-team'
              - id: BR-02
                message: A runbook is known
                expression: "'buildrun.dev/runbook' in component.metadata.annotations"
              - id: BR-10
                scope: manifest
                message: Two replicas in production
                expression: environment.name != 'prod' || objects.all(o, o.spec.replicas >= 2)
            """;
    private static final String ORDERS = "component:default/orders";

    private final PlatformHarness platform = new PlatformHarness()
            .put(PlatformHarness.ORGANISATION)
            .put(contract("contract-v1", "production", V1))
            .put(service("orders", "team-orders", "platform/contract-v1"))
            .put(service("billing", "team-billing", "platform/contract-v1"));

    @AfterEach
    void stop() {
        platform.close();
    }

    private static String waiver(String expiresAt) {
        return """
                apiVersion: backstage.io/v1alpha1
                kind: Resource
                metadata: {name: orders-no-runbook}
                spec:
                  type: waiver
                  owner: team-orders
                  rule: BR-02
                  reason: It is written next week
                  expiresAt: "%s"
                  dependsOn: [component:default/orders]
                """.formatted(expiresAt);
    }

    @Test
    void everyRuleHasAResultAndUnknownIsNeverAPass() {
        platform.settle();

        assertThat(platform.results(ORDERS))
                .containsEntry("BR-01", Outcome.PASS)
                .containsEntry("BR-02", Outcome.FAIL)
                .containsEntry("BR-10@dev", Outcome.UNKNOWN)
                .containsEntry("BR-10@prod", Outcome.UNKNOWN);
        assertThat(platform.results("component:default/billing")).containsEntry("BR-01", Outcome.FAIL);
        assertThat(platform.results("component:platform/platform")).containsEntry("BR-00", Outcome.PASS);
    }

    @Test
    void looksAtManifestsOncePerEnvironment() {
        platform.look(new Sources(
                (_, environment) -> environment.equals("prod")
                        ? new Fact.Known<>(
                                List.of(Json.read("{\"kind\": \"Deployment\", \"spec\": {\"replicas\": 1}}")))
                        : new Fact.Unknown<>("nothing there"),
                RepositorySource.NONE,
                LiveState.NONE,
                DeploymentRecords.NONE));

        platform.settle();

        assertThat(platform.results(ORDERS))
                .containsEntry("BR-10@dev", Outcome.UNKNOWN)
                .containsEntry("BR-10@prod", Outcome.FAIL);
    }

    @Test
    void whatCannotBeLookedAtIsUnknownAndHoldsNobodyUp() {
        platform.look(new Sources(
                (component, _) -> {
                    if (component.name().equals("orders")) {
                        throw new IllegalStateException("the disk is gone");
                    }
                    return new Fact.Known<>(
                            List.of(Json.read("{\"kind\": \"Deployment\", \"spec\": {\"replicas\": 2}}")));
                },
                RepositorySource.NONE,
                LiveState.NONE,
                DeploymentRecords.NONE));

        platform.settle();

        assertThat(platform.results(ORDERS)).containsEntry("BR-10@prod", Outcome.UNKNOWN);
        assertThat(platform.results("component:default/billing")).containsEntry("BR-10@prod", Outcome.PASS);
    }

    @Test
    void whoeverLosesTheLeaseWritesNothing() {
        platform.settle();
        platform.put(service("orders", "team-billing", "platform/contract-v1"));
        platform.look(new Sources(
                (_, _) -> {
                    // As if this replica had stood still for so long that another one took over.
                    platform.database()
                            .transact(tx -> tx.jooq()
                                    .update(Tables.CONFORMANCE_CURSOR)
                                    .set(Tables.CONFORMANCE_CURSOR.FENCE, Tables.CONFORMANCE_CURSOR.FENCE.plus(1))
                                    .execute());
                    return new Fact.Unknown<>("nothing");
                },
                RepositorySource.NONE,
                LiveState.NONE,
                DeploymentRecords.NONE));

        assertThat(platform.settle()).isZero();
        assertThat(platform.results(ORDERS)).containsEntry("BR-01", Outcome.PASS);
        platform.look(Sources.NONE);
        assertThat(platform.settle()).isEqualTo(1);
        assertThat(platform.results(ORDERS)).containsEntry("BR-01", Outcome.FAIL);
    }

    @Test
    void afterAChangeOfOneComponentOnlyThatIsWorkedOut() {
        assertThat(platform.settle()).isEqualTo(3);
        assertThat(platform.settle()).isZero();

        platform.put(service("orders", "team-billing", "platform/contract-v1"));

        assertThat(platform.settle()).isEqualTo(1);
        assertThat(platform.results(ORDERS)).containsEntry("BR-01", Outcome.FAIL);
    }

    @Test
    void aChangeOfATeamReachesItsServicesOnly() {
        platform.settle();

        platform.put("""
                apiVersion: backstage.io/v1alpha1
                kind: Group
                metadata: {name: team-billing}
                spec: {type: build-run-team, children: []}
                """);

        assertThat(platform.settle()).isEqualTo(1);
        assertThat(platform.results("component:default/billing")).containsEntry("BR-01", Outcome.PASS);
    }

    @Test
    void whatNoRuleLooksAtCostsNothing() {
        platform.settle();

        platform.put("""
                apiVersion: backstage.io/v1alpha1
                kind: User
                metadata: {name: ada}
                spec: {memberOf: [team-orders]}
                """);

        assertThat(platform.settle()).isZero();
    }

    @Test
    void aChangeOfTheContractReachesAll() {
        platform.settle();

        platform.put(contract("contract-v1", "production", V1.replace("A runbook is known", "There is a runbook")));

        assertThat(platform.settle()).isEqualTo(3);
    }

    @Test
    void afterARestartNothingIsWorkedOutAgain() {
        platform.settle();

        platform.restart();

        assertThat(platform.settle()).isZero();
        platform.put(service("orders", "team-billing", "platform/contract-v1"));
        assertThat(platform.settle()).isEqualTo(1);
    }

    @Test
    void onlyTheReplicaWithTheLeaseWorks() {
        platform.settle();
        platform.put(service("orders", "team-billing", "platform/contract-v1"));
        var other = platform.newRun();

        assertThat(other.take()).isZero();
        assertThat(platform.settle()).isEqualTo(1);
    }

    @Test
    void anotherReplicaTakesOverWhatTheFirstLeft() {
        platform.settle();
        platform.put(waiver("2026-12-24")).settle();
        platform.restart();

        platform.remove("resource:default/orders-no-runbook");

        assertThat(platform.settle()).isEqualTo(1);
    }

    @Test
    void forgetsComponentsThatAreGone() {
        platform.settle();

        platform.remove(ORDERS);
        platform.settle();

        assertThat(platform.results(ORDERS)).isEmpty();
        var changes = platform.read(tx -> new ResultReads().changes(tx, ORDERS, 10));
        assertThat(changes)
                .allSatisfy(change -> assertThat(change.key().component()).isEqualTo(ORDERS))
                .anySatisfy(change -> assertThat(change.after()).isNull());
    }

    @Test
    void aWaiverThatAnybodyCouldHaveWrittenIsARequest() {
        platform.put(waiver("2026-12-24"));

        platform.settle();

        assertThat(platform.results(ORDERS)).containsEntry("BR-02", Outcome.FAIL);
        var waivers = platform.read(tx -> platform.stores().waivers().list(tx, WaiverStore.Filter.ALL, 10));
        assertThat(waivers)
                .singleElement()
                .satisfies(waiver -> assertThat(waiver.status().text()).isEqualTo("requested"));
    }

    private void approve(String rule, @Nullable String environment) {
        var waiver = new Waiver(
                UUID.randomUUID(),
                null,
                ORDERS,
                rule,
                environment,
                "soon",
                null,
                Waiver.Status.APPROVED,
                "user:default/ada",
                PlatformHarness.START,
                PlatformHarness.START.plus(Duration.ofDays(7)),
                "user:default/pat",
                PlatformHarness.START,
                null,
                0,
                null);
        platform.database().transact(tx -> {
            platform.stores().waivers().save(tx, waiver);
            platform.stores().conformance().touch(tx, List.of(ORDERS), PlatformHarness.START);
        });
    }

    @Test
    void whatIsLetPassInOneEnvironmentKeepsTheOthersClosed() {
        platform.settle();
        approve("BR-10", "dev");

        platform.settle();

        assertThat(platform.results(ORDERS))
                .containsEntry("BR-10@dev", Outcome.WAIVED)
                .containsEntry("BR-10@prod", Outcome.UNKNOWN);
        approve("BR-10", null);
        platform.settle();
        assertThat(platform.results(ORDERS)).containsEntry("BR-10@prod", Outcome.WAIVED);
    }

    @Test
    void atTheMomentAWaiverEndsTheRuleFailsAgainByItself() {
        platform.settle();
        approve("BR-02", null);

        assertThat(platform.settle()).isEqualTo(1);
        assertThat(platform.results(ORDERS)).containsEntry("BR-02", Outcome.WAIVED);
        platform.clock().advance(Duration.ofDays(7).minusSeconds(1));
        assertThat(platform.settle()).isZero();
        platform.clock().advance(Duration.ofSeconds(1));
        assertThat(platform.settle()).isEqualTo(1);
        assertThat(platform.results(ORDERS)).containsEntry("BR-02", Outcome.FAIL);
    }

    @Test
    void whatChangesWhileItIsLookedAtIsLookedAtAgain() {
        platform.settle();
        var replicas = new AtomicInteger(1);
        platform.look(new Sources(
                (_, environment) -> {
                    var found = Json.read("{\"kind\": \"Deployment\", \"spec\": {\"replicas\": " + replicas + "}}");
                    if (environment.equals("prod") && replicas.getAndSet(2) == 1) {
                        platform.database().transact(this::touch);
                    }
                    return new Fact.Known<>(List.of(found));
                },
                RepositorySource.NONE,
                LiveState.NONE,
                DeploymentRecords.NONE));
        platform.database().transact(this::touch);
        platform.clock().advance(Duration.ofSeconds(1));

        platform.settle();

        assertThat(platform.results(ORDERS)).containsEntry("BR-10@prod", Outcome.PASS);
        assertThat(platform.settle()).isZero();
    }

    private void touch(Tx tx) {
        platform.stores()
                .conformance()
                .touch(tx, List.of(ORDERS), platform.clock().instant());
    }

    private static String user(String name, String group) {
        return """
                apiVersion: backstage.io/v1alpha1
                kind: User
                metadata: {name: %s}
                spec: {memberOf: [%s]}
                """.formatted(name, group);
    }

    /** Of a team of one, nobody is left to call when that one is away. */
    @Test
    void whoeverJoinsOrLeavesATeamCountsForItsServices() {
        platform.put(contract("contract-v1", "production", V1 + """
                  - id: BR-08
                    message: Two people or more
                    expression: people.size() >= 2
                """))
                .put(user("ada", "team-orders"))
                .put("""
                    apiVersion: backstage.io/v1alpha1
                    kind: Group
                    metadata: {name: night-shift}
                    spec: {type: squad, parent: team-orders, children: []}
                    """)
                .settle();
        assertThat(platform.results(ORDERS)).containsEntry("BR-08", Outcome.FAIL);

        platform.put(user("nina", "night-shift"));
        assertThat(platform.settle()).isEqualTo(1);
        assertThat(platform.results(ORDERS)).containsEntry("BR-08", Outcome.PASS);
        platform.put(user("bob", "night-owls"));
        assertThat(platform.settle()).as("nobody of the team").isZero();

        platform.remove("user:default/ada");
        platform.settle();
        assertThat(platform.results(ORDERS)).containsEntry("BR-08", Outcome.FAIL);
    }

    @Test
    void aSecondPlatformFailsAndTheFirstStaysThePlatform() {
        platform.settle();

        platform.put("""
                apiVersion: backstage.io/v1alpha1
                kind: Component
                metadata: {name: aaa}
                spec: {type: platform, lifecycle: production, owner: team-orders}
                """);
        platform.settle();

        assertThat(platform.results("component:default/aaa")).containsEntry("BR-00", Outcome.FAIL);
        assertThat(platform.results("component:platform/platform")).containsEntry("BR-00", Outcome.PASS);
        assertThat(platform.state().accepted(platform.snapshot())).containsExactly("component:platform/platform");
    }
}
