package dev.buildrun.platform.breakglass;

import static dev.buildrun.database.schema.Tables.AUDIT_LOG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.buildrun.notification.Notifications;
import dev.buildrun.platform.event.EventStore;
import dev.buildrun.platform.testing.OnCluster;
import dev.buildrun.platform.testing.TestNotices;
import dev.buildrun.platform.workspace.Inspection;
import dev.buildrun.platform.workspace.ObjectState;
import dev.buildrun.platform.workspace.ObjectState.State;
import dev.buildrun.platform.workspace.WorkspaceConfig.Repair;
import dev.buildrun.signal.Signals;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Break-glass on a real API server, as {@code ./dev cluster} has one; skipped where none runs. */
class BreakGlassOnKubernetesTest {
    private @Nullable OnCluster there;

    @BeforeEach
    void start() {
        var started = OnCluster.start("ws-glass", Repair.REPORT);
        assumeTrue(started.isPresent(), "no cluster runs; ./dev cluster starts one");
        there = started.get();
        there.ensure("orders");
    }

    @AfterEach
    void close() {
        if (there != null) {
            there.close();
        }
    }

    private OnCluster on() {
        return Objects.requireNonNull(there);
    }

    private Notifications notifications() {
        return new Notifications(on().database, on().catalog::snapshot, new Signals(false), on().clock);
    }

    private BreakGlass breakGlass() {
        return new BreakGlass(
                on().database, on().cluster.clusters(), on().workspaces, new EventStore(notifications()), on().clock);
    }

    private Grant open(Duration duration) {
        return breakGlass()
                .open(new BreakGlass.Ask(
                        on().ref("orders"),
                        "dev",
                        "Moving pods by hand",
                        duration,
                        "platform-team",
                        "user:default/petra"));
    }

    private boolean petraMayDeletePods() {
        return on().cluster.may("petra", "delete", "", "pods", on().namespace("orders"));
    }

    @Test
    void letsThePlatformTeamWriteUntilTheTimeIsOver() {
        var before = petraMayDeletePods();

        var grant = open(Duration.ofMinutes(30));
        var meanwhile = petraMayDeletePods();
        on().clock.advance(Duration.ofMinutes(30));
        breakGlass().turn();

        assertThat(before).isFalse();
        assertThat(meanwhile).isTrue();
        assertThat(petraMayDeletePods()).isFalse();
        assertThat(breakGlass().find(grant.id()).orElseThrow().times().removedAt())
                .isNotNull();
        assertThat(on().cluster.may("petra", "get", "", "secrets", on().namespace("orders")))
                .isFalse();
    }

    @Test
    void takesAwayWhatRanOutWhileTheServiceWasDown() {
        open(Duration.ofMinutes(1));

        on().clock.advance(Duration.ofDays(3));
        var afterTheStart = breakGlass();
        afterTheStart.turn();

        assertThat(petraMayDeletePods()).isFalse();
        assertThat(afterTheStart.list(on().ref("orders")))
                .singleElement()
                .satisfies(grant -> assertThat(grant.times().endedAt())
                        .isEqualTo(grant.times().expiresAt()));
    }

    @Test
    void endsEarly() {
        var grant = open(Duration.ofHours(4));

        var ended = breakGlass().end(grant.id(), "user:default/olga");

        assertThat(petraMayDeletePods()).isFalse();
        assertThat(ended.endedBy()).isEqualTo("user:default/olga");
        assertThat(ended.times().removedAt()).isNotNull();
    }

    @Test
    void tellsTheOwnerAndTheAudit() {
        on().catalog
                .put(
                        "{apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: olga}, spec: {memberOf: [team-orders]}}");
        var grant = open(Duration.ofMinutes(5));
        breakGlass().end(grant.id(), "user:default/petra");

        var told = on().database
                .inTransaction(tx -> new EventStore().list(tx, "group:default/team-orders", null, null, 10));
        assertThat(told)
                .extracting(listed -> listed.event().type())
                .containsExactly("break-glass.ended", "break-glass.opened");
        assertThat(told.getLast().event().data().path("reason").asString()).isEqualTo("Moving pods by hand");
        assertThat(TestNotices.titles(notifications(), "user:default/olga"))
                .containsExactlyInAnyOrder(
                        "user:default/petra may not write any more in ws-glass-orders in dev",
                        "user:default/petra may write in ws-glass-orders in dev");
        List<String> audited = on().database
                .inTransaction(tx -> tx.jooq()
                        .select(AUDIT_LOG.ACTION)
                        .from(AUDIT_LOG)
                        .orderBy(AUDIT_LOG.ID)
                        .fetch(AUDIT_LOG.ACTION));
        assertThat(audited).containsExactly("workspace.ensure", "break-glass.opened", "break-glass.ended");
    }

    @Test
    void isNoStrangerWhileItIsOpenAndOneAfterwards() {
        var grant = open(Duration.ofMinutes(5));
        var name = "rolebinding/" + Inspection.grantName(grant.id().toString());

        var open = on().workspaces.standing(on().ref("orders")).getFirst().objects();
        on().clock.advance(Duration.ofMinutes(5));
        var over = on().workspaces.standing(on().ref("orders")).getFirst().objects();

        assertThat(open).extracting(ObjectState::object).doesNotContain(name);
        assertThat(over)
                .filteredOn(state -> state.object().equals(name))
                .singleElement()
                .satisfies(state -> assertThat(state.state()).isEqualTo(State.FOREIGN));
    }

    @Test
    void refusesMoreThanFourHours() {
        assertThatThrownBy(() -> open(Duration.ofHours(4).plusSeconds(1))).hasMessageContaining("at most PT4H");
    }

    @Test
    void refusesWhereThereIsNoCluster() {
        assertThatThrownBy(() -> breakGlass()
                        .open(new BreakGlass.Ask(
                                on().ref("orders"),
                                "prod",
                                "Moving pods by hand",
                                Duration.ofMinutes(1),
                                "platform-team",
                                "user:default/petra")))
                .hasMessageContaining("environment prod has no cluster");
    }
}
