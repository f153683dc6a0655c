package dev.buildrun.scaffolder.http;

import static dev.buildrun.scaffolder.http.ScaffolderService.error;
import static dev.buildrun.scaffolder.http.ScaffolderService.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.task.TaskStatus;
import dev.buildrun.scaffolder.testing.TestAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskRoutesTest {
    private static final String ABSENT = "00000000-0000-0000-0000-000000000000";

    private static final String THING = """
            apiVersion: scaffolder.backstage.io/v1beta3
            kind: Template
            metadata:
              name: thing
              title: A thing
              annotations:
                backstage.io/managed-by-location: file:%s
            spec:
              type: service
              parameters:
                - title: Basics
                  required: [name]
                  properties:
                    name: { type: string, pattern: "^[a-z]+$" }
                - properties:
                    size: { type: number }
              steps:
                - id: fetch
                  name: Fetch
                  action: fetch:template
                  input:
                    url: ./skeleton
                    values:
                      name: ${{ parameters.name }}
                - action: test:look
                  input:
                    name: ${{ parameters.name }}
              output:
                text:
                  - title: Done
                    content: Made ${{ parameters.name }}
            """;

    private static final String GUARDED = """
            apiVersion: scaffolder.backstage.io/v1beta3
            kind: Template
            metadata: { name: guarded }
            spec:
              type: service
              secrets: { schema: { type: object, required: [password] } }
              steps:
                - action: debug:log
                  input: { message: "hello ${{ secrets.password }}" }
            """;

    private static final String BROKEN = """
            apiVersion: scaffolder.backstage.io/v1beta3
            kind: Template
            metadata: { name: broken }
            spec:
              type: service
              steps:
                - action: no:such
            """;

    private static final String OLD = """
            apiVersion: backstage.io/v1beta2
            kind: Template
            metadata: { name: old }
            spec: { type: service, steps: [] }
            """;

    private final Map<String, String> seen = new ConcurrentHashMap<>();

    @TempDir
    private Path directory;

    private ScaffolderService service;

    @BeforeEach
    void start() throws Exception {
        var skeleton = Files.createDirectories(directory.resolve("template/skeleton"));
        Files.writeString(skeleton.resolve("README.md"), "# ${{ values.name }}\n");
        service = new ScaffolderService(directory, 10, new TestAction("test:look", context -> {
            seen.put("readme", Files.readString(context.workspace().resolve("README.md")));
            seen.put("secret", context.secrets().get("password").orElse("none"));
            seen.put("token", context.secrets().get("backstageToken").orElse("none"));
            seen.put("user", String.valueOf(context.step().initiator().userRef()));
            return "looked";
        }));
        service.addTemplate("thing", THING.formatted(directory.resolve("template/template.yaml")));
        service.addTemplate("guarded", GUARDED);
        service.addTemplate("broken", BROKEN);
        service.addTemplate("old", OLD);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Nested
    class Create {
        @Test
        void makesATaskThatRunsToItsEnd() throws Exception {
            service.addUser("ada");

            var response = service.post(
                    "/v2/tasks",
                    "{\"templateRef\":\"thing\",\"values\":{\"name\":\"web\",\"size\":3},"
                            + "\"secrets\":{\"password\":\"open sesame\"}}");

            assertThat(response.statusCode()).isEqualTo(201);
            assertThat(json(response).propertyNames()).containsExactly("id");
            service.process.loop.claim();
            var id = UUID.fromString(json(response).path("id").asString());
            assertThat(service.process.awaitEnd(id).status()).isEqualTo(TaskStatus.COMPLETED);
            assertThat(seen)
                    .isEqualTo(Map.of(
                            "readme", "# web\n",
                            "secret", "open sesame",
                            "token", "ada",
                            "user", "user:default/ada"));
            assertThat(service.process.count("tasks where secrets is not null")).isZero();
            assertThat(service.get("/v2/tasks/" + id).body()).doesNotContain("sesame");
            assertThat(service.get("/v2/tasks").body()).doesNotContain("sesame");
        }

        @Test
        void freezesTheTemplateWithTheValuesAsSent() throws Exception {
            service.addUser("ada");
            var id = service.create("thing", "{\"name\":\"web\",\"more\":[1]}");

            service.removeTemplate("thing");

            var location = directory.resolve("template/template.yaml");
            assertThat(json(service.get("/v2/tasks/" + id)))
                    .isEqualTo(Json.read("""
                            {"id": "%s", "spec": {
                              "apiVersion": "scaffolder.backstage.io/v1beta3",
                              "steps": [
                                {"id": "fetch", "name": "Fetch", "action": "fetch:template", "input": {"url": "./skeleton",
                                  "values": {"name": "${{ parameters.name }}"}}},
                                {"action": "test:look", "input": {"name": "${{ parameters.name }}"},
                                  "id": "step-2", "name": "test:look"}],
                              "output": {"text": [{"title": "Done", "content": "Made ${{ parameters.name }}"}]},
                              "parameters": {"name": "web", "more": [1]},
                              "user": {"entity": {"kind": "User", "metadata": {"name": "ada"}}, "ref": "user:default/ada"},
                              "templateInfo": {"entityRef": "template:default/thing", "baseUrl": "file://%s", "entity": {
                                "metadata": {"name": "thing", "title": "A thing", "annotations": {
                                  "backstage.io/managed-by-location": "file:%s"}}}}},
                              "status": "open", "createdAt": "2026-11-25T10:00:00.250Z", "lastHeartbeatAt": null,
                              "createdBy": "user:default/ada"}
                            """.formatted(id, location, location)));
        }

        @Test
        void hasNoCreatorWhenAServiceAsks() throws Exception {
            var response = service.post("/v2/tasks", "ci", "{\"templateRef\":\"thing\",\"values\":{\"name\":\"web\"}}");

            var task = json(service.get("/v2/tasks/" + json(response).path("id").asString()));
            assertThat(task.has("createdBy")).isFalse();
            assertThat(task.path("spec").path("user")).isEqualTo(Json.object());
        }

        @Test
        void refusesValuesWithTheErrorsOfTheFirstPage() throws Exception {
            var response = service.post(
                    "/v2/tasks", "{\"templateRef\":\"thing\",\"values\":{\"name\":\"Not This\",\"size\":\"x\"}}");

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(json(response).propertyNames()).containsExactly("errors");
            assertThat(json(response).path("errors")).isEqualTo(Json.read("""
                            [{"path": ["name"], "property": "instance.name", "message": "does not match pattern \\"^[a-z]+$\\"",
                              "schema": {"type": "string", "pattern": "^[a-z]+$"}, "instance": "Not This", "name": "pattern",
                              "argument": "^[a-z]+$", "stack": "instance.name does not match pattern \\"^[a-z]+$\\""}]
                            """));
            assertThat(service.process.count("tasks")).isZero();
        }

        @Test
        void refusesSecretsWithoutRepeatingThem() throws Exception {
            var response = service.post(
                    "/v2/tasks", "{\"templateRef\":\"guarded\",\"values\":{},\"secrets\":{\"other\":\"open sesame\"}}");

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).doesNotContain("sesame");
            assertThat(json(response).path("errors").get(0).path("stack").asString())
                    .isEqualTo("secrets.password is required");
        }

        @Test
        void refusesWhatIsNoTemplate() throws Exception {
            assertThat(refused("{\"templateRef\":\"template:default/nope\",\"values\":{}}"))
                    .isEqualTo("404 NotFoundError: Template template:default/nope not found");
            assertThat(refused("{\"templateRef\":\"component:default/web\",\"values\":{}}"))
                    .isEqualTo("400 InputError: Invalid kind, only 'Template' kind is supported");
            assertThat(refused("{\"templateRef\":\"a:b:c\",\"values\":{}}"))
                    .isEqualTo("400 InputError: Invalid kind, only 'Template' kind is supported");
            assertThat(refused("{\"templateRef\":\"old\",\"values\":{}}"))
                    .isEqualTo("400 InputError: Unsupported apiVersion field in schema entity, backstage.io/v1beta2");
            assertThat(refused("{\"templateRef\":\"template:default/\",\"values\":{}}"))
                    .startsWith("400 InputError");
            assertThat(error(service.post("/v2/tasks", "eve", "{\"templateRef\":\"thing\",\"values\":{}}")))
                    .isEqualTo("404 NotFoundError: Template template:default/thing not found");
        }

        @Test
        void refusesABodyThatIsNotWhatTheApiSays() throws Exception {
            assertThat(refused("{\"templateRef\":\"thing\"}"))
                    .isEqualTo("400 InputError: request/body must have required property 'values'");
            assertThat(refused("{\"values\":{}}"))
                    .isEqualTo("400 InputError: request/body must have required property 'templateRef'");
            assertThat(refused("{\"templateRef\":1,\"values\":[],\"secrets\":{\"a\":1}}"))
                    .isEqualTo("400 InputError: request/body/templateRef must be string,"
                            + " request/body/values must be object, request/body/secrets/a must be string");
            assertThat(refused("[]")).isEqualTo("400 InputError: request/body must be object");
            assertThat(refused("{")).startsWith("400 InputError");
            assertThat(refused(" ".repeat(11 << 20))).startsWith("400 InputError");
        }

        private String refused(String body) throws Exception {
            return error(service.post("/v2/tasks", body));
        }

        @Test
        void failsTheTaskOfATemplateWithAnUnknownAction() throws Exception {
            var id = service.run("broken", "{}");

            var events = service.process.log(id);
            assertThat(service.process.task(id).status()).isEqualTo(TaskStatus.FAILED);
            assertThat(events.getLast().body().path("error").path("name").asString())
                    .isEqualTo("NotFoundError");
            assertThat(events.getLast().body().path("error").path("message").asString())
                    .startsWith("Template action with ID 'no:such' is not registered.");
        }

        @Test
        void asksForCredentials() throws Exception {
            var response = service.post("/v2/tasks", "nobody", "{\"templateRef\":\"thing\",\"values\":{}}");

            assertThat(error(response)).isEqualTo("401 AuthenticationError: Missing credentials");
        }
    }

    @Test
    void knowsNoTaskOfAnUnknownId() throws Exception {
        for (var id : List.of(ABSENT, "xyz")) {
            var expected = "404 NotFoundError: No task with id '" + id + "' found";
            assertThat(error(service.get("/v2/tasks/" + id))).isEqualTo(expected);
            assertThat(error(service.get("/v2/tasks/" + id + "/events"))).isEqualTo(expected);
            assertThat(error(service.get("/v2/tasks/" + id + "/eventstream"))).isEqualTo(expected);
            assertThat(error(service.postNothing("/v2/tasks/" + id + "/cancel")))
                    .isEqualTo(expected);
            assertThat(error(service.post("/v2/tasks/" + id + "/retry", "{}"))).isEqualTo(expected);
        }
    }

    @Nested
    class Listing {
        private String ids(String query) throws Exception {
            var response = service.get("/v2/tasks" + query);
            assertThat(response.statusCode()).isEqualTo(200);
            var tasks = json(response)
                    .path("tasks")
                    .valueStream()
                    .map(task ->
                            task.path("spec").path("parameters").path("name").asString());
            return String.join(" ", tasks.toList()) + " of " + json(response).path("totalTasks");
        }

        private String refused(String query) throws Exception {
            return error(service.get("/v2/tasks" + query));
        }

        @Test
        void filtersOrdersAndPages() throws Exception {
            for (var name : List.of("a", "b", "c")) {
                service.clock.advance(java.time.Duration.ofSeconds(1));
                service.create("thing", "{\"name\":\"" + name + "\"}");
            }
            service.process.loop.claim();
            for (var task : json(service.get("/v2/tasks")).path("tasks")) {
                service.process.awaitEnd(UUID.fromString(task.path("id").asString()));
            }
            service.clock.advance(java.time.Duration.ofSeconds(1));
            service.post("/v2/tasks", "ci", "{\"templateRef\":\"thing\",\"values\":{\"name\":\"d\"}}");

            assertThat(ids("")).isEqualTo("d c b a of 4");
            assertThat(ids("?limit=2&offset=1")).isEqualTo("c b of 4");
            assertThat(ids("?limit=0")).isEqualTo(" of 4");
            assertThat(ids("?createdBy=user:default/ada")).isEqualTo("c b a of 3");
            assertThat(ids("?createdBy=user:default/bob&createdBy=user:default/ada"))
                    .isEqualTo("c b a of 3");
            assertThat(ids("?status=open")).isEqualTo("d of 1");
            assertThat(ids("?status=open&status=completed&order=asc:created_at"))
                    .isEqualTo("a b c d of 4");
            assertThat(ids("?status=bogus")).isEqualTo(" of 0");
            assertThat(ids("?order=desc:status&order=asc:created_at")).isEqualTo("d a b c of 4");
        }

        @Test
        void refusesWhatItDoesNotKnow() throws Exception {
            assertThat(refused("?foo=1")).isEqualTo("400 InputError: Unknown query parameter 'foo'");
            assertThat(refused("?createdBy="))
                    .isEqualTo("400 InputError: Empty value found for query parameter 'createdBy'");
            assertThat(refused("?limit=x")).isEqualTo("400 InputError: request/query/limit must be integer");
            assertThat(refused("?limit=-1")).isEqualTo("400 InputError: request/query/limit must be >= 0");
            assertThat(refused("?order=up:created_at"))
                    .isEqualTo("400 InputError: Invalid order parameter \"up:created_at\","
                            + " expected \"<asc or desc>:<field name>\"");
            assertThat(refused("?order=desc:createdAt")).isEqualTo("400 InputError: Invalid order field \"createdAt\"");
        }
    }

    @Test
    void cancelsWhateverTheStatus() throws Exception {
        var ended = service.run("broken", "{}");
        var open = service.create("thing", "{\"name\":\"web\"}");

        for (var id : List.of(open, ended)) {
            var response = service.postNothing("/v2/tasks/" + id + "/cancel");
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("{\"status\":\"cancelled\"}");
        }
    }

    @Nested
    class Retry {
        @Test
        void runsTheStoredSpecAgain() throws Exception {
            var id = service.run("thing", "{\"name\":\"web\"}");

            var response = service.post("/v2/tasks/" + id + "/retry", "{\"secrets\":{\"password\":\"new\"}}");

            assertThat(response.statusCode()).isEqualTo(201);
            assertThat(response.body()).isEqualTo("{\"id\":\"" + id + "\"}");
            service.process.loop.claim();
            service.process.awaitEnd(id);
            assertThat(seen).containsEntry("secret", "new");
        }

        @Test
        void isRefusedForWhatHasNotEndedOrLostItsTemplate() throws Exception {
            var orphan = service.run("broken", "{}");
            var open = service.create("thing", "{\"name\":\"web\"}");
            service.removeTemplate("broken");

            assertThat(error(service.post("/v2/tasks/" + open + "/retry", "{}")))
                    .isEqualTo("409 ConflictError: Task with taskId " + open + " cannot be retried");
            assertThat(error(service.post("/v2/tasks/" + orphan + "/retry", "{}")))
                    .isEqualTo("404 NotFoundError: Template template:default/broken not found");
        }
    }
}
