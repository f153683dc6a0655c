package dev.buildrun.scaffolder.http;

import static dev.buildrun.scaffolder.http.ScaffolderService.error;
import static dev.buildrun.scaffolder.http.ScaffolderService.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.scaffolder.testing.World;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollbackRoutesTest {
    private static final String TEMPLATE = """
            apiVersion: scaffolder.backstage.io/v1beta3
            kind: Template
            metadata: { name: thing }
            spec:
              type: service
              steps:
                - { id: make, action: 'test:make', input: { name: lamp } }
            """;

    private final World world = new World();

    @TempDir
    private Path directory;

    private ScaffolderService service;

    @BeforeEach
    void start() {
        service = new ScaffolderService(directory, 10, world);
        service.addTemplate("thing", TEMPLATE);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private HttpResponse<String> post(String id, String token) throws Exception {
        return service.edge.send(service.edge
                .request("/api/buildrun/tasks/" + id + "/rollback", token)
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    private HttpResponse<String> get(UUID id) throws Exception {
        return service.edge.send(service.edge.request("/api/buildrun/tasks/" + id + "/rollback", "ada"));
    }

    @Test
    void undoesATaskAndTellsWhatBecameOfIt() throws Exception {
        var id = service.run("thing", "{}");

        var requested = post(id.toString(), "ada");
        service.undo();
        var report = json(get(id));

        assertThat(requested.statusCode()).isEqualTo(202);
        assertThat(json(requested).path("status").asString()).isEqualTo("requested");
        assertThat(json(requested).path("requestedBy").asString()).isEqualTo("user:default/ada");
        assertThat(report.path("status").asString()).isEqualTo("done");
        assertThat(report.path("effects").toString()).isEqualTo("""
                [{"kind":"thing","key":"lamp","confirmed":true,"state":"undone","sentence":"Removed lamp","what":"lamp"}]""");
        assertThat(report.path("leftovers").asInt()).isZero();
        assertThat(world.things).isEmpty();
    }

    @Test
    void saysWhereALeftoverIsAndHowToRemoveIt() throws Exception {
        var id = service.run("thing", "{}");
        world.touched.add("lamp");

        post(id.toString(), "ada");
        service.undo();

        assertThat(json(get(id)).path("effects").toString()).contains("""
                "state":"left","sentence":"Left over: lamp at the shelf, because somebody uses it. To remove it by hand: ask\
                 them","what":"lamp","where":"the shelf","why":"somebody uses it","remedy":"ask them\"""");
    }

    @Test
    void refusesATaskThatIsNotThereOrHasNotEnded() throws Exception {
        var id = service.create("thing", "{}");

        assertThat(error(post("nobody", "ada"))).isEqualTo("404 NotFoundError: No task with id 'nobody' found");
        assertThat(error(post(id.toString(), "ada"))).startsWith("409 ConflictError: Task " + id + " is open");
        assertThat(error(get(id))).isEqualTo("404 NotFoundError: Nobody has asked for a rollback of task " + id);
    }

    @Test
    void refusesWhoeverMayNot() throws Exception {
        var id = service.run("thing", "{}");

        assertThat(post(id.toString(), "eve").statusCode()).isEqualTo(403);
    }
}
