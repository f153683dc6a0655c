package dev.buildrun.scaffolder.wait;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.TestDatabase;
import dev.buildrun.testing.TestEdge;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A task that waits for longer than the token of who started it holds; the whole service, with a clock that the test moves. */
class LongWaitTest {
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final String TEMPLATE = """
            apiVersion: scaffolder.backstage.io/v1beta3
            kind: Template
            metadata: {name: patient}
            spec:
              type: service
              owner: team
              parameters: []
              steps:
                - {id: ask, action: 'approval:wait', input: {message: 'Go on?', approvers: ['user:default/guest'], allowSelfApproval: true, timeout: 7d}}
                - {id: request, action: 'http:backstage:request', input: {method: GET, path: /catalog/entities/by-name/template/default/patient}}
                - {id: own, action: 'http:backstage:request', input: {method: GET, path: /auth/v1/userinfo, useBackstageToken: true, continueOnBadResponse: true}}
                - {id: entity, action: 'catalog:fetch', input: {entityRef: 'template:default/patient'}}
                - {id: tell, action: 'debug:log', input: {message: 'with ${{ secrets.backstageToken }}'}}
              output:
                request: "${{ steps.request.output.code }}"
                entity: "${{ steps.entity.output.entity.metadata.name }}"
            """;

    private final ManualClock clock = new ManualClock(Instant.now());

    @TempDir
    private Path directory;

    private RunningService service() throws Exception {
        Files.writeString(directory.resolve("template.yaml"), TEMPLATE);
        return RunningService.start(
                TestDatabase.create(),
                directory,
                """
                auth:
                  environment: development
                  backstageTokenExpiration: {minutes: 10}
                  providers:
                    guest: {userEntityRef: 'user:default/guest', ownershipEntityRefs: ['user:default/guest']}
                catalog:
                  rules: [{allow: [Template, Location]}]
                  locations:
                    - {type: file, target: %s}
                """.formatted(directory.resolve("template.yaml")),
                TestEdge.freePort(),
                clock);
    }

    private static String signIn(RunningService service) {
        return service.send("", "POST", "/api/auth/guest/refresh", "")
                .json()
                .path("backstageIdentity")
                .path("token")
                .asString();
    }

    private static JsonNode await(RunningService service, String token, String path, String member, String value)
            throws InterruptedException {
        var end = System.nanoTime() + PATIENCE_NANOS;
        for (var json = service.get(token, path).json();
                ;
                json = service.get(token, path).json()) {
            if (json.findValuesAsString(member).contains(value)) {
                return json;
            }
            assertThat(System.nanoTime())
                    .as("waiting for %s in %s", value, json)
                    .isLessThan(end);
            Thread.sleep(50);
        }
    }

    @Test
    void actsForTheUserWithATokenThatHoldsAgain() throws Exception {
        try (var service = service()) {
            var old = signIn(service);
            var created = service.send(
                    old,
                    "POST",
                    "/api/scaffolder/v2/tasks",
                    "{\"templateRef\":\"template:default/patient\",\"values\":{}}");
            assertThat(created.status()).as(created.body()).isEqualTo(201);
            var task = created.json().path("id").asString();
            var approvals = await(service, old, "/api/buildrun/approvals", "taskId", task);
            var approval = approvals.findValuesAsString("id").getFirst();

            // Longer than a token holds, and not so long that the service would need a new key, which takes time to be
            // trusted.
            clock.advance(Duration.ofMinutes(11));

            assertThat(service.get(old, "/api/buildrun/approvals").status()).isEqualTo(401);
            var fresh = signIn(service);
            var decided = service.send(fresh, "POST", "/api/buildrun/approvals/" + approval + "/approve", "{}");
            assertThat(decided.status()).as(decided.body()).isEqualTo(200);
            var events = await(service, fresh, "/api/scaffolder/v2/tasks/" + task + "/events", "type", "completion");
            var completion = events.valueStream()
                    .filter(event -> event.path("type").asString().equals("completion"))
                    .findFirst()
                    .orElseThrow()
                    .path("body");
            assertThat(completion.path("output"))
                    .as(events.toPrettyString())
                    .isEqualTo(Json.object().put("request", 200).put("entity", "patient"));
            assertThat(events.toString()).contains("***").doesNotContain(old).doesNotContain("eyJ");
        }
    }
}
