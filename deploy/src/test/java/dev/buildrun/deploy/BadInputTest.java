package dev.buildrun.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What people get wrong, each answered with what was expected, what was found and where, while everything else goes on. */
class BadInputTest {
    private static final String GOOD = """
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: %s}
            spec: {type: service, lifecycle: production, owner: team-orders}
            """;
    private static final String TEMPLATE = """
            apiVersion: scaffolder.backstage.io/v1beta3
            kind: Template
            metadata: {name: unknown-action}
            spec:
              type: service
              owner: team-orders
              parameters:
                required: [name]
                properties:
                  name: {type: string, pattern: '^[a-z]+$'}
              steps:
                - {id: wrong, name: Wrong, action: 'no:such:action'}
            """;

    @TempDir
    private static Path folder;

    private static final Map<String, byte[]> FILES = new ConcurrentHashMap<>();
    private static HttpServer files;
    private static RunningBuildrun buildrun;

    @BeforeAll
    static void start() throws Exception {
        files = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        files.createContext("/", exchange -> {
            var bytes = FILES.get(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(bytes == null ? 404 : 200, bytes == null ? -1 : bytes.length);
            try (exchange) {
                if (bytes != null) {
                    exchange.getResponseBody().write(bytes);
                }
            }
        });
        files.start();
        var template = Files.writeString(folder.resolve("template.yaml"), TEMPLATE);
        buildrun = RunningBuildrun.start(Files.createDirectory(folder.resolve("data")), """
                # What is broken from the start has no owner, so that only an admin may ask for it to be read again.
                buildrun:
                  policy:
                    roles:
                      admin: [user:development/guest]
                backend:
                  reading:
                    allow:
                      - host: 127.0.0.1:%d
                catalog:
                  locations:
                    - type: file
                      target: %s
                      rules: [{allow: [Template]}]
                """.formatted(
                        files.getAddress().getPort(), template));
    }

    @AfterAll
    static void stop() {
        buildrun.close();
        files.stop(0);
    }

    private static String serve(String name, String text) {
        FILES.put("/" + name, text.getBytes(StandardCharsets.UTF_8));
        return "http://127.0.0.1:" + files.getAddress().getPort() + "/" + name;
    }

    private static JsonNode refusedDryRun(String target) throws Exception {
        var answer = post("/api/catalog/locations?dryRun=true", location(target));
        assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(400);
        return Json.read(answer.body()).path("error");
    }

    private static JsonNode location(String target) {
        return Json.object().put("type", "url").put("target", target);
    }

    private static HttpResponse<String> post(String path, JsonNode body) throws Exception {
        return buildrun.post(path, body);
    }

    @Test
    void yamlThatIsNone() throws Exception {
        var error = refusedDryRun(serve("broken.yaml", "kind: [Component"));

        assertThat(error.path("message").asString()).contains("broken.yaml").containsIgnoringCase("yaml");
    }

    @Test
    void anUnknownKind() throws Exception {
        var error = refusedDryRun(serve("kind.yaml", GOOD.formatted("x").replace("Component", "Componnent")));

        assertThat(error.path("message").asString())
                .contains("componnent:default/x")
                .contains("kind.yaml")
                .contains("not of an allowed kind");
    }

    @Test
    void aMissingName() throws Exception {
        var error = refusedDryRun(serve("name.yaml", GOOD.formatted("x").replace("{name: x}", "{title: x}")));

        assertThat(error.path("message").asString()).contains("/metadata must have required property 'name'");
    }

    @Test
    void aDescriptorOfTwentyMegabytes() throws Exception {
        var error = refusedDryRun(serve("large.yaml", GOOD.formatted("large") + "# " + "x".repeat(20_000_000)));

        assertThat(error.path("message").asString()).contains("large.yaml is too large: expected at most");
    }

    @Test
    void anAliasBomb() throws Exception {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i))
                    .append("*a%d, ".formatted(i - 1).repeat(10))
                    .append("]\n");
        }
        var start = Instant.now();
        var error = refusedDryRun(serve("bomb.yaml", bomb.toString()));

        assertThat(error.path("message").asString()).containsAnyOf("alias", "Expected at most");
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void aHostThatNobodyAllowed() throws Exception {
        var error = refusedDryRun("http://127.0.0.1:9/secret.yaml");

        assertThat(error.path("message").asString())
                .contains("Reading from 'http://127.0.0.1:9/secret.yaml' is not allowed")
                .contains("backend.reading.allow");
    }

    @Test
    void aRegisteredLocationThatIsBrokenHarmsNobodyAndIsReadAgainOnceMended() throws Exception {
        var target = serve("mended.yaml", "kind: [Component");
        var neighbour = serve("good.yaml", GOOD.formatted("good-neighbour"));
        var registered = post("/api/catalog/locations", location(target));
        assertThat(post("/api/catalog/locations", location(neighbour)).statusCode())
                .isEqualTo(201);
        assertThat(eventually("/api/catalog/entities/by-query?filter=metadata.name=good-neighbour"))
                .hasSize(1);

        serve("mended.yaml", GOOD.formatted("mended"));
        var entityRef = Json.read(registered.body()).path("location").path("entityRef");
        var refresh = Json.object();
        refresh.set("entityRef", entityRef);
        assertThat(post("/api/catalog/refresh", refresh).statusCode()).isEqualTo(200);

        assertThat(eventually("/api/catalog/entities/by-query?filter=metadata.name=mended"))
                .hasSize(1);
    }

    /** Asks until the answer has items, since processing goes on beside the answers. */
    private static JsonNode eventually(String path) throws IOException, InterruptedException {
        var items = buildrun.get(path).path("items");
        for (var attempt = 0; attempt < 600 && items.isEmpty(); attempt++) {
            Thread.sleep(100);
            items = buildrun.get(path).path("items");
        }
        return items;
    }

    @Test
    void aTemplateWithAnUnknownAction() throws Exception {
        var task = Json.object().put("templateRef", "template:default/unknown-action");
        task.putObject("values").put("name", "fern");

        var completion = buildrun.runTask(task);

        assertThat(completion.path("error").path("message").asString()).contains("no:such:action");
    }

    @Test
    void aFormValueThatBreaksTheSchema() throws Exception {
        var task = Json.object().put("templateRef", "template:default/unknown-action");
        task.putObject("values").put("name", "Not Lower Case");

        var answer = post("/api/scaffolder/v2/tasks", task);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("does not match pattern");
    }

    @Test
    void aCursorThatNobodyIssued() throws Exception {
        var answer = raw("/api/catalog/entities/by-query?cursor=bm90IGEgY3Vyc29y", buildrun.token());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("InputError");
    }

    @Test
    void noTokenAndAWrongToken() throws Exception {
        assertThat(raw("/api/catalog/entities", null).statusCode()).isEqualTo(401);
        assertThat(raw("/api/scaffolder/v2/tasks", null).statusCode()).isEqualTo(401);
        assertThat(raw("/api/catalog/entities", "wrong").body()).contains("AuthenticationError");
    }

    private static HttpResponse<String> raw(String path, @Nullable String token)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(buildrun.baseUrl() + path)).timeout(Duration.ofSeconds(20));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return buildrun.send(request);
    }
}
