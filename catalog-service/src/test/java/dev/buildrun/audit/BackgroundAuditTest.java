package dev.buildrun.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.TestDatabase;
import dev.buildrun.testing.Witness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What nobody has asked for at the moment leaves its row in the transaction that does it, too. The platform's own are looked at where they are
 * made: deployments, bindings, workspaces, waivers, transfers, break-glass.
 */
class BackgroundAuditTest {
    private static final String MACHINE = "token-of-a-machine";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TEMPLATE = """
            {apiVersion: scaffolder.backstage.io/v1beta3, kind: Template, metadata: {name: one}, spec: {type: service, parameters: [], steps: [{id: log, action: 'debug:log', input: {message: hello}}]}}
            ---
            {apiVersion: scaffolder.backstage.io/v1beta3, kind: Template, metadata: {name: broken}, spec: {type: service, parameters: [], steps: [{id: copy, action: 'fs:delete', input: {files: '../..'}}]}}
            """;

    @TempDir
    Path folder;

    private RunningService service;

    @BeforeEach
    void start() throws IOException {
        write(component("old", "before"));
        service = RunningService.start(TestDatabase.create(), folder, """
                backend: {auth: {externalAccess: [{type: static, options: {token: %s, subject: machine}}]}}
                catalog:
                  processingInterval: {seconds: 1}
                  orphanStrategy: keep
                  locations: [{type: file, target: ./all.yaml, rules: [{allow: [Component, Template]}]}]
                """.formatted(MACHINE));
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private static String component(String name, String description) {
        return "---\n{apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: " + name + ", description: "
                + description + "}, spec: {type: service, lifecycle: production, owner: nobody}}\n";
    }

    private void write(String components) throws IOException {
        Files.writeString(folder.resolve("all.yaml"), TEMPLATE + components);
    }

    private static void await(String what, BooleanSupplier isSo) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!isSo.getAsBoolean()) {
            assertThat(System.nanoTime()).as("Waited too long for " + what).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private boolean shows(String name, String description) {
        var answer = service.get(MACHINE, "/api/catalog/entities/by-name/component/default/" + name);
        return description.equals(
                answer.status() == 200
                        ? answer.json().at("/metadata/description").asString("")
                        : "");
    }

    private String run(String template, String end) {
        var started = service.send(
                MACHINE,
                "POST",
                "/api/scaffolder/v2/tasks",
                "{\"templateRef\":\"template:default/" + template + "\",\"values\":{}}");
        assertThat(started.status()).as(started.body()).isEqualTo(201);
        var id = started.json().path("id").asString();
        await(
                "the end of " + template,
                () -> service.get(MACHINE, "/api/scaffolder/v2/tasks/" + id)
                        .json()
                        .path("status")
                        .asString()
                        .equals(end));
        return id;
    }

    @Test
    void ofTheCatalogByWhatFilesSay() throws IOException {
        var changes = Witness.of(service.database(), "change_log", "tg_op = 'INSERT'");

        write(component("old", "after") + component("new", "first"));
        await("a changed and a new entity", () -> shows("old", "after") && shows("new", "first"));
        write(component("new", "first"));
        await(
                "an orphan",
                () -> service.get(MACHINE, "/api/catalog/entities/by-name/component/default/old")
                        .json()
                        .at("/metadata/annotations/backstage.io~1orphan")
                        .asString("")
                        .equals("true"));

        assertThat(changes.left())
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(rows -> assertThat(rows).singleElement().asString().endsWith(" succeeded"));
    }

    @Test
    void ofTheEndsOfTasksAndRollbacks() {
        var ends = Witness.of(
                service.database(),
                "tasks",
                "tg_op = 'UPDATE' and new.status is distinct from old.status and new.status in ('completed', 'failed')");
        var rollbacks = Witness.of(
                service.database(),
                "task_rollbacks",
                "tg_op = 'UPDATE' and new.status is distinct from old.status and new.status in ('done', 'given_up')");

        var id = run("one", "completed");
        run("broken", "failed");
        var asked = service.send(MACHINE, "POST", "/api/buildrun/tasks/" + id + "/rollback", "{}");
        assertThat(asked.status()).as(asked.body()).isEqualTo(202);
        await("the end of the rollback", () -> !rollbacks.left().isEmpty());

        assertThat(ends.left()).containsExactly(List.of("- task.end succeeded"), List.of("- task.end failed"));
        assertThat(rollbacks.left()).containsExactly(List.of("- task.rollback-end succeeded"));
    }
}
