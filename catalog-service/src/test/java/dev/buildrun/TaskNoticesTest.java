package dev.buildrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The whole service: what somebody who starts a task is told of it. */
class TaskNoticesTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private RunningService service;
    private String guest;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(directory.resolve("templates.yaml"), """
                apiVersion: scaffolder.backstage.io/v1beta3
                kind: Template
                metadata: {name: short, title: A short job}
                spec:
                  type: service
                  owner: team
                  steps: [{id: log, name: Log, action: 'debug:log', input: {message: hello}}]
                ---
                apiVersion: scaffolder.backstage.io/v1beta3
                kind: Template
                metadata: {name: broken}
                spec:
                  type: service
                  owner: team
                  steps: [{id: read, name: Read, action: 'fetch:plain:file', input: {url: 'https://nowhere.test/x', targetPath: x}}]
                ---
                apiVersion: scaffolder.backstage.io/v1beta3
                kind: Template
                metadata: {name: asking}
                spec:
                  type: service
                  owner: team
                  steps:
                    - {id: ask, name: Ask, action: 'approval:wait', input: {message: 'Go on?', approvers: ['user:default/guest']}}
                """);
        service = RunningService.start(TestDatabase.create(), directory, """
                auth:
                  environment: development
                  providers: {guest: {userEntityRef: 'user:default/guest'}}
                catalog:
                  rules: [{allow: [Template, Location]}]
                  locations: [{type: file, target: templates.yaml}]
                """);
        guest = service.send("", "POST", "/api/auth/guest/refresh", "")
                .json()
                .path("backstageIdentity")
                .path("token")
                .asString();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private String run(String template) {
        return service.send(
                        guest,
                        "POST",
                        "/api/scaffolder/v2/tasks",
                        "{\"templateRef\":\"template:default/" + template + "\",\"values\":{}}")
                .json()
                .path("id")
                .asString();
    }

    /** The first that comes. */
    private JsonNode told() {
        var end = System.nanoTime() + SOON.toNanos();
        while (true) {
            var first = service.get(guest, "/api/notifications/notifications")
                    .json()
                    .path("notifications")
                    .path(0)
                    .path("payload");
            if (first.isObject()) {
                return first;
            }
            assertThat(System.nanoTime()).as("nothing was told").isLessThan(end);
        }
    }

    @Test
    void tellsThatATaskIsDone() {
        var task = run("short");

        var told = told();

        assertThat(told.path("title").asString()).isEqualTo("A short job is done");
        assertThat(told.path("link").asString()).isEqualTo("/create/tasks/" + task);
        assertThat(told.path("severity").asString()).isEqualTo("normal");
        assertThat(service.get(guest, "/api/notifications/status")
                        .json()
                        .path("unread")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void tellsThatATaskHasFailed() {
        run("broken");

        assertThat(told().path("title").asString()).isEqualTo("broken has failed");
        assertThat(told().path("severity").asString()).isEqualTo("high");
    }

    @Test
    void tellsThoseWhoAreAsked() {
        run("asking");

        assertThat(told().path("title").asString()).isEqualTo("Your approval is wanted");
        assertThat(told().path("description").asString()).isEqualTo("Go on?");
        assertThat(told().path("topic").asString()).isEqualTo("approvals");
    }
}
