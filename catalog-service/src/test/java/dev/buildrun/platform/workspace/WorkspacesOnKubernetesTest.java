package dev.buildrun.platform.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.buildrun.database.Database;
import dev.buildrun.platform.conformance.Fact;
import dev.buildrun.platform.contract.ContractsInForce;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.objects.Labels;
import dev.buildrun.platform.objects.ObjectText;
import dev.buildrun.platform.testing.CatalogOf;
import dev.buildrun.platform.testing.RealCluster;
import dev.buildrun.platform.workspace.ObjectState.State;
import dev.buildrun.platform.workspace.Workspaces.Surroundings;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.testing.TestDatabase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Workspaces on a real API server, as {@code ./dev cluster} has one; skipped where none runs. */
class WorkspacesOnKubernetesTest {
    private static final String ORDERS = "component:default/ws-orders";
    private static final String NAMESPACE = "ws-orders-dev";
    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");

    private static @Nullable RealCluster running;

    private final CatalogOf catalog = CatalogOf.yaml("""
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: ws-orders}
            spec: {type: service, lifecycle: production, owner: team-orders, system: commerce,
                   dependsOn: [component:default/ws-payments]}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: ws-payments}
            spec: {type: service, lifecycle: production, owner: team-payments}
            """);
    private Database database;
    private Workspaces workspaces;

    @BeforeAll
    static void findCluster() {
        running = RealCluster.running().orElse(null);
    }

    @AfterAll
    static void closeCluster() {
        if (running != null) {
            running.close();
        }
    }

    private static RealCluster cluster() {
        return Objects.requireNonNull(running);
    }

    @BeforeEach
    void open() {
        assumeTrue(running != null, "no cluster runs; ./dev cluster starts one");
        database = TestDatabase.open();
        workspaces = workspaces("");
        cluster().delete(NAMESPACE);
    }

    private Workspaces workspaces(String prefix) {
        var config = new WorkspaceConfig(
                WorkspaceConfig.Repair.REPORT, prefix, Map.of("dev", "buildrun"), Duration.ofHours(1));
        return new Workspaces(
                database,
                cluster().clusters(),
                new Surroundings(
                        catalog::snapshot,
                        () -> new WorkspacePlanner.Terms(ContractsInForce.NONE, List.of("group:default/platform-team")),
                        _ -> Set.of(),
                        config),
                new ManualClock(NOW));
    }

    @AfterEach
    void close() {
        if (running != null) {
            cluster().delete(NAMESPACE);
            database.close();
        }
    }

    private Workspaces.Standing ensure() {
        return workspaces.ensure(workspaces.plan(ORDERS, "dev"), "user:default/olga");
    }

    @Test
    void givesTheOwnersTheRightsAndNobodyElse() {
        var standing = ensure();

        assertThat(standing.objects()).isNotEmpty().allMatch(object -> object.state() == State.IN_SYNC);
        assertThat(workspaces.standing(ORDERS).getFirst().isInSync()).isTrue();
        assertThat(cluster().may("olga", "create", "apps", "deployments", NAMESPACE))
                .isTrue();
        assertThat(cluster().may("olga", "create", "", "pods/exec", NAMESPACE)).isTrue();
        assertThat(cluster().may("olga", "delete", "", "resourcequotas", NAMESPACE))
                .isFalse();
        assertThat(cluster().may("olga", "create", "rbac.authorization.k8s.io", "rolebindings", NAMESPACE))
                .isFalse();
        assertThat(cluster().may("pavel", "get", "", "pods", NAMESPACE)).isFalse();
        assertThat(cluster().may("petra", "list", "", "pods", NAMESPACE)).isTrue();
        assertThat(cluster().may("petra", "get", "", "secrets", NAMESPACE)).isFalse();
        assertThat(cluster().may("petra", "delete", "", "pods", NAMESPACE)).isFalse();
    }

    @Test
    void neverReadsSecrets() {
        ensure();

        for (var verb : List.of("get", "list", "watch")) {
            assertThat(cluster().may("buildrun", verb, "", "secrets", NAMESPACE))
                    .as(verb)
                    .isFalse();
        }
    }

    @Test
    void changesNothingWhenAskedAgain() {
        ensure();
        var before = versions();

        ensure();

        assertThat(versions()).isEqualTo(before);
    }

    private List<String> versions() {
        return new LiveCluster(cluster().clusters().named("admin").orElseThrow())
                .managed(NAMESPACE).stream()
                        .map(HasMetadata::getMetadata)
                        .map(meta -> meta.getUid() + " " + meta.getResourceVersion())
                        .sorted()
                        .toList();
    }

    @Test
    void reportsAConflictWithWhoOwnsTheFieldAndLeavesItAlone() {
        ensure();
        cluster()
                .as("admin")
                .resource(quota("services.nodeports", "7"))
                .fieldManager("somebody")
                .forceConflicts()
                .serverSideApply();

        var before = workspaces.standing(ORDERS).getFirst();
        var after = ensure();

        assertThat(before.objects())
                .contains(new ObjectState(
                        "resourcequota/buildrun",
                        State.DRIFTED,
                        List.of("spec.hard.services.nodeports: expected \"0\", found \"7\"")));
        assertThat(after.objects())
                .filteredOn(object -> object.object().equals("resourcequota/buildrun"))
                .singleElement()
                .satisfies(object -> {
                    assertThat(object.state()).isEqualTo(State.CONFLICT);
                    assertThat(object.details())
                            .singleElement()
                            .asString()
                            .contains(".spec.hard.services.nodeports", "\"somebody\"");
                });
        assertThat(quotaOnCluster().getSpec().getHard().get("services.nodeports"))
                .isEqualTo(new Quantity("7"));
    }

    private static ResourceQuota quota(String name, String value) {
        return new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("buildrun")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withHard(Map.of(name, new Quantity(value)))
                .endSpec()
                .build();
    }

    private static ResourceQuota quotaOnCluster() {
        return cluster()
                .as("admin")
                .resourceQuotas()
                .inNamespace(NAMESPACE)
                .withName("buildrun")
                .get();
    }

    @Test
    void takesNoNamespaceThatIsSomebodyElses() {
        cluster()
                .as("admin")
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .addToLabels("whose", "somebody")
                        .endMetadata()
                        .build())
                .create();

        var standing = ensure();

        assertThat(standing.objects())
                .singleElement()
                .satisfies(object -> assertThat(object.state()).isEqualTo(State.CONFLICT));
        assertThat(new LiveCluster(cluster().clusters().named("admin").orElseThrow()).managed(NAMESPACE))
                .isEmpty();
    }

    @Test
    void findsWhatIsMissingAndWhoMayWriteWithoutReason() {
        ensure();
        cluster()
                .as("admin")
                .limitRanges()
                .inNamespace(NAMESPACE)
                .withName("buildrun")
                .delete();
        cluster()
                .as("admin")
                .resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName("back-door")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "edit")
                        .withSubjects(new SubjectBuilder()
                                .withApiGroup("rbac.authorization.k8s.io")
                                .withKind("Group")
                                .withName("team-payments")
                                .build())
                        .build())
                .create();

        var found = workspaces.standing(ORDERS).getFirst().objects();

        assertThat(found).contains(ObjectState.of("limitrange/buildrun", State.MISSING));
        assertThat(found)
                .contains(ObjectState.of(
                        "rolebinding/back-door", State.FOREIGN, "Group team-payments may write by ClusterRole edit"));
    }

    private void letIn(String name, String role, Subject subject, Map<String, String> annotations) {
        cluster()
                .as("admin")
                .resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(NAMESPACE)
                        .withAnnotations(annotations)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                        .withSubjects(subject)
                        .build())
                .create();
    }

    private static Subject subject(String kind, String name) {
        return new SubjectBuilder()
                .withApiGroup("rbac.authorization.k8s.io")
                .withKind(kind)
                .withName(name)
                .build();
    }

    private static Subject account(String namespace) {
        return new SubjectBuilder()
                .withKind("ServiceAccount")
                .withNamespace(namespace)
                .withName("default")
                .build();
    }

    private Map<String, String> strangers(Workspaces seen) {
        var facts = new ClusterFacts(seen, (_, _) -> List.of()).facts(ORDERS, "dev");
        return switch (facts) {
            case Fact.Unknown<JsonNode>(var reason) -> throw new AssertionError(reason);
            case Fact.Known<JsonNode>(var live) ->
                live.path("roleBindings")
                        .valueStream()
                        .collect(Collectors.toMap(
                                binding -> binding.path("name").asString(),
                                binding -> binding.path("strangers").toString()
                                        + binding.path("breakGlassUntil").asString("")));
        };
    }

    /** What a name looks like is no reason: a user may be called like the team, and anybody may write an annotation. */
    @Test
    void rulesAreToldWhomARoleBindingLetsInWithoutReason() {
        var prefixed = workspaces("oidc:");
        prefixed.ensure(prefixed.plan(ORDERS, "dev"), "user:default/olga");
        letIn("our-own", "edit", account(NAMESPACE), Map.of());
        letIn("looks", "view", subject("Group", "team-payments"), Map.of());
        letIn("from-elsewhere", "edit", account("kube-system"), Map.of());
        letIn("called-like-us", "edit", subject("User", "team-orders"), Map.of());
        letIn("no-glass", "edit", subject("User", "petra"), Map.of(Labels.EXPIRES_AT, "2099-01-01T00:00:00Z"));

        assertThat(strangers(prefixed))
                .containsEntry("team-developers", "[]")
                .containsEntry("our-own", "[]")
                .containsEntry("looks", "[]")
                .containsEntry(
                        "from-elsewhere", "[\"ServiceAccount kube-system/default may write by ClusterRole edit\"]")
                .containsEntry("called-like-us", "[\"User team-orders may write by ClusterRole edit\"]")
                .containsEntry("no-glass", "[\"User petra may write by ClusterRole edit\"]");
    }

    @Test
    void givesTwoComponentsOfOneNameTwoNamespaces() {
        var first = database.inTransaction(tx -> new WorkspaceStore()
                .reserve(tx, new WorkspacePlan.Key("component:other/ws-orders", "dev"), null, "x", NOW));

        var plan = workspaces.plan(ORDERS, "dev");

        assertThat(first.namespace()).isEqualTo(NAMESPACE);
        assertThat(plan.workspace().namespace()).matches("ws-orders-dev-[0-9a-f]{8}");
    }

    @Test
    void opensTheWayToWhatTheCatalogSaysItDependsOn() {
        var names = workspaces.plan(ORDERS, "dev").objects().stream()
                .map(ObjectText::name)
                .toList();
        var other = new WorkspacePlanner(
                        new PlatformModel(catalog.snapshot()),
                        new WorkspacePlanner.Terms(ContractsInForce.NONE, List.of()),
                        WorkspaceConfig.USUAL,
                        WorkspacePlanner.Names.NONE)
                .ofComponent("component:default/ws-payments", "dev");

        assertThat(names).contains("networkpolicy/to-ws-payments-dev");
        assertThat(other.objects()).extracting(ObjectText::name).contains("networkpolicy/from-service-ws-orders-dev");
    }

    @Test
    void saysThatItOnlyPlansWhereThereIsNoCluster() {
        var prod = workspaces.standing(ORDERS).getLast();

        assertThat(prod.note()).isEqualTo("environment prod has no cluster; the objects are planned only");
        assertThat(prod.objects()).allMatch(object -> object.state() == State.PLANNED);
    }

    @Test
    void saysThatTheClusterDoesNotAnswer() {
        var refused = assertThrows(
                KubernetesClientException.class,
                () -> cluster().as("pavel").namespaces().withName(NAMESPACE).get());

        assertThat(cluster().clusters().named("pavel").orElseThrow().failure(refused))
                .hasMessageStartingWith("Cluster 'pavel': 403 namespaces \"" + NAMESPACE + "\" is forbidden");
    }
}
