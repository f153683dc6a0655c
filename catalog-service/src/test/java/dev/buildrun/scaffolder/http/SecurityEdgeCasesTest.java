package dev.buildrun.scaffolder.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Actions;
import dev.buildrun.scaffolder.builtin.debug.DebugLog;
import dev.buildrun.scaffolder.testing.TestAction;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who sees what of tasks and their secrets, in the corners. */
class SecurityEdgeCasesTest {
    private static final String SECRETS = "{\"token\":\"open sesame\"}";

    private final Map<String, String> seen = new ConcurrentHashMap<>();
    private final CountDownLatch hasBegun = new CountDownLatch(1);

    @TempDir
    private Path directory;

    private Deniable policy;
    private ScaffolderService service;

    /** A policy that denies what a test says. */
    private static final class Deniable extends PermissionPolicy {
        private @Nullable String denied;

        @Override
        public Decision decide(Caller caller, Permission permission, @Nullable String resourceRef) {
            return permission.name().equals(denied) ? Decision.DENY : super.decide(caller, permission, resourceRef);
        }
    }

    @BeforeEach
    void start() {
        policy = new Deniable();
        service = new ScaffolderService(
                directory,
                10,
                policy,
                new TestAction("test:give", context -> {
                    seen.put("token", context.secrets().get("backstageToken").orElse("none"));
                    return context.secrets().get("token").orElse("none");
                }),
                new TestAction("test:block", _ -> {
                    hasBegun.countDown();
                    new CountDownLatch(1).await();
                    return "never";
                }));
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private void template(String parameters, String steps) {
        service.addTemplate("t", """
                apiVersion: scaffolder.backstage.io/v1beta3
                kind: Template
                metadata: { name: t }
                spec:
                  type: service
                  parameters: %s
                  steps: %s
                  output: { given: "${{ steps.give.output.result }}" }
                """.formatted(parameters, steps));
    }

    private String create(String values, String secrets) throws Exception {
        var response = service.post(
                "/v2/tasks",
                "{\"templateRef\":\"template:default/t\",\"values\":" + values + ",\"secrets\":" + secrets + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return Json.read(response.body()).path("id").asString();
    }

    private String run(String values, String secrets) throws Exception {
        var id = create(values, secrets);
        service.process.loop.claim();
        service.process.awaitEnd(UUID.fromString(id));
        return id;
    }

    private String events(String id) throws Exception {
        return service.get("/v2/tasks/" + id + "/events").body();
    }

    @Test
    void aSecretShowsNeitherInEventsNorInTheOutput() throws Exception {
        template(
                "[]",
                "[{id: give, action: 'test:give'}, {action: 'debug:log', input: {message: 'it is ${{ steps.give.output.result }}'}}]");

        var events = events(run("{}", SECRETS));

        assertThat(events).contains("it is ***").contains("\"given\":\"***\"").doesNotContain("sesame");
    }

    @Test
    void aSecretInAnOrdinaryParameterIsNoSecret() throws Exception {
        template(
                "{properties: {password: {type: string}}}",
                "[{action: 'debug:log', input: {message: '${{ parameters.password }}'}}]");

        var id = run("{\"password\":\"open sesame\"}", "{}");

        assertThat(service.get("/v2/tasks/" + id).body()).contains("open sesame");
        assertThat(events(id)).contains("open sesame");
    }

    @Test
    void theCallersOwnTokenIsThereInADryRun() throws Exception {
        service.post("/v2/dry-run", """
                {"template": {"apiVersion": "scaffolder.backstage.io/v1beta3", "kind": "Template", "metadata": {"name": "dry"},
                  "spec": {"type": "service", "steps": [{"action": "test:give"}]}},
                 "values": {}, "directoryContents": []}
                """);

        assertThat(seen).containsEntry("token", "ada");
    }

    @Test
    void aDumpOfTheDatabaseTellsNoSecretOfATaskThatWaits() throws Exception {
        template("[]", "[{id: give, action: 'test:give'}]");

        create("{}", SECRETS);

        assertThat(service.process.count("tasks where secrets is not null")).isEqualTo(1);
        assertThat(service.process.count(
                        "tasks where tasks::text like '%sesame%'" + " or encode(secrets, 'escape') like '%sesame%'"))
                .isZero();
    }

    @Test
    void cancellingErasesTheSecretsAtOnce() throws Exception {
        template("[]", "[{action: 'test:block'}]");
        var id = create("{}", SECRETS);
        service.process.loop.claim();
        hasBegun.await();

        service.postNothing("/v2/tasks/" + id + "/cancel");

        assertThat(service.process.count("tasks where secrets is not null")).isZero();
    }

    @Test
    void noTokenGoesToAHostThatACallerNames() throws Exception {
        var response = service.post(
                "/v2/autocomplete/github/owners", "{\"token\":\"t\",\"context\":{\"host\":\"evil.example.com\"}}");

        assertThat(ScaffolderService.error(response)).isEqualTo("400 InputError: Unsupported provider: github");
    }

    @Test
    void everybodyWhoIsSignedInSeesATaskUnlessThePolicySaysOtherwise() throws Exception {
        template("[]", "[{id: give, action: 'test:give'}]");
        var path = "/v2/tasks/" + create("{}", "{}");

        var byEve = service.edge.send(service.edge.request("/api/scaffolder" + path, "eve"));
        policy.denied = "scaffolder.task.read";
        var denied = service.edge.send(service.edge.request("/api/scaffolder" + path, "eve"));

        assertThat(byEve.statusCode()).isEqualTo(200);
        assertThat(ScaffolderService.error(denied)).isEqualTo("403 NotAllowedError: ");
    }

    @Test
    void valuesOfAPageThatIsHiddenAreNotCheckedAndStillSet() throws Exception {
        template(
                "{properties: {size: {type: number}}}",
                "[{action: 'debug:log', input: {message: 'size ${{ parameters.size }}'}}]");
        policy.denied = "scaffolder.template.parameter.read";

        var events = events(run("{\"size\":\"huge\"}", "{}"));

        assertThat(events).contains("size huge");
    }

    @Test
    void twoActionsOfOneIdKeepTheServiceFromStarting() {
        var twice = List.of(new DebugLog(), new TestAction("debug:log", _ -> ""));

        assertThatThrownBy(() -> new Actions(twice))
                .hasMessage("Template action with ID 'debug:log' has already been registered");
    }

    @Test
    void noActionRunsAProgram() {
        var production = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.buildrun.scaffolder");

        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.ProcessBuilder")
                .orShould()
                .callMethod(Runtime.class, "exec", String[].class)
                .check(production);
    }
}
