package dev.buildrun.scaffolder.http;

import static dev.buildrun.scaffolder.http.ScaffolderService.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.scaffolder.testing.TestAction;
import dev.buildrun.scaffolder.testing.World;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class PlanRouteTest {
    private static final String TEMPLATE = """
            apiVersion: scaffolder.backstage.io/v1beta3
            kind: Template
            metadata: { name: thing }
            spec:
              type: service
              parameters: { required: [name], properties: { name: { type: string } } }
              steps:
                - id: look
                  action: test:look
                - id: make
                  action: test:make
                  input: { name: "${{ parameters.name }}" }
              output: { text: [{ title: it, content: "${{ parameters.name }}" }] }
            """;

    private final World world = new World();

    @TempDir
    private Path directory;

    private ScaffolderService service;

    @BeforeEach
    void start() {
        var secretive = new TestAction("test:secretive", false, _ -> {
            throw new AssertionError("A plan runs nothing that has effects");
        });
        service = new ScaffolderService(directory, 10, world, secretive, new TestAction("test:look", context -> {
            context.workspace().write("seen/" + context.step().stepId(), new byte[3], false);
            return "looked";
        }));
        service.addTemplate("thing", TEMPLATE);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private JsonNode plan(String values) throws Exception {
        var response = service.edge.send(service.edge.post(
                "/api/buildrun/plan", "ada", "{\"templateRef\":\"thing\",\"values\":" + values + "}"));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response);
    }

    @Test
    void saysWhatATaskWouldDoAndDoesNothing() throws Exception {
        var plan = plan("{\"name\":\"lamp\"}");

        assertThat(plan.path("verdict").asString()).isEqualTo("ok");
        assertThat(plan.path("permission").toString())
                .isEqualTo("{\"name\":\"scaffolder.task.create\",\"decision\":\"allow\"}");
        assertThat(plan.path("effects").toString()).isEqualTo("""
                [{"stepId":"make","action":"test:make","kind":"thing","key":"lamp",\
                "permission":{"name":"test.thing.create","decision":"allow"},\
                "entities":[{"entityRef":"component:default/lamp","exists":false}],\
                "files":[{"path":"notes.txt","change":"changed","executable":false,"bytes":8,\
                "diff":"@@ -1 +1,2 @@\\n one\\n+two\\n"}]}]""");
        assertThat(plan.path("workspace").toString())
                .isEqualTo("[{\"path\":\"seen/look\",\"executable\":false,\"bytes\":3}]");
        assertThat(plan.path("output").path("text").get(0).path("content").asString())
                .isEqualTo("lamp");
        assertThat(world.things).isEmpty();
        assertThat(service.process.count("tasks")).isZero();
    }

    @Test
    void saysThatItWouldFail() throws Exception {
        world.things.add("lamp");

        var plan = plan("{\"name\":\"lamp\"}");

        assertThat(plan.path("verdict").asString()).isEqualTo("fails");
        assertThat(plan.path("effects").get(0).path("refusal").asString()).isEqualTo("There is a lamp already");
    }

    @Test
    void saysWhoseEffectsNobodyKnows() throws Exception {
        service.addTemplate("thing", TEMPLATE.replace("test:make", "test:secretive"));

        var plan = plan("{\"name\":\"lamp\"}");

        assertThat(plan.path("verdict").asString()).isEqualTo("unknown");
        assertThat(plan.path("unknownEffects").toString())
                .isEqualTo("[{\"stepId\":\"make\",\"action\":\"test:secretive\"}]");
    }

    @Test
    void knowsThatToWaitHasNoEffects() throws Exception {
        service.addTemplate("thing", TEMPLATE.replace("test:make", "debug:wait"));

        var plan = plan("{\"name\":\"lamp\"}");

        assertThat(plan.path("verdict").asString()).isEqualTo("ok");
        assertThat(plan.path("effects")).isEmpty();
    }

    @Test
    void saysWhyAStepWouldFail() throws Exception {
        service.addTemplate("thing", TEMPLATE.replace("test:make", "no:such"));

        var plan = plan("{\"name\":\"lamp\"}");

        assertThat(plan.path("verdict").asString()).isEqualTo("fails");
        assertThat(plan.path("failure").path("message").asString()).contains("'no:such' is not registered");
    }

    @Test
    void refusesValuesThatATaskCouldNotBeMadeOf() throws Exception {
        var response = service.edge.send(
                service.edge.post("/api/buildrun/plan", "ada", "{\"templateRef\":\"thing\",\"values\":{}}"));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("requires property \\\"name\\\"");
    }
}
