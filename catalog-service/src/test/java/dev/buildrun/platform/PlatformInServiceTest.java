package dev.buildrun.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import dev.buildrun.json.ParsedDocument;
import dev.buildrun.json.Yaml;
import dev.buildrun.platform.testing.PlatformHarness;
import dev.buildrun.testing.GitClient;
import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.TestDatabase;
import dev.buildrun.testing.TestEdge;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The platform as the service has it: what is pushed to the catalog and to Git is worked out without anybody asking. */
class PlatformInServiceTest {
    private static final String CI = "token-of-the-ci";
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String CONFORMANCE = "/api/buildrun/platform/components/component/default/orders/conformance";
    private static final String CONTRACT = """
            contract: v1
            environments: [{name: dev, order: 10}]
            rules:
              - {id: BR-01, message: Owned by a team, expression: owner.spec.type == 'build-run-team'}
              - {id: BR-11, message: Two replicas, scope: manifest, expression: 'objects.all(o, o.spec.replicas >= 2)'}
              - {id: BR-05, message: A pipeline, scope: repo, expression: "'ci.sh' in repository.files"}
            """;

    @TempDir
    Path folder;

    private static String config(int port) {
        return """
                backend:
                  baseUrl: http://localhost:%d
                  auth:
                    externalAccess:
                      - {type: static, options: {token: token-of-the-ci, subject: ci}}
                buildrun:
                  providers: {s1: {subjects: ['external:ci']}}
                """.formatted(port);
    }

    private static String orders(int port) {
        return PlatformHarness.service("orders", "team-orders", "platform/contract-v1")
                .replace(
                        "name: orders",
                        "name: orders, annotations: {backstage.io/source-location: 'url:http://localhost:" + port
                                + "/git/team-orders/orders/src/branch/main/'}");
    }

    private static void put(RunningService service, String yaml) {
        var entities = Json.object();
        var list = entities.putArray("entities");
        for (var document : Yaml.documents(yaml)) {
            list.add(((ParsedDocument.Content) document).value());
        }
        var answer = service.send(CI, "PUT", "/api/buildrun/providers/s1/entities", Json.write(entities));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private void push(GitClient git, int port, String replicas) throws Exception {
        var work = folder.resolve("work");
        Files.createDirectories(work.resolve("deploy"));
        Files.writeString(work.resolve("ci.sh"), "true\n");
        Files.writeString(
                work.resolve("deploy/web.yaml"),
                "kind: Deployment\nmetadata: {name: x}\nspec: {replicas: " + replicas + "}\n");
        if (!Files.exists(work.resolve(".git"))) {
            git.must(work, "init", "--initial-branch", "main");
        }
        git.must(work, "add", "-A");
        git.must(work, "commit", "-m", "replicas " + replicas);
        git.must(work, "push", "http://ci:" + CI + "@localhost:" + port + "/git/team-orders/orders.git", "main");
    }

    private static void awaitResult(RunningService service, String rule, String result) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        var seen = "";
        while (System.nanoTime() < end) {
            var answer = service.get(CI, CONFORMANCE);
            seen = answer.body();
            if (answer.status() == 200
                    && answer.json()
                            .path("items")
                            .valueStream()
                            .anyMatch(item -> item.path("rule").asString().equals(rule)
                                    && item.path("result").asString().equals(result))) {
                return;
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        throw new AssertionError("Expected " + rule + " to become " + result + ", found " + seen);
    }

    @Test
    void aPushToTheRepositoryHasItsManifestsLookedAtAgain() throws Exception {
        var port = TestEdge.freePort();
        var git = new GitClient(Files.createDirectories(folder.resolve("home")));
        var bare = Files.createDirectories(folder.resolve("git/team-orders/orders.git"));
        git.must(bare, "init", "--bare", "--initial-branch", "main");
        try (var service = RunningService.start(TestDatabase.create(), folder, config(port), port)) {
            put(
                    service,
                    PlatformHarness.ORGANISATION
                            + "---\n"
                            + PlatformHarness.contract("contract-v1", "production", CONTRACT)
                            + "---\n"
                            + orders(port));
            awaitResult(service, "BR-01", "pass");
            awaitResult(service, "BR-11", "unknown");

            push(git, port, "1");
            awaitResult(service, "BR-11", "fail");
            awaitResult(service, "BR-05", "pass");
            push(git, port, "2");
            awaitResult(service, "BR-11", "pass");
        }
    }
}
