package dev.buildrun.platform.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.binding.Binding.Status;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.testing.OnCluster;
import dev.buildrun.platform.workspace.WorkspaceConfig.Repair;
import dev.buildrun.testing.Witness;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bindings on a real API server, as {@code ./dev cluster} has one; skipped where none runs. */
class BindingsOnKubernetesTest {
    private static final String CLAIMS = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: wsdatabases.ws.buildrun.dev}
            spec:
              group: ws.buildrun.dev
              scope: Namespaced
              names: {plural: wsdatabases, singular: wsdatabase, kind: WsDatabase}
              versions:
                - name: v1
                  served: true
                  storage: true
                  subresources: {status: {}}
                  schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: ws-databases}
            rules:
              - {apiGroups: [ws.buildrun.dev], resources: [wsdatabases], verbs: [get, create, patch, delete]}
              - {apiGroups: [""], resources: [configmaps], verbs: [create, patch, delete]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: ws-databases}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ws-databases}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: buildrun}]
            """;
    private static final String OFFERINGS = """
            apiVersion: backstage.io/v1alpha1
            kind: Resource
            metadata:
              name: postgres
              namespace: platform
              annotations: {buildrun.dev/provisioner: crossplane, buildrun.dev/plans: 'small,large'}
            spec:
              type: platform-service
              owner: group:default/platform-team
              binding:
                secretName: '{component}-{name}'
                resource:
                  apiVersion: ws.buildrun.dev/v1
                  kind: WsDatabase
                  metadata: {name: '{component}-{name}', namespace: kube-system}
                  spec: {size: '{plan}', writeConnectionSecretToRef: {name: '{secret}'}}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Resource
            metadata:
              name: redis
              namespace: platform
              annotations: {buildrun.dev/provisioner: template}
            spec:
              type: platform-service
              owner: group:default/platform-team
              binding:
                template: |
                  apiVersion: v1
                  kind: ConfigMap
                  metadata: {name: '{name}-request'}
                  data: {plan: '{plan}'}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Resource
            metadata: {name: s3, namespace: platform, annotations: {buildrun.dev/provisioner: secret}}
            spec: {type: platform-service, owner: "group:default/platform-team"}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Resource
            metadata: {name: trap, namespace: platform, annotations: {buildrun.dev/provisioner: template}}
            spec:
              type: platform-service
              owner: group:default/platform-team
              binding: {template: '{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: x}}'}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Resource
            metadata: {name: self-made, namespace: default, annotations: {buildrun.dev/provisioner: secret}}
            spec: {type: platform-service, owner: team-orders}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: API
            metadata: {name: contract, namespace: platform}
            spec:
              type: platform-contract
              lifecycle: production
              owner: group:default/platform-team
              definition: |
                contract: v1
                environments: [{name: dev, order: 1}, {name: prod, order: 2}]
                bindings:
                  postgres: {type: postgresql, required: [host], plans: [small, large]}
                  redis: {type: redis, required: [host], plans: [small]}
                  s3: {type: s3, required: [bucket], plans: [standard]}
                  trap: {type: trap, required: [], plans: [standard]}
                  self-made: {type: self, required: [], plans: [standard]}
            """;

    private final List<Binding.Waiting> answered = new ArrayList<>();
    private @Nullable OnCluster there;
    private @Nullable Bindings bindings;

    @BeforeEach
    void start() {
        var started = OnCluster.start("ws-bind", Repair.REPORT);
        assumeTrue(started.isPresent(), "no cluster runs; ./dev cluster starts one");
        there = started.get();
        there.catalog
                .put(OFFERINGS)
                .put(there.component("orders", "team-orders", "consumesApis: [api:platform/contract]"));
        var admin = there.cluster.as("admin");
        admin.load(new ByteArrayInputStream(CLAIMS.getBytes(StandardCharsets.UTF_8)))
                .items()
                .forEach(each -> admin.resource(each).fieldManager("admin").serverSideApply());
        there.ensure("orders");
        bindings = new Bindings(there.database, there.cluster.clusters(), (step, _) -> answered.add(step), there.clock);
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

    private Bindings bindings() {
        return Objects.requireNonNull(bindings);
    }

    private BindingPlan plan(String service, @Nullable String size) {
        return new BindingPlanner(new PlatformModel(on().catalog.snapshot()), List.of("group:default/platform-team"))
                .plan(
                        on().workspaces.plan(on().ref("orders"), "dev"),
                        new BindingPlanner.Order(on().ref("orders"), service, size, null));
    }

    private Binding request(String service, @Nullable String size) {
        return bindings().request(plan(service, size), "user:default/olga");
    }

    private @Nullable GenericKubernetesResource claim() {
        return on().cluster
                .as("admin")
                .genericKubernetesResources("ws.buildrun.dev/v1", "WsDatabase")
                .inNamespace(on().namespace("orders"))
                .withName("ws-bind-orders-postgres")
                .get();
    }

    private void makeReady() {
        var claim = Objects.requireNonNull(claim());
        claim.setAdditionalProperty(
                "status",
                Map.of("conditions", List.of(Map.of("type", "Ready", "status", "True", "message", "here it is"))));
        on().cluster.as("admin").resource(claim).updateStatus();
    }

    @Test
    void asksForOneObjectAndIsReadyWhenThatSaysSo() {
        var changes = Witness.of(
                on().database,
                "platform_bindings",
                "tg_op = 'INSERT' or new.status = 'ready' and old.status <> 'ready'");
        var requested = request("postgres", "largest");
        var before = bindings().turn();
        makeReady();
        bindings().turn();

        assertThat(changes.left())
                .containsExactly(
                        List.of("user:default/olga binding.bind succeeded"), List.of("- binding.end succeeded"));
        var ready = bindings().find(requested.key()).orElseThrow();
        assertThat(requested.progress().status()).isEqualTo(Status.REQUESTED);
        assertThat(before).isZero();
        assertThat(Objects.requireNonNull(claim()).<String>get("spec", "size")).isEqualTo("large");
        assertThat(Objects.requireNonNull(claim()).<String>get("spec", "writeConnectionSecretToRef", "name"))
                .isEqualTo("ws-bind-orders-postgres");
        assertThat(ready.progress().status()).isEqualTo(Status.READY);
        assertThat(ready.progress().message()).isEqualTo("here it is");
        assertThat(ready.mountPath()).isEqualTo("/bindings/postgres");
    }

    @Test
    void letsAParkedStepGoOnWhenItIsReadyEvenIfThatWasBefore() {
        var step = new Binding.Waiting(UUID.randomUUID(), "bind", "");
        var requested = request("postgres", null);
        bindings().await(requested.key(), step);
        bindings().turn();
        var tooEarly = List.copyOf(answered);
        makeReady();

        bindings().turn();
        bindings().turn();

        assertThat(tooEarly).isEmpty();
        assertThat(answered).containsExactly(step);
    }

    @Test
    void changesNothingWhenAskedAgain() {
        request("postgres", null);
        var before = Objects.requireNonNull(claim()).getMetadata();

        request("postgres", null);

        var after = Objects.requireNonNull(claim()).getMetadata();
        assertThat(after.getUid()).isEqualTo(before.getUid());
        assertThat(after.getResourceVersion()).isEqualTo(before.getResourceVersion());
    }

    @Test
    void makesTheObjectsOfATemplateInTheComponentsNamespaceOnly() {
        var binding = request("redis", null);

        assertThat(binding.progress().status()).isEqualTo(Status.READY);
        assertThat(on().cluster
                        .as("admin")
                        .configMaps()
                        .inNamespace(on().namespace("orders"))
                        .withName("redis-request")
                        .get()
                        .getData())
                .containsEntry("plan", "small");
    }

    @Test
    void expectsASecretThatComesByOtherWaysAndDoesNotReadIt() {
        var binding = request("s3", null);

        assertThat(binding.progress().status()).isEqualTo(Status.READY);
        assertThat(binding.progress().message()).contains("s3-binding", "not read");
        assertThat(on().cluster.may("buildrun", "get", "", "secrets", on().namespace("orders")))
                .isFalse();
    }

    @Test
    void refusesToUnbindWhatARunningPodMountsUnlessForced() {
        var binding = request("postgres", null);
        on().cluster.as("admin").resource(pod("ws-bind-orders-postgres")).create();

        assertThatThrownBy(() -> bindings().unbind(binding.key(), false, "user:default/olga"))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        refusal -> assertThat(refusal.kind()).isEqualTo(ErrorKind.CONFLICT))
                .hasMessageContaining("pod user-of-it");
        assertThat(claim()).isNotNull();

        var changes = Witness.of(on().database, "platform_bindings", "new is null or new.status = 'unbinding'");
        bindings().unbind(binding.key(), true, "user:default/olga");

        assertThat(claim()).isNull();
        assertThat(bindings().find(binding.key())).isEmpty();
        assertThat(changes.left())
                .containsExactly(
                        List.of("user:default/olga binding.unbind succeeded"),
                        List.of("- binding.unbind-end succeeded"));
    }

    private Pod pod(String secret) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("user-of-it")
                .withNamespace(on().namespace("orders"))
                .endMetadata()
                .withNewSpec()
                // No node ever gets it, so that it goes at once with its namespace.
                .withSchedulerName("none")
                .addNewVolume()
                .withName("binding")
                .withNewSecret()
                .withSecretName(secret)
                .endSecret()
                .endVolume()
                .addNewContainer()
                .withName("one")
                .withImage("local/none:1")
                .endContainer()
                .endSpec()
                .build();
    }

    @Test
    void leavesAloneWhatSomebodyElseHasMadeUnderTheName() {
        var binding = request("redis", null);
        var found = on().cluster
                .as("admin")
                .configMaps()
                .inNamespace(on().namespace("orders"))
                .withName("redis-request");
        found.edit(map -> {
            map.getMetadata().setLabels(Map.of());
            return map;
        });

        bindings().unbind(binding.key(), false, "user:default/olga");

        assertThat(found.get()).isNotNull();
    }

    @Test
    void takesNoOfferingThatIsNotThePlatformTeams() {
        assertThatThrownBy(() -> plan("self-made", null))
                .hasMessageContaining("Expected one of the platform's services");
    }

    @Test
    void letsNoTemplateDecideWhoMayDoWhat() {
        assertThatThrownBy(() -> plan("trap", null))
                .hasMessageContaining("found a RoleBinding, which no template may make");
    }

    @Test
    void refusesAPlanThatTheOfferingDoesNotHave() {
        assertThatThrownBy(() -> plan("postgres", "huge")).hasMessageContaining("[small, large], found huge");
    }
}
