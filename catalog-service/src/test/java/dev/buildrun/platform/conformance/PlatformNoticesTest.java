package dev.buildrun.platform.conformance;

import static dev.buildrun.platform.testing.PlatformHarness.contract;
import static dev.buildrun.platform.testing.PlatformHarness.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.json.Json;
import dev.buildrun.notification.NotificationQuery;
import dev.buildrun.notification.NotificationQuery.Conditions;
import dev.buildrun.notification.Settings;
import dev.buildrun.platform.event.PlatformEvent;
import dev.buildrun.platform.testing.PlatformHarness;
import dev.buildrun.platform.waiver.Waiver;
import dev.buildrun.platform.waiver.WaiverStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people are told of the platform, on a real database: olga is of team-orders, nina of a team below it, petra of the platform team. */
class PlatformNoticesTest {
    private static final String V1 = """
            contract: v1
            stage: ga
            rules:
              - {id: BR-02, message: A runbook is known, expression: "'buildrun.dev/runbook' in component.metadata.annotations"}
            """;
    private static final String DEPRECATED = V1.replace("stage: ga", "stage: deprecated\nsunsetAt: 2027-06-30");
    private static final String PEOPLE = """
            {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: orders-night}, spec: {type: team, parent: team-orders, children: []}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: olga}, spec: {memberOf: [team-orders]}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: nina}, spec: {memberOf: [orders-night]}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: petra}, spec: {memberOf: [platform-team]}}
            """;
    private static final String OLGA = "user:default/olga";
    private static final String NINA = "user:default/nina";
    private static final String PETRA = "user:default/petra";
    private static final String ORDERS = "component:default/orders";

    private final PlatformHarness platform = new PlatformHarness()
            .put(PlatformHarness.ORGANISATION)
            .put(PEOPLE)
            .put(contract("contract-v1", "production", V1))
            .put(service("orders", "team-orders", "platform/contract-v1"))
            .put(service("billing", "group:default/orders-night", "platform/contract-v1"));

    @AfterEach
    void stop() {
        platform.close();
    }

    private void settled() {
        platform.snapshot();
        platform.settle();
    }

    @Test
    void theOwnerOfEachConsumerHearsOnceThatAContractEnds() {
        settled();
        platform.put(contract("contract-v1", "deprecated", DEPRECATED));

        settled();
        platform.restart();
        settled();
        platform.put(contract("contract-v1", "deprecated", DEPRECATED.replace("2027-06-30", "2027-09-30")));
        settled();

        assertThat(platform.told(OLGA)).containsExactly("orders is on contract v1, which ends");
        assertThat(platform.told(NINA))
                .containsExactlyInAnyOrder(
                        "orders is on contract v1, which ends", "billing is on contract v1, which ends");
        assertThat(platform.told(PETRA)).isEmpty();
    }

    @Test
    void everybodyHearsOfANewContractAndNobodyOfTheFirst() {
        settled();
        var afterTheFirst = platform.told(PETRA);
        platform.put(contract("contract-v2", "production", V1.replace("contract: v1", "contract: v2")));

        settled();
        platform.restart();
        settled();

        assertThat(afterTheFirst).isEmpty();
        assertThat(platform.told(PETRA)).containsExactly("The platform has a new contract, v2");
        assertThat(platform.told("user:default/whoever")).containsExactly("The platform has a new contract, v2");
    }

    private void waive() {
        var waiver = new Waiver(
                UUID.randomUUID(),
                null,
                ORDERS,
                "BR-02",
                null,
                "Next week",
                null,
                Waiver.Status.APPROVED,
                OLGA,
                platform.clock().instant(),
                PlatformHarness.START.plus(Duration.ofDays(30)),
                PETRA,
                platform.clock().instant(),
                null,
                0,
                PlatformHarness.START.plus(Duration.ofDays(16)));
        platform.database().transact(tx -> new WaiverStore().save(tx, waiver));
    }

    /** Four replicas look at the same moment. */
    private void remind() throws Exception {
        var snapshot = platform.snapshot();
        try (var replicas = Executors.newFixedThreadPool(4)) {
            var looking = new ArrayList<Future<Integer>>();
            for (var i = 0; i < 4; i++) {
                var upkeep = new Upkeep(platform.database(), () -> snapshot, platform.stores(), platform.clock());
                looking.add(replicas.submit(upkeep::remind));
            }
            for (var each : looking) {
                each.get();
            }
        }
    }

    @Test
    void oneLineRemindsOfAWaiverAndThenSaysThatItHasLapsed() throws Exception {
        waive();
        platform.clock().advance(Duration.ofDays(16));
        remind();
        var early = platform.told(OLGA);
        platform.clock().advance(Duration.ofDays(11));
        remind();
        var late = platform.told(OLGA);
        platform.clock().advance(Duration.ofDays(3));
        remind();
        remind();

        assertThat(early).containsExactly("The waiver of BR-02 for orders ends in 14 days");
        assertThat(late).containsExactly("The waiver of BR-02 for orders ends in 3 days");
        assertThat(platform.told(OLGA)).containsExactly("The waiver of BR-02 for orders has lapsed");
        assertThat(platform.told(NINA)).containsExactly("The waiver of BR-02 for orders has lapsed");
        assertThat(platform.told(PETRA)).isEmpty();
    }

    @Test
    void whatReplicasNoticeAtOnceIsToldOnce() throws Exception {
        waive();
        platform.clock().advance(Duration.ofDays(16));
        remind();
        var id = platform.notifications()
                .list(NotificationQuery.of(OLGA, Conditions.NONE))
                .notifications()
                .getFirst();

        assertThat(id.times().updated()).isNull();
    }

    @Test
    void aWaiverInTheCatalogIsAskedOfThePlatformTeamAndItsEndToldWhoeverNoticesIt() {
        settled();
        platform.put("""
                apiVersion: backstage.io/v1alpha1
                kind: Resource
                metadata: {name: orders-no-runbook}
                spec:
                  type: waiver
                  owner: team-orders
                  rule: BR-02
                  reason: It is written next week
                  expiresAt: "2026-12-20T12:00:00Z"
                  dependsOn: [component:default/orders]
                """);
        settled();
        var asked = platform.told(PETRA);
        var waiver = platform.read(tx -> new WaiverStore()
                .list(tx, new WaiverStore.Filter(ORDERS, "BR-02", null, null), 10)
                .getFirst());
        approve(waiver);
        platform.clock().advance(Duration.ofDays(26));
        platform.put(service("orders", "team-orders", "platform/contract-v1").replace("production", "experimental"));
        settled();
        var upkeep = new Upkeep(platform.database(), platform::snapshot, platform.stores(), platform.clock());
        upkeep.remind();

        assertThat(asked).containsExactly("A waiver of BR-02 is asked for by orders");
        assertThat(platform.told(OLGA)).containsExactly("The waiver of BR-02 for orders has lapsed");
    }

    private void approve(Waiver waiver) {
        platform.database()
                .transact(tx -> new WaiverStore()
                        .save(
                                tx,
                                new Waiver(
                                        waiver.id(),
                                        waiver.entityRef(),
                                        waiver.component(),
                                        waiver.rule(),
                                        waiver.environment(),
                                        waiver.reason(),
                                        waiver.ticket(),
                                        Waiver.Status.APPROVED,
                                        waiver.requestedBy(),
                                        waiver.requestedAt(),
                                        waiver.expiresAt(),
                                        PETRA,
                                        waiver.requestedAt(),
                                        null,
                                        0,
                                        waiver.expiresAt())));
    }

    @Test
    void whoHasTurnedATopicOffHearsNothingOfIt() {
        settled();
        platform.notifications()
                .saveSettings(OLGA, new Settings(List.of(new Settings.Choice("plugin:buildrun", "contracts", false))));
        platform.put(contract("contract-v1", "deprecated", DEPRECATED));

        settled();

        assertThat(platform.told(OLGA)).isEmpty();
        assertThat(platform.told(NINA)).hasSize(2);
    }

    @Test
    void whatIsRolledBackIsToldNobody() {
        settled();
        var event = new PlatformEvent(
                platform.clock().instant(),
                "break-glass.opened",
                ORDERS,
                "group:default/team-orders",
                Json.object().put("requestedBy", PETRA).put("environment", "prod"),
                "k");

        assertThatThrownBy(() -> platform.database().transact(tx -> {
                    platform.stores().events().add(tx, List.of(event));
                    throw new IllegalStateException("the change is not made");
                }))
                .hasMessage("the change is not made");
        assertThat(platform.told(OLGA)).isEmpty();

        platform.database().transact(tx -> platform.stores().events().add(tx, List.of(event, event)));
        assertThat(platform.told(OLGA)).containsExactly(PETRA + " may write in orders in prod");
    }
}
