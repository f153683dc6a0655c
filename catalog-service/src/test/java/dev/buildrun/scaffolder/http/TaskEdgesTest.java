package dev.buildrun.scaffolder.http;

import static dev.buildrun.scaffolder.http.ScaffolderService.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edge cases of tasks over HTTP that the original has, and where it fails on them what a client would expect. */
class TaskEdgesTest {
    private static final String TEMPLATE = """
            apiVersion: scaffolder.backstage.io/v1beta3
            kind: Template
            metadata: { name: thing }
            spec:
              type: service
              secrets: { schema: { type: object, required: [password] } }
              steps:
                - action: debug:log
                  input: { message: "%s" }
            """;
    private static final String SECRETS = ",\"secrets\":{\"password\":\"open sesame\"}";

    @TempDir
    private Path directory;

    private ScaffolderService service;

    @BeforeEach
    void start() {
        service = new ScaffolderService(directory, 10);
        service.addTemplate("thing", TEMPLATE.formatted("the old way"));
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private UUID create() throws Exception {
        var response = service.post("/v2/tasks", "{\"templateRef\":\"thing\",\"values\":{}" + SECRETS + "}");
        return UUID.fromString(json(response).path("id").asString());
    }

    private UUID run() throws Exception {
        var id = create();
        service.process.loop.claim();
        service.process.awaitEnd(id);
        return id;
    }

    @Test
    void deletesNoTask() throws Exception {
        var id = create();

        var response = service.edge.send(
                service.edge.request("/api/scaffolder/v2/tasks/" + id, "ada").DELETE());

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void listsATaskThatNobodyHasClaimedWithoutASignOfLifeAndCountsInNumbers() throws Exception {
        service.post("/v2/tasks", "ci", "{\"templateRef\":\"thing\",\"values\":{}" + SECRETS + "}");

        var list = json(service.get("/v2/tasks"));

        var task = list.path("tasks").get(0);
        assertThat(list.path("totalTasks").isInt()).isTrue();
        assertThat(task.has("lastHeartbeatAt")).isTrue();
        assertThat(task.path("lastHeartbeatAt").isNull()).isTrue();
        assertThat(task.has("createdBy")).isFalse();
    }

    @Test
    void namesAMissingSecretAndShowsNone() throws Exception {
        var response =
                service.post("/v2/tasks", "{\"templateRef\":\"thing\",\"values\":{},\"secrets\":{\"other\":\"x\"}}");

        var error = json(response).path("errors").get(0);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error.path("property").asString()).startsWith("secrets");
        assertThat(error.path("instance")).isEqualTo(Json.object());
        assertThat(error.path("stack").asString()).isEqualTo("secrets.password is required");
    }

    @Test
    void knowsTheUserByTheReferenceAloneWhereTheCatalogHasNoSuchUser() throws Exception {
        var id = create();

        var user = json(service.get("/v2/tasks/" + id)).path("spec").path("user");
        assertThat(user).isEqualTo(Json.object().put("ref", "user:default/ada"));
    }

    @Test
    void cancelsATaskOfWhichOnlyTheStartIsKnown() throws Exception {
        var id = create();
        service.process.execute("insert into task_events (task_id, body, event_type, created_at) values ('" + id
                + "', '{\"message\":\"Starting up task with 1 steps\"}', 'log', now())");

        var response = service.postNothing("/v2/tasks/" + id + "/cancel");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(service.process.log(id).getLast().body().path("stepId").isNumber())
                .isTrue();
    }

    @Test
    void runsTheOldSpecAgainWhenTheTemplateWasEdited() throws Exception {
        var id = run();
        service.addTemplate("thing", TEMPLATE.formatted("the new way"));

        service.post("/v2/tasks/" + id + "/retry", "{\"secrets\":{\"password\":\"open sesame\"}}");
        service.process.loop.claim();
        service.process.awaitEnd(id);

        assertThat(service.process.messages(id))
                .filteredOn(message -> message.endsWith("way"))
                .hasSize(2)
                .allMatch(message -> message.endsWith("the old way"));
    }

    @Test
    void answersAPollWithNothingWhenNothingHappens() throws Exception {
        var id = create();

        var response = service.get("/v2/tasks/" + id + "/events");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("[]");
    }

    @Test
    void numbersEventsOverAllTasks() throws Exception {
        var first = run();
        var second = run();

        var ids = List.of(first, second).stream()
                .flatMap(id -> service.process.log(id).stream())
                .map(event -> event.id())
                .toList();
        assertThat(ids).isSorted().doesNotHaveDuplicates();
        assertThat(json(service.get("/v2/tasks/" + second + "/events"))
                        .get(0)
                        .path("id")
                        .isIntegralNumber())
                .isTrue();
    }

    @Test
    void endsWithTheNameAndMessageOfTheErrorAndLeavesTheStackToTheLog() throws Exception {
        service.addTemplate("broken", """
                apiVersion: scaffolder.backstage.io/v1beta3
                kind: Template
                metadata: { name: broken }
                spec: { type: service, steps: [{ action: debug:wait, input: { seconds: 1e9 } }] }
                """);

        var id = service.run("broken", "{}");

        assertThat(service.process.log(id).getLast().body().path("error").propertyNames())
                .containsExactly("name", "message");
    }
}
