package dev.buildrun.platform.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.platform.testing.OnCluster;
import dev.buildrun.platform.workspace.ObjectState;
import dev.buildrun.platform.workspace.ObjectState.State;
import dev.buildrun.platform.workspace.WorkspaceConfig.Repair;
import dev.buildrun.platform.workspace.WorkspacePlan;
import dev.buildrun.testing.AuditRows;
import dev.buildrun.work.WakeUp;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The reconciler on a real API server, as {@code ./dev cluster} has one; skipped where none runs. */
class ReconcilerOnKubernetesTest {
    private static final Duration EVENT_PATIENCE = Duration.ofMillis(500);
    private static final int MOST_TURNS = 60;

    private final WakeUp wake = new WakeUp();
    private final Set<String> changed = new HashSet<>();
    private @Nullable OnCluster there;
    private @Nullable Reconciler reconciler;

    private OnCluster start(Repair repair) {
        var started = OnCluster.start("ws-rec", repair);
        assumeTrue(started.isPresent(), "no cluster runs; ./dev cluster starts one");
        there = started.get();
        reconciler = reconciler(there);
        return there;
    }

    private Reconciler reconciler(OnCluster on) {
        var sight = new Reconciler.Sight() {
            @Override
            public Supplier<Snapshot> catalog() {
                return on.catalog::snapshot;
            }

            @Override
            public Optional<Set<String>> changedAfter(long position) {
                return Optional.of(Set.copyOf(changed));
            }
        };
        return new Reconciler(on.database, on.ours(), on.workspaces, sight, on.config, wake, on.clock);
    }

    @AfterEach
    void close() {
        if (there != null) {
            Objects.requireNonNull(reconciler).close();
            there.close();
        }
    }

    /** Takes turns as events come, until it is so. */
    private void turnUntil(BooleanSupplier condition) throws InterruptedException {
        for (var turn = 0; turn < MOST_TURNS && !condition.getAsBoolean(); turn++) {
            Objects.requireNonNull(reconciler).turn();
            wake.await(EVENT_PATIENCE);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private static List<ObjectState> report(OnCluster on, String name) {
        return on.workspaces
                .row(new WorkspacePlan.Key(on.ref(name), "dev"))
                .orElseThrow()
                .report()
                .objects();
    }

    private static boolean isReported(OnCluster on, String object, State state) {
        return report(on, "orders").stream().anyMatch(each -> each.object().equals(object) && each.state() == state);
    }

    private static RoleBinding backDoor(OnCluster on) {
        return new RoleBindingBuilder()
                .withNewMetadata()
                .withName("back-door")
                .withNamespace(on.namespace("orders"))
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "edit")
                .withSubjects(new SubjectBuilder()
                        .withApiGroup("rbac.authorization.k8s.io")
                        .withKind("User")
                        .withName("mallory")
                        .build())
                .build();
    }

    private static boolean has(OnCluster on, String policy, String name) {
        return on.cluster
                        .as("admin")
                        .network()
                        .v1()
                        .networkPolicies()
                        .inNamespace(on.namespace(name))
                        .withName(policy)
                        .get()
                != null;
    }

    private static void deleteDefaultDeny(OnCluster on) {
        on.cluster
                .as("admin")
                .network()
                .v1()
                .networkPolicies()
                .inNamespace(on.namespace("orders"))
                .withName("default-deny")
                .delete();
    }

    @Test
    void reportsWhatOthersHaveChangedAndLeavesItWhereThatIsThePolicy() throws Exception {
        var on = start(Repair.REPORT);
        on.ensure("orders");
        turnUntil(() -> report(on, "orders").stream().allMatch(each -> each.state() == State.IN_SYNC));

        deleteDefaultDeny(on);
        on.cluster.as("admin").resource(backDoor(on)).create();

        turnUntil(() -> isReported(on, "networkpolicy/default-deny", State.MISSING)
                && isReported(on, "rolebinding/back-door", State.FOREIGN));
        assertThat(has(on, "default-deny", "orders")).isFalse();
    }

    @Test
    void putsRightWhatOthersHaveChangedWhereThatIsThePolicy() throws Exception {
        var on = start(Repair.REPAIR);
        on.ensure("orders");
        turnUntil(() -> report(on, "orders").stream().allMatch(each -> each.state() == State.IN_SYNC));
        var before = AuditRows.newest(on.database);

        deleteDefaultDeny(on);
        on.cluster.as("admin").resource(backDoor(on)).create();

        turnUntil(() -> has(on, "default-deny", "orders")
                && on.cluster.as("admin").resource(backDoor(on)).get() == null);
        turnUntil(() -> report(on, "orders").stream().allMatch(each -> each.state() == State.IN_SYNC));
        assertThat(AuditRows.ofNobody(on.database, before))
                .isNotEmpty()
                .containsOnly("workspace.repair " + on.ref("orders") + " in dev");
    }

    @Test
    void letsRightsFollowTheOwnerWhateverThePolicy() throws Exception {
        var on = start(Repair.REPORT);
        on.ensure("orders");
        turnUntil(() -> on.cluster.may("olga", "create", "apps", "deployments", on.namespace("orders")));

        on.catalog.put(on.component("orders", "team-payments", "dependsOn: []"));
        changed.add(on.ref("orders"));

        turnUntil(() -> on.cluster.may("pavel", "create", "apps", "deployments", on.namespace("orders")));
        assertThat(on.cluster.may("olga", "get", "", "pods", on.namespace("orders")))
                .isFalse();
        assertThat(on.cluster
                        .as("admin")
                        .namespaces()
                        .withName(on.namespace("orders"))
                        .get()
                        .getMetadata()
                        .getLabels())
                .containsEntry("buildrun.dev/team", "team-payments");
    }

    @Test
    void closesTheWayToWhatIsNotDependedOnAnyMoreAtBothEnds() throws Exception {
        var on = start(Repair.REPORT);
        on.ensure("orders");
        on.ensure("payments");
        turnUntil(() ->
                has(on, "to-ws-rec-payments-dev", "orders") && has(on, "from-service-ws-rec-orders-dev", "payments"));

        on.catalog.put(on.component("orders", "team-orders", "dependsOn: []"));
        changed.add(on.ref("orders"));

        turnUntil(() ->
                !has(on, "to-ws-rec-payments-dev", "orders") && !has(on, "from-service-ws-rec-orders-dev", "payments"));
    }

    @Test
    void leavesAClusterToWhoeverHoldsTheLease() {
        var on = start(Repair.REPORT);
        on.ensure("orders");
        Objects.requireNonNull(reconciler).turn();

        try (var second = reconciler(on)) {
            assertThat(second.turn()).isZero();
        }
    }

    @Test
    void keepsToTheUsualContractWhereAConsumedApiIsNotKnown() throws Exception {
        var on = start(Repair.REPAIR);
        on.ensure("orders");
        turnUntil(() -> report(on, "orders").stream().allMatch(each -> each.state() == State.IN_SYNC));

        on.catalog.put(on.component("orders", "team-orders", "consumesApis: [api:default/gone]"));
        changed.add(on.ref("orders"));
        deleteDefaultDeny(on);

        turnUntil(() -> has(on, "default-deny", "orders"));
        turnUntil(() -> report(on, "orders").stream().allMatch(each -> each.state() == State.IN_SYNC));
    }
}
