package dev.buildrun.scaffolder.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Rollbacks of what a worker has done, by the whole service and the worker that the real node runs. */
class RemoteCompensationTest {
    private static final String TOKEN = "a-token-of-the-tests";
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final String UNDO = """
            compensate: async ({ input, output, outcome, actor, task, step }) => {
              const there = await readFile(output.file, 'utf8').catch(() => undefined);
              if (there === undefined) return { outcome: 'nothing', what: 'the thing' };
              if (there !== 'made') return { outcome: 'left', what: 'the thing', where: output.file, why: 'it says ' + there, remedy: 'ask' };
              await rm(output.file);
              return { outcome: 'removed', what: ['the thing of', task.id.length, step.id, outcome, actor].join(' ') };
            },""";

    @TempDir
    private Path directory;

    private Path thing;

    @BeforeEach
    void begin() {
        NodeWorker.needNode();
        thing = directory.resolve("thing");
    }

    private void action(String members) throws IOException {
        NodeWorker.write(
                directory.resolve("actions"),
                "make",
                "await writeFile('" + thing + "', 'made'); ctx.output('file', '" + thing + "')",
                members);
    }

    private RunningService service(NodeWorker worker) throws IOException {
        Files.writeString(directory.resolve("template.yaml"), """
                apiVersion: scaffolder.backstage.io/v1beta3
                kind: Template
                metadata: {name: remote}
                spec:
                  type: service
                  owner: team
                  parameters: []
                  steps:
                    - {id: remote, action: 'test:make'}
                """);
        return RunningService.start(
                TestDatabase.create(), Files.createDirectories(directory.resolve("service")), """
                backend:
                  auth:
                    externalAccess:
                      - {type: static, options: {token: %s, subject: test}}
                catalog:
                  rules: [{allow: [Template, Location]}]
                  locations:
                    - {type: file, target: %s}
                buildrun:
                  scaffolder:
                    remoteActions:
                      - {url: '%s', secret: %s, actions: ['test:make']}
                """.formatted(
                                TOKEN, directory.resolve("template.yaml"), worker.url(), NodeWorker.SECRET));
    }

    private static String created(RunningService service) throws InterruptedException {
        var answer = service.send(
                TOKEN,
                "POST",
                "/api/scaffolder/v2/tasks",
                "{\"templateRef\":\"template:default/remote\",\"values\":{}}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        var id = answer.json().path("id").asString();
        await(service, "/api/scaffolder/v2/tasks/" + id, "status", List.of("completed"));
        return id;
    }

    private static JsonNode await(RunningService service, String path, String member, List<String> values)
            throws InterruptedException {
        var end = System.nanoTime() + PATIENCE_NANOS;
        for (var json = service.get(TOKEN, path).json();
                ;
                json = service.get(TOKEN, path).json()) {
            if (values.contains(json.path(member).asString(""))) {
                return json;
            }
            assertThat(System.nanoTime())
                    .as("waiting for %s in %s", values, json)
                    .isLessThan(end);
            Thread.sleep(50);
        }
    }

    /** What became of the one effect. */
    private static JsonNode undone(RunningService service, String task) throws InterruptedException {
        var path = "/api/buildrun/tasks/" + task + "/rollback";
        var asked = service.send(TOKEN, "POST", path, "");
        assertThat(asked.status()).as(asked.body()).isBetween(200, 202);
        var effects =
                await(service, path, "status", List.of("done", "given_up")).path("effects");
        assertThat(effects).hasSize(1);
        return effects.get(0);
    }

    @Test
    void removesWhatTheWorkerCanTakeBack() throws Exception {
        action(UNDO);
        try (var worker = NodeWorker.start(0, directory.resolve("actions"));
                var service = service(worker)) {
            var task = created(service);
            assertThat(thing).hasContent("made");

            var effect = undone(service, task);

            assertThat(thing).doesNotExist();
            assertThat(effect.path("state").asString()).isEqualTo("undone");
            assertThat(effect.path("sentence").asString())
                    .isEqualTo("Removed the thing of 36 remote completed external:test");
        }
    }

    @Test
    void tellsWhatTheWorkerLeaves() throws Exception {
        action(UNDO);
        try (var worker = NodeWorker.start(0, directory.resolve("actions"));
                var service = service(worker)) {
            var task = created(service);
            Files.writeString(thing, "mine");

            var effect = undone(service, task);

            assertThat(thing).hasContent("mine");
            assertThat(effect.path("sentence").asString())
                    .isEqualTo(
                            "Left over: the thing at " + thing + ", because it says mine. To remove it by hand: ask");
        }
    }

    @Test
    void leavesOverWhatNobodyCanTakeBack() throws Exception {
        action("");
        try (var worker = NodeWorker.start(0, directory.resolve("actions"));
                var service = service(worker)) {
            var task = created(service);

            var effect = undone(service, task);

            assertThat(effect.path("state").asString()).isEqualTo("left");
            assertThat(effect.path("kind").asString()).isEqualTo("remote-action:test:make");
            assertThat(effect.path("what").asString())
                    .isEqualTo("what test:make has done in the step remote (completed)");
            assertThat(effect.path("why").asString()).isEqualTo("its worker does not say how to take it back");
            assertThat(effect.path("where").asString()).startsWith(worker.url() + "/v1/runs/" + task);
        }
    }

    @Test
    void leavesOverWhatTheWorkerHasForgotten() throws Exception {
        action(UNDO);
        try (var worker = NodeWorker.start(0, directory.resolve("actions"));
                var service = service(worker)) {
            var task = created(service);
            worker.kill();

            try (var next = NodeWorker.start(worker.port(), directory.resolve("actions"))) {
                assertThat(next.port()).isEqualTo(worker.port());
                var effect = undone(service, task);

                assertThat(thing).hasContent("made");
                assertThat(effect.path("why").asString()).isEqualTo("its worker does not know the run any more");
            }
        }
    }
}
