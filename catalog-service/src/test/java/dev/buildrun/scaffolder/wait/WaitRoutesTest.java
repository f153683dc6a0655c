package dev.buildrun.scaffolder.wait;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.http.Mount;
import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.task.Approvals;
import dev.buildrun.scaffolder.task.Callbacks;
import dev.buildrun.scaffolder.task.TaskConfig;
import dev.buildrun.scaffolder.task.TaskStatus;
import dev.buildrun.scaffolder.testing.TaskProcess;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.testing.TestDatabase;
import dev.buildrun.testing.TestEdge;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Approvals and callbacks by HTTP. Ada has started the tasks, bob is in the group that is asked, eve is not; ci is a service. */
class WaitRoutesTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    private final ManualClock clock = new ManualClock(NOW);

    @TempDir
    private Path directory;

    private TaskProcess process;
    private TestEdge edge;

    @BeforeEach
    void start() {
        process = new TaskProcess(
                TestDatabase.create(),
                directory.resolve("work"),
                clock,
                TaskConfig.DEFAULTS,
                List.of(new ApprovalWait(), new WebhookWait()));
        var routes = new WaitRoutes(
                new Approvals(process.database, _ -> List.of(), clock),
                new Callbacks(process.database, TaskProcess.VAULT, clock),
                new PermissionPolicy(),
                (who, _) -> !"user:default/stranger".equals(who.actor()),
                clock);
        edge = new TestEdge(
                List.of(Mount.plugin("buildrun", routes.routes())), (authorization, _) -> caller(authorization));
    }

    @AfterEach
    void stop() {
        edge.close();
        process.close();
    }

    private static Caller caller(@Nullable String authorization) {
        return switch (String.valueOf(authorization)) {
            case "Bearer ada" -> user("ada");
            case "Bearer bob" -> user("bob");
            case "Bearer eve" -> new Caller.User("user:default/eve", List.of("user:default/eve"));
            case "Bearer stranger" -> new Caller.User("user:default/stranger", List.of("user:default/stranger"));
            case "Bearer ci" -> new Caller.Service("external:ci");
            default -> new Caller.Anonymous();
        };
    }

    private static Caller user(String name) {
        return new Caller.User("user:default/" + name, List.of("user:default/" + name, "group:default/platform"));
    }

    private UUID waiting(String action, String input) {
        var spec = (ObjectNode) Yaml.read("steps: [{id: wait, action: '" + action + "', input: " + input + "}]");
        spec.putObject("templateInfo").put("entityRef", "template:default/service");
        var id = process.tasks.create(spec, TaskSecrets.NONE, "user:default/ada");
        process.loop.claim();
        process.awaitNoRuns();
        return id;
    }

    private HttpResponse<String> get(String token, String path) throws IOException, InterruptedException {
        return edge.send(edge.request("/api/buildrun" + path, token));
    }

    private HttpResponse<String> post(String token, String path, String json) throws IOException, InterruptedException {
        return edge.send(edge.post("/api/buildrun" + path, token, json));
    }

    private static String error(HttpResponse<String> response) {
        var error = Json.read(response.body()).path("error");
        return response.statusCode() + " " + error.path("name").asString("") + ": "
                + error.path("message").asString("");
    }

    @Nested
    class AnApproval {
        private String id;

        @BeforeEach
        void ask() throws Exception {
            waiting("approval:wait", "{message: 'Go on?', approvers: [platform]}");
            id = Json.read(get("bob", "/approvals").body())
                    .path("items")
                    .path(0)
                    .path("id")
                    .asString();
        }

        @Test
        void isThereForThoseAloneWhoAreAskedOrMayReadTheTask() throws Exception {
            var eve = get("eve", "/approvals/" + id);
            var stranger = get("stranger", "/approvals/" + id);

            assertThat(eve.statusCode()).isEqualTo(200);
            assertThat(error(stranger))
                    .isEqualTo(error(get("stranger", "/approvals/none")).replace("none", id));
        }

        @Test
        void isListedForThoseWhoAreAskedOnly() throws Exception {
            var listed =
                    Json.read(get("bob", "/approvals").body()).path("items").path(0);

            assertThat(listed.path("message").asString()).isEqualTo("Go on?");
            assertThat(listed.path("requestedBy").asString()).isEqualTo("user:default/ada");
            assertThat(listed.path("templateRef").asString()).isEqualTo("template:default/service");
            assertThat(listed.path("expiresAt").asString()).isEqualTo("2026-12-02T10:00:00Z");
            assertThat(listed.path("approvers")).isEqualTo(Json.read("[\"group:default/platform\"]"));
            assertThat(listed.path("canApprove").booleanValue()).isTrue();
            assertThat(Json.read(get("eve", "/approvals").body()).path("items").size())
                    .isZero();
            assertThat(error(get("ci", "/approvals")))
                    .isEqualTo("403 NotAllowedError: This endpoint does not allow 'service' credentials");
        }

        @Test
        void isFoundByItsId() throws Exception {
            var forAda = Json.read(get("ada", "/approvals/" + id).body());

            assertThat(forAda.path("status").asString()).isEqualTo("pending");
            assertThat(forAda.path("canApprove").booleanValue()).isFalse();
            assertThat(forAda.path("canDeny").booleanValue()).isTrue();
            assertThat(error(get("ada", "/approvals/none")))
                    .isEqualTo("404 NotFoundError: No approval with id 'none' found");
        }

        @Test
        void isGivenOnce() throws Exception {
            var refused = post("eve", "/approvals/" + id + "/approve", "{}");
            var own = post("ada", "/approvals/" + id + "/approve", "{}");
            var given = post("bob", "/approvals/" + id + "/approve", "{\"comment\":\"fine\"}");
            var again = post("bob", "/approvals/" + id + "/deny", "{}");

            assertThat(error(refused)).startsWith("403 NotAllowedError: user:default/eve may not decide this");
            assertThat(error(own)).startsWith("403 NotAllowedError: user:default/ada has started the task");
            assertThat(given.statusCode()).isEqualTo(200);
            var decided = Json.read(given.body());
            assertThat(decided.path("status").asString()).isEqualTo("approved");
            assertThat(decided.path("decidedBy").asString()).isEqualTo("user:default/bob");
            assertThat(decided.path("comment").asString()).isEqualTo("fine");
            assertThat(error(again)).startsWith("409 ConflictError: The approval " + id + " is approved by");
            assertThat(process.count("audit_log where action like 'approval.%'"))
                    .isEqualTo(4);
        }

        @Test
        void isRefusedWithoutABody() throws Exception {
            var denied = edge.send(edge.request("/api/buildrun/approvals/" + id + "/deny", "bob")
                    .POST(HttpRequest.BodyPublishers.noBody()));

            assertThat(Json.read(denied.body()).path("status").asString()).isEqualTo("denied");
            assertThat(error(post("bob", "/approvals/" + id + "/approve", "{\"comment\":7}")))
                    .startsWith("400 InputError: Expected in 'comment' a text");
        }
    }

    @Nested
    class ACallback {
        private String path(String input) {
            var id = waiting("webhook:wait", input);
            var line = process.messages(id).getLast();
            return line.substring(line.indexOf("/callbacks/"));
        }

        private HttpResponse<String> call(String path, String type, String body, Map<String, String> headers)
                throws IOException, InterruptedException {
            var request = edge.request("/api/buildrun" + path)
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofString(body));
            headers.forEach(request::header);
            return edge.send(request);
        }

        @Test
        void needsNoTokenAndGoesOnWithTheTask() throws Exception {
            var path = path("{name: build}");

            var taken = call(path, "application/json", "{\"state\":\"green\"}", Map.of());
            var again = call(path, "text/plain", "green", Map.of());
            process.loop.claim();
            process.awaitNoRuns();

            assertThat(taken.statusCode()).isEqualTo(202);
            assertThat(Json.read(taken.body()).path("accepted").booleanValue()).isTrue();
            assertThat(Json.read(again.body()).path("accepted").booleanValue()).isFalse();
            assertThat(process.count("tasks where status = '" + TaskStatus.COMPLETED.wireName() + "'"))
                    .isEqualTo(1);
            assertThat(call(path, "text/plain", "late", Map.of()).statusCode()).isEqualTo(410);
            assertThat(error(call("/callbacks/guess", "text/plain", "", Map.of())))
                    .isEqualTo("404 NotFoundError: Nobody waits for a call at this address");
        }

        @Test
        void mustBeSmallAndReadable() throws Exception {
            var path = path("{name: build}");

            assertThat(call(path, "text/plain", "x".repeat(WaitRoutes.MAX_PAYLOAD_BYTES + 1), Map.of())
                            .statusCode())
                    .isEqualTo(400);
            assertThat(call(path, "application/json", "{", Map.of()).statusCode())
                    .isEqualTo(400);
            assertThat(process.count("task_waits where status = 'pending'")).isEqualTo(1);
        }

        @Test
        void mustBeSignedWhereTheStepHasASecret() throws Exception {
            var path = path("{name: build, secret: 'sixteen characters'}");
            var body = "{\"state\":\"green\"}";

            assertThat(call(path, "application/json", body, Map.of()).statusCode())
                    .isEqualTo(401);
            assertThat(call(path, "application/json", body, standard("another secret of none", NOW, body))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(call(path, "application/json", body, standard("sixteen characters", NOW.minusSeconds(301), body))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(call(path, "application/json", "{}", standard("sixteen characters", NOW, body))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(call(path, "application/json", body, standard("sixteen characters", NOW, body))
                            .statusCode())
                    .isEqualTo(202);
        }

        @Test
        void mayBeSignedAsGitHubSigns() throws Exception {
            var path = path("{name: build, secret: 'sixteen characters'}");
            var signature = "sha256=" + HexFormat.of().formatHex(hmac("sixteen characters", "{}"));

            assertThat(call(path, "application/json", "{}", Map.of("x-hub-signature-256", "sha256=00"))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(call(path, "application/json", "{}", Map.of("x-hub-signature-256", signature))
                            .statusCode())
                    .isEqualTo(202);
        }

        @Test
        void isNotOpenedByASecretThatIsNone() throws Exception {
            var path = path("{name: build, secret: 'whsec_%%%%%%%%%%%%'}");

            var call = call(
                    path,
                    "application/json",
                    "{}",
                    Map.of(
                            "webhook-id",
                            "1",
                            "webhook-timestamp",
                            "" + NOW.getEpochSecond(),
                            "webhook-signature",
                            "v1,"));

            assertThat(call.statusCode()).isEqualTo(401);
        }

        private Map<String, String> standard(String secret, Instant at, String body) throws Exception {
            var seconds = Long.toString(at.getEpochSecond());
            var signature = Base64.getEncoder().encodeToString(hmac(secret, "msg_1." + seconds + "." + body));
            return Map.of(
                    "webhook-id",
                    "msg_1",
                    "webhook-timestamp",
                    seconds,
                    "webhook-signature",
                    "v1,AAAA v1," + signature);
        }

        private byte[] hmac(String secret, String text) throws Exception {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
