package dev.buildrun.scaffolder.wait;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.json.Json;
import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The whole service, in several processes one after the other and beside each other. */
class WaitingReplicasTest {
    private static final String TOKEN = "a-token-of-the-tests";
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    /** The quickest counts, since others use the machine, too. */
    private static final int TASKS = 4;

    @TempDir
    private Path directory;

    private RunningService replica(DatabaseConfig database, String name) throws IOException {
        return RunningService.start(database, Files.createDirectories(directory.resolve(name)), """
                backend:
                  auth:
                    externalAccess:
                      - {type: static, options: {token: %s, subject: test}}
                auth:
                  environment: development
                  providers:
                    guest: {userEntityRef: 'user:default/guest', ownershipEntityRefs: ['group:default/platform']}
                catalog:
                  rules: [{allow: [Template, Location]}]
                  locations:
                    - {type: file, target: %s}
                buildrun: {scaffolder: {secretsKey: MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=}}
                """.formatted(
                        TOKEN, directory.resolve("template.yaml")));
    }

    @Test
    void tasksSurviveTheRestartOfAllAndGoOnWithinASecondOfADecisionElsewhere() throws Exception {
        Files.writeString(directory.resolve("template.yaml"), """
                apiVersion: scaffolder.backstage.io/v1beta3
                kind: Template
                metadata: {name: asking}
                spec:
                  type: service
                  owner: team
                  steps:
                    - {id: ask, name: Ask, action: 'approval:wait', input: {message: 'Go on?', approvers: [platform]}}
                  output: {who: "${{ steps.ask.output.decidedBy }}"}
                """);
        var database = TestDatabase.create();
        var tasks = new ArrayList<String>();
        try (var first = replica(database, "first")) {
            for (var task = 0; task < TASKS; task++) {
                tasks.add(first.send(
                                TOKEN,
                                "POST",
                                "/api/scaffolder/v2/tasks",
                                "{\"templateRef\":\"template:default/asking\",\"values\":{}}")
                        .json()
                        .path("id")
                        .asString());
                await(first, tasks.getLast(), "To be called|To decide");
            }
        }

        var quickest = Duration.ofDays(1);
        try (var second = replica(database, "second");
                var third = replica(database, "third")) {
            var guest = second.send("", "POST", "/api/auth/guest/refresh", "")
                    .json()
                    .path("backstageIdentity")
                    .path("token")
                    .asString();
            for (var task : tasks) {
                assertThat(task(second, task).path("status").asString()).isEqualTo("processing");

                var decided = third.send(
                                guest,
                                "POST",
                                "/api/buildrun/approvals/" + approval(third, guest, task) + "/approve",
                                "{}")
                        .json();
                var completion = await(second, task, "Run completed");

                assertThat(completion.path("body").path("output"))
                        .isEqualTo(Json.object().put("who", "user:default/guest"));
                var waited = Duration.between(
                        Instant.parse(decided.path("decidedAt").asString()),
                        Instant.parse(completion.path("createdAt").asString()));
                quickest = waited.compareTo(quickest) < 0 ? waited : quickest;
            }
        }
        assertThat(quickest).isLessThan(Duration.ofSeconds(1));
    }

    private static String approval(RunningService service, String token, String task) {
        return service.get(token, "/api/buildrun/approvals")
                .json()
                .path("items")
                .valueStream()
                .filter(item -> item.path("taskId").asString().equals(task))
                .map(item -> item.path("id").asString())
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode task(RunningService service, String task) {
        return service.get(TOKEN, "/api/scaffolder/v2/tasks/" + task).json();
    }

    private static JsonNode await(RunningService service, String task, String pattern) throws InterruptedException {
        var end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            var events = service.get(TOKEN, "/api/scaffolder/v2/tasks/" + task + "/events")
                    .json();
            for (var event : events) {
                if (event.path("body").path("message").asString("").matches("(?s).*(" + pattern + ").*")) {
                    return event;
                }
            }
            assertThat(System.nanoTime()).as("%s in %s", pattern, events).isLessThan(end);
            Thread.sleep(50);
        }
    }
}
