package dev.buildrun.git.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.git.GitConfig;
import dev.buildrun.integration.RepositoryName;
import dev.buildrun.json.Json;
import dev.buildrun.json.ParsedDocument;
import dev.buildrun.json.Yaml;
import dev.buildrun.platform.testing.PlatformHarness;
import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.RunningService.Answer;
import dev.buildrun.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole service that reads from a code host on its own: another process's Git host, which has Gitea's addresses and lets nobody read
 * without a password, is configured as a Gitea. So all goes over HTTP and Git's protocol, nothing by directory.
 */
class CodeHostInServiceTest {
    private static final RepositoryName TEMPLATES = new RepositoryName("platform", "templates");
    private static final RepositoryName ORDERS = new RepositoryName("team-orders", "orders");
    private static final String CI = "token-of-the-ci";
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String CONFORMANCE = "/api/buildrun/platform/components/component/default/orders/conformance";

    @TempDir
    Path folder;

    private RunningGitHost host;

    @BeforeEach
    void start() throws Exception {
        host = new RunningGitHost(folder.resolve("host"), false, GitConfig.Limits.DEFAULTS);
        host.create(TEMPLATES);
        host.create(ORDERS);
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private RunningService startService(RepositoryName readable) {
        return RunningService.start(TestDatabase.create(), folder.resolve("service"), """
                backend:
                  auth:
                    externalAccess:
                      - {type: static, options: {token: token-of-the-ci, subject: ci}}
                auth:
                  environment: development
                  providers: {guest: {userEntityRef: 'user:default/guest'}}
                catalog:
                  rules: [{allow: [Template, Component, Location]}]
                integrations:
                  gitea:
                    - {host: '127.0.0.1:%d', baseUrl: '%s', username: any, password: '%s'}
                buildrun:
                  providers: {s1: {subjects: ['external:ci']}}
                """.formatted(
                        host.edge.port(),
                        host.addresses.base(),
                        host.host.remote(readable).password()));
    }

    private void push(RepositoryName name, String... filesAndTexts) throws Exception {
        var tree = host.workTree("work-" + name.name());
        for (var i = 0; i < filesAndTexts.length; i += 2) {
            host.git.commit(tree, filesAndTexts[i], filesAndTexts[i + 1]);
        }
        host.git.must(tree, "push", "-q", host.pushUrl(name), "main");
    }

    private static <T> T await(String what, Supplier<Optional<T>> look) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            var seen = look.get();
            if (seen.isPresent()) {
                return seen.get();
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        throw new AssertionError("Expected " + what);
    }

    @Test
    void runsATemplateWithTheSkeletonBesideIt() throws Exception {
        push(
                TEMPLATES,
                "template.yaml",
                """
                apiVersion: scaffolder.backstage.io/v1beta3
                kind: Template
                metadata: {name: hello, title: Hello, description: {$text: ./about.txt}}
                spec:
                  type: service
                  owner: team
                  steps:
                    - {id: fetch, name: Fetch, action: 'fetch:template', input: {url: ./skeleton, values: {name: orders}}}
                    - {id: look, name: Look, action: 'debug:log', input: {listWorkspace: with-contents}}
                """,
                "about.txt",
                "Says hello",
                "skeleton/${{ values.name }}.txt",
                "Hello ${{ values.name }}");
        try (var service = startService(TEMPLATES)) {
            var guest = service.send("", "POST", "/api/auth/guest/refresh", "")
                    .json()
                    .path("backstageIdentity")
                    .path("token")
                    .asString();

            var url = host.addresses.contentsUrl(TEMPLATES, "main") + "/template.yaml";
            var registered =
                    service.send(CI, "POST", "/api/catalog/locations", "{\"type\":\"url\",\"target\":\"" + url + "\"}");
            assertThat(registered.status()).as(registered.body()).isEqualTo(201);
            var template = await("the template in the catalog", () -> {
                var answer = service.get(guest, "/api/catalog/entities/by-name/template/default/hello");
                return Optional.of(answer)
                        .filter(found -> found.status() == 200)
                        .map(Answer::json);
            });
            assertThat(template.at("/metadata/description").asString()).isEqualTo("Says hello");

            var task = service.send(
                            guest,
                            "POST",
                            "/api/scaffolder/v2/tasks",
                            "{\"templateRef\":\"template:default/hello\",\"values\":{}}")
                    .json()
                    .path("id")
                    .asString();
            var end = await("the end of the task", () -> {
                var status = service.get(guest, "/api/scaffolder/v2/tasks/" + task)
                        .json()
                        .path("status")
                        .asString("");
                return Optional.of(status).filter(now -> !now.equals("processing") && !now.equals("open"));
            });
            var events = service.get(guest, "/api/scaffolder/v2/tasks/" + task + "/events")
                    .body();
            assertThat(end).as(events).isEqualTo("completed");
            assertThat(events).contains("orders.txt").contains("Hello orders");
        }
    }

    @Test
    void looksAtTheManifestsOfAServiceThere() throws Exception {
        push(
                ORDERS,
                "ci.sh",
                "true\n",
                "deploy/web.yaml",
                "kind: Deployment\nmetadata: {name: x}\nspec: {replicas: 1}\n");
        try (var service = startService(ORDERS)) {
            var entities = Json.object();
            var list = entities.putArray("entities");
            var orders = PlatformHarness.service("orders", "team-orders", "platform/contract-v1")
                    .replace(
                            "name: orders",
                            "name: orders, annotations: {backstage.io/source-location: 'url:"
                                    + host.addresses.contentsUrl(ORDERS, "main") + "/'}");
            var contract = PlatformHarness.contract("contract-v1", "production", """
                    contract: v1
                    environments: [{name: dev, order: 10}]
                    rules:
                      - {id: BR-11, message: Two replicas, scope: manifest, expression: 'objects.all(o, o.spec.replicas >= 2)'}
                      - {id: BR-05, message: A pipeline, scope: repo, expression: "'ci.sh' in repository.files"}
                    """);
            for (var document : Yaml.documents(PlatformHarness.ORGANISATION + "---\n" + contract + "---\n" + orders)) {
                list.add(((ParsedDocument.Content) document).value());
            }

            var answer = service.send(CI, "PUT", "/api/buildrun/providers/s1/entities", Json.write(entities));

            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            awaitResult(service, "BR-05", "pass");
            awaitResult(service, "BR-11", "fail");
        }
    }

    private static void awaitResult(RunningService service, String rule, String result) {
        await(rule + " to become " + result, () -> {
            var answer = service.get(CI, CONFORMANCE);
            var items = answer.status() == 200 ? answer.json().path("items") : Json.array();
            return items.valueStream()
                    .filter(item -> item.path("rule").asString().equals(rule))
                    .filter(item -> item.path("result").asString().equals(result))
                    .findFirst();
        });
    }
}
