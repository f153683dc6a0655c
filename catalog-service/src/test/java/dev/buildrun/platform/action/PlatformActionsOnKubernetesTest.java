package dev.buildrun.platform.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.json.ParsedDocument;
import dev.buildrun.json.Yaml;
import dev.buildrun.platform.action.ConformanceCheck.Answers;
import dev.buildrun.platform.binding.BindingPlan;
import dev.buildrun.platform.binding.Bindings;
import dev.buildrun.platform.contract.ContractsInForce;
import dev.buildrun.platform.objects.ObjectText;
import dev.buildrun.platform.testing.OnCluster;
import dev.buildrun.platform.workspace.WorkspaceConfig.Repair;
import dev.buildrun.platform.workspace.WorkspacePlanner;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.rollback.RollbackLoop;
import dev.buildrun.scaffolder.task.Callbacks;
import dev.buildrun.scaffolder.task.TaskConfig;
import dev.buildrun.scaffolder.task.TaskRollbacks;
import dev.buildrun.scaffolder.testing.TaskProcess;
import dev.buildrun.testing.TestDatabase;
import dev.buildrun.work.WakeUp;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Tasks with the platform's actions on a real API server, as {@code ./dev cluster} has one; skipped where none runs. */
class PlatformActionsOnKubernetesTest {
    @TempDir
    private Path directory;

    private @Nullable OnCluster there;
    private @Nullable Bindings bindings;
    private @Nullable TaskProcess process;

    @BeforeEach
    void start() {
        var started = OnCluster.start("ws-act", Repair.REPORT);
        assumeTrue(started.isPresent(), "no cluster runs; ./dev cluster starts one");
        there = started.get();
        var address = TestDatabase.create();
        var on = there.onDatabase(address);
        var callbacks = new Callbacks(on.database(), TaskProcess.VAULT, there.clock);
        bindings = new Bindings(
                on.database(),
                there.cluster.clusters(),
                (step, answer) -> callbacks.answer(step.taskId(), step.stepId(), step.iteration(), answer),
                there.clock);
        var view = new PlatformView(
                new StillCatalog(there),
                () -> new WorkspacePlanner.Terms(ContractsInForce.NONE, List.of("group:default/platform-team")),
                there.config,
                on.database(),
                there.cluster.clusters(),
                on.workspaces(),
                bindings);
        process = new TaskProcess(
                address,
                directory,
                there.clock,
                TaskConfig.DEFAULTS,
                List.<Action<?, ?>>of(
                        new PlatformPlan(view),
                        new WorkspaceEnsure(view),
                        new PlatformBind(view),
                        new ConformanceCheck(Answers.NONE, ConformanceCheck.Foresight.NONE),
                        new OnCallEnsure(view)));
    }

    private record StillCatalog(OnCluster on) implements PlatformView.Catalog {
        @Override
        public Snapshot newest() {
            return on.catalog.snapshot();
        }

        @Override
        public void await(String ref) {}
    }

    @AfterEach
    void close() {
        if (there != null) {
            Objects.requireNonNull(process).close();
            there.close();
        }
    }

    private TaskProcess process() {
        return Objects.requireNonNull(process);
    }

    private OnCluster on() {
        return Objects.requireNonNull(there);
    }

    private UUID run(String steps) {
        var id = process().tasks.create((ObjectNode) Yaml.read(steps), TaskSecrets.NONE, "user:default/olga");
        process().loop.claim();
        process().awaitNoRuns();
        return id;
    }

    private static final String ENSURE = """
            steps:
              - {id: ws, action: 'platform:workspace:ensure', input: {component: ws-act-orders, environments: [dev]}}
            """;

    @Test
    void makesTheWorkspaceAndTakesItBackAgain() {
        var id = run(ENSURE);
        var made = on().cluster
                .as("admin")
                .namespaces()
                .withName(on().namespace("orders"))
                .get();

        rollBack(id);

        assertThat(process().messages(id)).anyMatch(line -> line.contains("all in sync"));
        assertThat(made).isNotNull();
        assertThat(isThere()).isFalse();
        assertThat(process().count("platform_workspaces")).isZero();
    }

    @Test
    void leavesAWorkspaceThatOthersHavePutSomethingInto() {
        var id = run(ENSURE);
        on().cluster
                .as("olga")
                .configMaps()
                .inNamespace(on().namespace("orders"))
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("settings")
                        .endMetadata()
                        .build())
                .create();

        rollBack(id);

        assertThat(process().messages(id))
                .anyMatch(line -> line.contains("others have put into it: configmap/settings"));
        assertThat(isThere()).isTrue();
    }

    @Test
    void leavesAWorkspaceThatAnotherTaskHasMade() {
        run(ENSURE);
        var second = run(ENSURE);

        rollBack(second);

        assertThat(isThere()).isTrue();
    }

    private boolean isThere() {
        var namespace = on().cluster
                .as("admin")
                .namespaces()
                .withName(on().namespace("orders"))
                .get();
        return namespace != null && !namespace.isMarkedForDeletion();
    }

    private void rollBack(UUID id) {
        var wake = new WakeUp();
        var rollbacks = new TaskRollbacks(process().database, process().events, on().clock, wake);
        try (var loop = new RollbackLoop(rollbacks, process().actions, TaskConfig.DEFAULTS, wake)) {
            rollbacks.request(process().task(id), "user:default/olga");
            loop.claim();
            while (loop.running() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aStepWaitsForAServiceWithoutAThreadAndGoesOnWhenItIsReady() {
        on().catalog
                .put(WAITING_OFFERING)
                .put(on().component("orders", "team-orders", "consumesApis: [api:platform/contract]"));
        installQueues();
        run(ENSURE);

        var id = run("""
                steps:
                  - {id: bind, action: 'platform:bind', input: {component: ws-act-orders, environment: dev, service: queue}}
                output: {where: '${{ steps.bind.output.mountPath }}'}
                """);
        var parked = process().count("tasks where id = '" + id + "' and parked_at is not null");
        var claim = on().cluster
                .as("admin")
                .genericKubernetesResources("ws.buildrun.dev/v1", "WsQueue")
                .inNamespace(on().namespace("orders"))
                .withName("queue");
        var object = claim.get();
        object.setAdditionalProperty(
                "status", Map.of("conditions", List.of(Map.of("type", "Ready", "status", "True"))));
        on().cluster.as("admin").resource(object).updateStatus();
        Objects.requireNonNull(bindings).turn();
        process().loop.claim();
        process().awaitNoRuns();

        assertThat(parked).isOne();
        assertThat(process().task(id).status().wireName()).isEqualTo("completed");
        assertThat(process().messages(id)).anyMatch(line -> line.contains("is ready"));
        assertThat(Objects.requireNonNull(bindings)
                        .find(new BindingPlan.Key(on().ref("orders"), "dev", "queue"))
                        .orElseThrow()
                        .waiting())
                .isNull();
    }

    private void installQueues() {
        var admin = on().cluster.as("admin");
        for (var document : Yaml.documents("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: wsqueues.ws.buildrun.dev}
                spec:
                  group: ws.buildrun.dev
                  scope: Namespaced
                  names: {plural: wsqueues, singular: wsqueue, kind: WsQueue}
                  versions:
                    - name: v1
                      served: true
                      storage: true
                      subresources: {status: {}}
                      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: ws-queues}
                rules: [{apiGroups: [ws.buildrun.dev], resources: [wsqueues], verbs: [get, create, patch, delete]}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: ws-queues}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ws-queues}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: buildrun}]
                """)) {
            var object = ObjectText.object((ObjectNode) ((ParsedDocument.Content) document).value());
            admin.resource(object).fieldManager("admin").serverSideApply();
        }
    }

    private static final String WAITING_OFFERING = """
            apiVersion: backstage.io/v1alpha1
            kind: Resource
            metadata: {name: queue, namespace: platform, annotations: {buildrun.dev/provisioner: crossplane}}
            spec:
              type: platform-service
              owner: group:default/platform-team
              binding: {resource: {apiVersion: ws.buildrun.dev/v1, kind: WsQueue, metadata: {name: '{name}'}, spec: {}}}
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
                environments: [{name: dev, order: 1}]
                bindings: {queue: {type: queue, required: [host], plans: [small]}}
            """;

    @Test
    void everyExampleRuns() {
        on().catalog.put("""
                apiVersion: backstage.io/v1alpha1
                kind: Component
                metadata: {name: orders, annotations: {buildrun.dev/oncall: 'https://oncall.example/orders'}}
                spec: {type: service, lifecycle: production, owner: team-orders}
                ---
                apiVersion: backstage.io/v1alpha1
                kind: Resource
                metadata: {name: postgres, namespace: platform, annotations: {buildrun.dev/provisioner: secret}}
                spec: {type: platform-service, owner: 'group:default/platform-team'}
                ---
                apiVersion: backstage.io/v1alpha1
                kind: API
                metadata: {name: platform-contract-v1, namespace: platform}
                spec:
                  type: platform-contract
                  lifecycle: production
                  owner: group:default/platform-team
                  definition: |
                    contract: v1
                    environments: [{name: dev, order: 1}]
                    bindings: {postgres: {type: postgresql, required: [host], plans: [small]}}
                """);
        on().cluster.delete("orders-dev");
        for (var action : process().actions.all()) {
            for (var example : action.description().examples()) {
                var id = run(example.example());
                assertThat(process().task(id).status().wireName())
                        .as("%s: %s", example.description(), process().messages(id))
                        .isEqualTo("completed");
            }
        }
        on().cluster.delete("orders-dev");
    }

    @Test
    void theirSchemasAreTheirRecords() {
        for (var action : process().actions.all()) {
            var schema = action.description().toJson().path("schema");
            assertThat(schema.path("input").path("properties").propertyNames())
                    .containsExactlyInAnyOrderElementsOf(
                            components(action.description().inputType()));
            assertThat(schema.path("output").path("properties").propertyNames())
                    .containsExactlyInAnyOrderElementsOf(
                            components(action.description().outputType()));
        }
    }

    private static List<String> components(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }
}
