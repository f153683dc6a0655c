package dev.buildrun.scaffolder.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.integration.IntegrationType;
import dev.buildrun.integration.Integrations;
import dev.buildrun.integration.ReadLimits;
import dev.buildrun.integration.UrlReaders;
import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionExample;
import dev.buildrun.scaffolder.action.Actions;
import dev.buildrun.scaffolder.action.Initiator;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.builtin.catalog.CatalogAccess;
import dev.buildrun.scaffolder.builtin.debug.DebugWait;
import dev.buildrun.scaffolder.builtin.fetch.Sources;
import dev.buildrun.scaffolder.builtin.publish.CommitDefaults;
import dev.buildrun.scaffolder.builtin.publish.PublishGit;
import dev.buildrun.scaffolder.expression.TemplateEngine;
import dev.buildrun.scaffolder.expression.TemplateExtensions;
import dev.buildrun.scaffolder.run.ActionPermits;
import dev.buildrun.scaffolder.run.Cancellation;
import dev.buildrun.scaffolder.run.RunResult;
import dev.buildrun.scaffolder.run.RunSettings;
import dev.buildrun.scaffolder.run.TaskRun;
import dev.buildrun.scaffolder.run.TaskRunner;
import dev.buildrun.scaffolder.run.TaskSide;
import dev.buildrun.scaffolder.testing.ExampleExpectation;
import dev.buildrun.scaffolder.testing.LoopbackApi;
import dev.buildrun.scaffolder.testing.LoopbackGitHost;
import dev.buildrun.scaffolder.testing.MemoryLedger;
import dev.buildrun.scaffolder.testing.MemoryState;
import dev.buildrun.scaffolder.testing.RecordedEvents;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What must hold for every action that comes with the service: its description is true. */
final class BuiltInActionsTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    @TempDir
    Path directory;

    private LoopbackGitHost host;
    private LoopbackApi api;
    private List<Action<?, ?>> actions;

    @BeforeEach
    void start() throws IOException {
        host = new LoopbackGitHost(Files.createDirectory(directory.resolve("repositories")));
        api = new LoopbackApi();
        api.answer("/api/catalog/entities", 200, "application/json", "[]");
        api.answer(
                "/api/catalog/entities/by-name/component/default/nothing",
                404,
                "application/json",
                "{\"error\":{\"name\":\"NotFoundError\"}}");
        var integrations = Integrations.none().with("localhost:7007", IntegrationType.BUILT_IN);
        actions = new ArrayList<>(BuiltInActions.all(
                new Sources(new UrlReaders(List.of()), integrations, ReadLimits.USUAL),
                new TemplateEngine(TemplateExtensions.none()),
                new PublishGit(host, host.addresses(), CommitDefaults.usual(() -> NOW)),
                new ShopCatalog(),
                integrations,
                new ActionSettings(api.baseUrl(), List.of(), ActionSettings.USUAL_LONGEST_SLEEP)));
        actions.replaceAll(action -> action instanceof DebugWait ? new DebugWait(duration -> {}) : action);
        template("skeleton/README.md", "# ${{ values.name }} on ${{ values.port }}\n");
        template("skeleton/.github/workflows/ci.yml", "run: ${{ github.ref }}\n");
        template("docs/LICENSE", "Apache-2.0\n");
        template("cookiecutter/cookiecutter.json", "{\"project_slug\":\"x\",\"port\":8080}");
        template(
                "cookiecutter/{{cookiecutter.project_slug}}.txt",
                "{{ cookiecutter.project_slug }}:{{cookiecutter.port}}\n");
        template("cookiecutter/.github/ci.yml", "run: {{ x }}\n");
    }

    @AfterEach
    void stop() {
        host.close();
        api.close();
    }

    @Test
    void runsEveryExample() throws Exception {
        for (var action : actions) {
            assertThat(action.description().examples()).isNotEmpty();
            for (var example : action.description().examples()) {
                var events = new RecordedEvents();
                var expected = ExampleExpectation.of(action.description().id(), example);
                var place = directory.toRealPath().resolve("task-" + UUID.randomUUID());
                var workspace = prepared(expected, Workspace.begin(place, Workspace.Limits.USUAL));
                var state = new MemoryState();

                var result = run(example, events, workspace, state, false);

                assertThat(result)
                        .describedAs("%s: %s\n%s", action.description().id(), example.description(), events.lines())
                        .isInstanceOf(RunResult.Completed.class);
                assertThat(events.lines()).noneMatch(line -> line.contains("|warn: Ignoring"));
                expected.check(workspace, state.finishedSteps());
            }
        }
        assertThat(host.created()).hasSize(2);
    }

    @Test
    void runsEveryExampleDry() throws Exception {
        for (var action : actions) {
            for (var example : action.description().examples()) {
                var events = new RecordedEvents();
                var expected = ExampleExpectation.of(action.description().id(), example);

                var place = Files.createTempDirectory(directory, "task");
                var workspace = prepared(expected, Workspace.open(place, Workspace.Limits.USUAL));

                var result = run(example, events, workspace, new MemoryState(), true);

                assertThat(result)
                        .describedAs("%s: %s\n%s", action.description().id(), example.description(), events.lines())
                        .isInstanceOf(RunResult.Completed.class);
                assertThat(events.lines().stream()
                                .anyMatch(line -> line.contains(
                                        "because " + action.description().id() + " does not support dry-run")))
                        .isEqualTo(!action.description().supportsDryRun());
            }
        }
        assertThat(host.created()).isEmpty();
    }

    @Test
    void hasTheActionsThatTemplatesUse() {
        assertThat(actions.stream().map(action -> action.description().id()).sorted())
                .containsExactly(
                        "catalog:fetch",
                        "catalog:register",
                        "catalog:write",
                        "debug:log",
                        "debug:wait",
                        "fetch:cookiecutter",
                        "fetch:plain",
                        "fetch:plain:file",
                        "fetch:template",
                        "fetch:template:file",
                        "fs:delete",
                        "fs:readdir",
                        "fs:rename",
                        "http:backstage:request",
                        "publish:git",
                        "roadiehq:utils:fs:append",
                        "roadiehq:utils:fs:parse",
                        "roadiehq:utils:fs:replace",
                        "roadiehq:utils:fs:write",
                        "roadiehq:utils:json:merge",
                        "roadiehq:utils:jsonata",
                        "roadiehq:utils:jsonata:json:transform",
                        "roadiehq:utils:jsonata:yaml:transform",
                        "roadiehq:utils:merge",
                        "roadiehq:utils:serialize:json",
                        "roadiehq:utils:serialize:yaml",
                        "roadiehq:utils:sleep",
                        "roadiehq:utils:zip");
    }

    @Test
    void readsWhatTheSchemaSaysIntoTheRecords() {
        for (var action : actions) {
            var json = action.description().toJson().path("schema");
            assertThat(keys(json.path("input")))
                    .describedAs(action.description().id())
                    .isEqualTo(components(action.description().inputType()));
            if (json.has("output")) {
                assertThat(keys(json.path("output")))
                        .describedAs(action.description().id())
                        .isEqualTo(components(action.description().outputType()));
            }
        }
    }

    @Test
    void describesItselfAsTheApiListsIt() {
        var ids = new Actions(actions)
                .all().stream().map(action -> action.description().toJson());

        assertThat(ids).allSatisfy(json -> {
            assertThat(json.path("id").asString()).contains(":");
            assertThat(json.path("description").asString()).endsWith(".");
            assertThat(json.path("examples").size()).isPositive();
            assertThat(json.path("schema").path("input").path("$schema").asString())
                    .isEqualTo("http://json-schema.org/draft-07/schema#");
        });
    }

    private static Workspace prepared(ExampleExpectation expected, Workspace workspace) {
        workspace.write("docs/index.md", "# docs\n".getBytes(StandardCharsets.UTF_8), false);
        expected.prepare(workspace);
        return workspace;
    }

    private RunResult run(
            ActionExample example, RecordedEvents events, Workspace workspace, MemoryState state, boolean dryRun)
            throws Exception {
        var spec = (ObjectNode) Yaml.read(example.example());
        spec.putObject("templateInfo")
                .put("baseUrl", "file://" + directory.resolve("template/template.yaml"))
                .put("entityRef", "template:default/shop");
        var runner = new TaskRunner(
                new Actions(actions),
                TemplateExtensions.none(),
                new RunSettings(Map.of(), Map.of(), true),
                ActionPermits.ALL);
        return runner.run(
                new TaskRun("task-1", spec, TaskSecrets.NONE, Initiator.NOBODY, dryRun),
                new TaskSide(events, state, new MemoryLedger(), workspace, new Cancellation()));
    }

    private static Set<String> keys(JsonNode schema) {
        var keys = new TreeSet<String>(schema.path("properties").propertyNames());
        schema.path("anyOf").forEach(branch -> keys.addAll(keys(branch)));
        return keys;
    }

    private static Set<String> components(Class<?> type) {
        return new TreeSet<>(Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList());
    }

    private void template(String path, String text) throws IOException {
        var file = directory.resolve("template").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** A catalog with one system and one team, in which every location has one component. */
    private static final class ShopCatalog implements CatalogAccess {
        @Override
        public void addLocation(String id, String url, Initiator initiator) {
            assertThat(url).endsWith("/payments/orders/src/branch/main/catalog-info.yaml");
        }

        @Override
        public boolean hasLocation(String url) {
            return false;
        }

        @Override
        public Optional<AddedLocation> location(String id) {
            return Optional.empty();
        }

        @Override
        public void removeLocation(String id, @Nullable String actor) {
            throw new UnsupportedOperationException("No example is rolled back");
        }

        @Override
        public List<EntityRef> entitiesOf(String url, Initiator initiator) {
            return List.of(EntityRef.parse("component:orders"));
        }

        @Override
        public Optional<ObjectNode> entity(EntityRef ref, Initiator initiator) {
            return Stream.of("system:default/shop", "group:default/payments")
                    .filter(ref.toString()::equals)
                    .findFirst()
                    .map(found -> Json.object().put("kind", ref.kind()));
        }
    }
}
