package dev.buildrun.scaffolder.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.json.Json;
import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.TestDatabase;
import dev.buildrun.testing.TestEdge;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The whole service, by its API, with a worker that the real node runs. */
class RemoteActionsTest {
    private static final String TOKEN = "a-token-of-the-tests";
    private static final String OF_SAMPLE = "'acme:write-owners', 'acme:count-slowly'";
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    @TempDir
    private Path directory;

    private DatabaseConfig database;

    @BeforeEach
    void needNode() {
        NodeWorker.needNode();
        database = TestDatabase.create();
    }

    private RunningService service(String workerUrl, String actions) throws IOException {
        return service(workerUrl, actions, "service");
    }

    private RunningService service(String workerUrl, String actions, String folder) throws IOException {
        var data = Files.createDirectories(directory.resolve(folder));
        return RunningService.start(database, data, """
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
                    secretsKey: MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=
                    remoteActions:
                      - {url: '%s', secret: %s, actions: [%s], secrets: [acmeToken, allowed]}
                """.formatted(
                        TOKEN, directory.resolve("template.yaml"), workerUrl, NodeWorker.SECRET, actions));
    }

    private void template(String steps) throws IOException {
        Files.writeString(directory.resolve("template.yaml"), """
                apiVersion: scaffolder.backstage.io/v1beta3
                kind: Template
                metadata: {name: remote}
                spec:
                  type: service
                  owner: team
                  parameters: []
                  steps:
                %s
                  output: {result: "${{ steps.remote.output }}"}
                """.formatted(steps.indent(4)));
    }

    private static String create(RunningService service, String secrets) {
        var answer = service.send(
                TOKEN,
                "POST",
                "/api/scaffolder/v2/tasks",
                "{\"templateRef\":\"template:default/remote\",\"values\":{},\"secrets\":" + secrets + "}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json().path("id").asString();
    }

    private static List<String> log(RunningService service, String task) {
        var lines = new ArrayList<String>();
        events(service, task)
                .forEach(event -> lines.add(
                        event.path("body").path("message").asString("").replaceAll("\u001b\\[\\d+m", "")));
        return lines;
    }

    private static JsonNode events(RunningService service, String task) {
        return service.get(TOKEN, "/api/scaffolder/v2/tasks/" + task + "/events")
                .json();
    }

    /** Waits until a line of the log begins so, and gives the log. */
    private static List<String> await(RunningService service, String task, String line) throws InterruptedException {
        var end = System.nanoTime() + PATIENCE_NANOS;
        for (var lines = log(service, task); ; lines = log(service, task)) {
            if (lines.stream().anyMatch(found -> found.startsWith(line))) {
                return lines;
            }
            assertThat(System.nanoTime())
                    .as("waiting for %s in %s", line, lines)
                    .isLessThan(end);
            Thread.sleep(50);
        }
    }

    private static JsonNode completion(RunningService service, String task) throws InterruptedException {
        await(service, task, "Run completed");
        return events(service, task)
                .valueStream()
                .filter(event -> event.path("type").asString().equals("completion"))
                .findFirst()
                .orElseThrow()
                .path("body");
    }

    @Test
    void runsAnActionOfTheSampleWithItsFilesAndOnlyTheSecretsThatAreDeclared() throws Exception {
        template("""
                - {id: remote, name: Owners, action: 'acme:write-owners', input: {owners: [team-a, team-b]}}
                - {id: show, name: Show, action: 'debug:log', input: {listWorkspace: with-contents}}
                """);
        try (var worker = NodeWorker.start(0, null);
                var service = service(worker.url(), OF_SAMPLE)) {
            var task = create(service, "{\"acmeToken\":\"open sesame\",\"other\":\"not for the worker\"}");

            var body = completion(service, task);

            assertThat(body.path("output").path("result"))
                    .isEqualTo(Json.object().put("count", 2).put("path", "CODEOWNERS"));
            assertThat(log(service, task))
                    .contains("info: Writing 2 owners", "info: The directory is asked with ***")
                    .anyMatch(line -> line.contains("* @acme/team-a @acme/team-b"))
                    .anyMatch(line -> line.contains("Owned by team-a and team-b."));
            var listed = service.get(TOKEN, "/api/scaffolder/v2/actions").json();
            assertThat(listed.valueStream().map(action -> action.path("id").asString()))
                    .contains("acme:write-owners", "acme:count-slowly");
            assertThat(listed.toString()).contains("Writes a CODEOWNERS file").contains("Names of teams");
        }
    }

    @Test
    void doesNotSendASecretThatTheConfigurationOrTheActionDoesNotName() throws Exception {
        var actions = directory.resolve("actions");
        NodeWorker.write(actions, "names", "ctx.output('names', Object.keys(ctx.secrets))");
        template("- {id: remote, action: 'test:names'}\n");
        try (var worker = NodeWorker.start(0, actions);
                var service = service(worker.url(), "'test:names'")) {
            var task = create(service, "{\"allowed\":\"one\",\"undeclared\":\"two\",\"acmeToken\":\"three\"}");

            var output = completion(service, task).path("output").path("result");

            assertThat(output).isEqualTo(Json.read("{\"names\":[\"allowed\"]}"));
        }
    }

    @Test
    void holdsInputsToTheSchemaOfTheWorkerAndPassesItsErrorsOn() throws Exception {
        var actions = directory.resolve("actions");
        NodeWorker.write(actions, "fails", "const e = new Error('no such team'); e.name = 'NotFoundError'; throw e");
        template("- {id: remote, action: 'test:fails'}\n");
        try (var worker = NodeWorker.start(0, actions);
                var service = service(worker.url(), "'test:fails'")) {
            var error = completion(service, create(service, "{}")).path("error");

            assertThat(error)
                    .isEqualTo(Json.object().put("name", "NotFoundError").put("message", "no such team"));
        }
    }

    @Test
    void failsTheStepWhenTheWorkerIsKilledInTheMiddleAndRunsItAgainOnRetry() throws Exception {
        template("- {id: remote, action: 'acme:count-slowly', input: {to: 6, millis: 300}}\n");
        try (var worker = NodeWorker.start(0, null);
                var service = service(worker.url(), OF_SAMPLE)) {
            var task = create(service, "{}");
            await(service, task, "info: counted 2");

            worker.kill();
            try (var next = NodeWorker.start(worker.port(), null)) {
                var error = completion(service, task).path("error");
                assertThat(error.path("message").asString())
                        .contains("does not know the run " + task)
                        .contains("retry the task to run acme:count-slowly again");
                assertThat(next.port()).isEqualTo(worker.port());

                var retried = service.send(TOKEN, "POST", "/api/scaffolder/v2/tasks/" + task + "/retry", "{}");

                assertThat(retried.status()).isEqualTo(201);
                assertThat(completion(service, task).path("output").path("result"))
                        .isEqualTo(Json.object().put("counted", 6));
            }
        }
    }

    @Test
    void goesOnWithTheSameRunAfterBuildrunItselfHasGoneDown() throws Exception {
        var actions = directory.resolve("actions");
        var starts = directory.resolve("starts");
        NodeWorker.write(
                actions,
                "once",
                "await appendFile('" + starts + "', 'x'); ctx.logger.info('begun'); await sleep(3000);"
                        + " ctx.output('done', true)");
        template("- {id: remote, action: 'test:once'}\n");
        try (var worker = NodeWorker.start(0, actions)) {
            String task;
            try (var service = service(worker.url(), "'test:once'")) {
                task = create(service, "{}");
                await(service, task, "info: begun");
            }

            try (var service = service(worker.url(), "'test:once'", "another")) {
                assertThat(completion(service, task).path("output").path("result"))
                        .isEqualTo(Json.object().put("done", true));
                assertThat(log(service, task)).contains("info: Going on with the run at " + worker.url());
            }
        }
        assertThat(starts).hasContent("x");
    }

    @Test
    void tellsTheWorkerWhenTheTaskIsCancelled() throws Exception {
        var actions = directory.resolve("actions");
        var aborted = directory.resolve("aborted");
        NodeWorker.write(
                actions,
                "patient",
                "ctx.logger.info('begun'); ctx.signal.addEventListener('abort', () => writeFile('" + aborted
                        + "', 'aborted')); await sleep(60000, undefined, { signal: ctx.signal })");
        template("- {id: remote, action: 'test:patient'}\n");
        try (var worker = NodeWorker.start(0, actions);
                var service = service(worker.url(), "'test:patient'")) {
            var task = create(service, "{}");
            await(service, task, "info: begun");

            service.send(TOKEN, "POST", "/api/scaffolder/v2/tasks/" + task + "/cancel", "");

            assertThat(completion(service, task).path("error").path("message").asString())
                    .contains("has been cancelled");
            awaitFile(aborted);
        }
    }

    private static void awaitFile(Path file) throws InterruptedException {
        var end = System.nanoTime() + PATIENCE_NANOS;
        while (!Files.exists(file)) {
            assertThat(System.nanoTime()).as("waiting for %s", file).isLessThan(end);
            Thread.sleep(20);
        }
    }

    @Test
    void listsAnActionWhoseWorkerIsDownAndSaysWhatToDo() throws Exception {
        template("- {id: remote, action: 'acme:count-slowly', input: {to: 1, millis: 1}}\n");
        var port = TestEdge.freePort();
        var url = "http://127.0.0.1:" + port;
        try (var service = service(url, OF_SAMPLE)) {
            var listed = service.get(TOKEN, "/api/scaffolder/v2/actions").json();
            var error = completion(service, create(service, "{}")).path("error");

            assertThat(description(listed, "acme:count-slowly")).startsWith("Unavailable: the worker at " + url);
            assertThat(error.path("name").asString()).isEqualTo("ServiceUnavailableError");
            assertThat(error.path("message").asString())
                    .startsWith("The action acme:count-slowly is not available: the worker at " + url)
                    .endsWith("Start it, or correct buildrun.scaffolder.remoteActions[0].url");

            try (var worker = NodeWorker.start(port, null)) {
                assertThat(completion(service, create(service, "{}"))
                                .path("output")
                                .path("result"))
                        .as("once the worker at %s is there", worker.url())
                        .isEqualTo(Json.object().put("counted", 1));
            }
        }
    }

    private static @Nullable String description(JsonNode listed, String id) {
        return listed.valueStream()
                .filter(action -> action.path("id").asString().equals(id))
                .findFirst()
                .map(action -> action.path("description").asString())
                .orElse(null);
    }

    @Test
    void theWorkerRefusesWhoeverHasNotTheSecretAndWhatHasComeBefore() throws Exception {
        try (var worker = NodeWorker.start(0, null);
                var client = WorkerClient.httpClient()) {
            var url = URI.create(worker.url() + "/v1/actions");
            var good = new RequestSignature(NodeWorker.SECRET, java.time.Clock.systemUTC())
                    .headers("GET", url, new byte[0]);
            var bad = new RequestSignature("another secret of no worth", java.time.Clock.systemUTC())
                    .headers("GET", url, new byte[0]);
            var old = new RequestSignature(NodeWorker.SECRET, () -> java.time.Instant.parse("2020-01-01T00:00:00Z"))
                    .headers("GET", url, new byte[0]);

            assertThat(get(client, url, java.util.Map.of())).isEqualTo(401);
            assertThat(get(client, url, bad)).isEqualTo(401);
            assertThat(get(client, url, old)).isEqualTo(401);
            assertThat(get(client, url, good)).isEqualTo(200);
            assertThat(get(client, url, good)).isEqualTo(401);
        }
    }

    private static int get(HttpClient client, URI url, java.util.Map<String, String> headers) throws Exception {
        var request = HttpRequest.newBuilder(url);
        headers.forEach(request::header);
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
