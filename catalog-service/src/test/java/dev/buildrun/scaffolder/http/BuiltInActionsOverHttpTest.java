package dev.buildrun.scaffolder.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.TestDatabase;
import dev.buildrun.testing.TestEdge;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The whole service with the actions that it really has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuiltInActionsOverHttpTest {
    private static final String TOKEN = "token-of-the-admin";
    private static final String CONFIG = """
            backend:
              auth:
                externalAccess:
                  - {type: static, options: {token: token-of-the-admin, subject: admin}}
            buildrun: {scaffolder: {maxSleep: 2s}}
            """;

    @TempDir
    static Path folder;

    private RunningService service;

    @BeforeAll
    void start() throws IOException {
        service = RunningService.start(TestDatabase.create(), folder, CONFIG, TestEdge.freePort());
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Test
    void listsEveryActionWithItsSchemaAndExamples() {
        var actions = service.get(TOKEN, "/api/scaffolder/v2/actions").json();

        assertThat(actions.valueStream().map(action -> action.path("id").asString()))
                .containsExactly(
                        "approval:wait",
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
                        "platform:bind",
                        "platform:conformance:check",
                        "platform:oncall:ensure",
                        "platform:plan",
                        "platform:workspace:ensure",
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
                        "roadiehq:utils:zip",
                        "webhook:wait");
        assertThat(actions)
                .allSatisfy(action -> assertThat(action.path("examples").size()).isPositive());
    }

    @Test
    void callsItsOwnApiWithTheRightsOfWhoStartedTheTask() {
        var result = dryRun("""
                {"id":"ask","action":"http:backstage:request","input":{"path":"/catalog/entities","method":"GET"}},
                {"id":"write","action":"roadiehq:utils:fs:write","input":{"path":"a.txt","content":"code ${{ steps.ask.output.code }}"}},
                {"id":"meet","action":"catalog:write","input":{"entity":{"kind":"API"}}}""");

        assertThat(result.path("output").path("code").asInt()).isEqualTo(200);
        assertThat(result.path("directoryContents")
                        .valueStream()
                        .map(file -> file.path("path").asString()))
                .containsExactly("a.txt", "catalog-info.yaml");
    }

    @Test
    void refusesToSleepLongerThanTheOperatorAllows() {
        var answer = post("""
                {"id":"ask","action":"roadiehq:utils:sleep","input":{"amount":3}}""");

        assertThat(answer.error())
                .isEqualTo("400 InputError: sleep amount can not be greater than maxSleep. amount: 3, maxSleep: 2");
    }

    private JsonNode dryRun(String steps) {
        var answer = post(steps);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private RunningService.Answer post(String steps) {
        var body = Json.read("""
                {"template":{"apiVersion":"scaffolder.backstage.io/v1beta3","kind":"Template","metadata":{"name":"t"},
                "spec":{"type":"service","owner":"group:default/g","steps":[%s],"output":{"code":"${{ steps.ask.output.code }}"}}},
                "values":{},"directoryContents":[]}""".formatted(steps));
        return service.send(TOKEN, "POST", "/api/scaffolder/v2/dry-run", Json.write(body));
    }
}
