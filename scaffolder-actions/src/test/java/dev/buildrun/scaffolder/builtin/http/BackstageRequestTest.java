package dev.buildrun.scaffolder.builtin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Compensation;
import dev.buildrun.scaffolder.action.EffectLedger;
import dev.buildrun.scaffolder.action.EffectLedger.Effect;
import dev.buildrun.scaffolder.action.Undone;
import dev.buildrun.scaffolder.testing.ActionRun;
import dev.buildrun.scaffolder.testing.LoopbackApi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

final class BackstageRequestTest {
    @TempDir
    Path directory;

    private LoopbackApi api;
    private ActionRun task;

    @BeforeEach
    void start() throws IOException {
        api = new LoopbackApi();
        api.answer("/api/catalog/entities", 200, "application/json; charset=utf-8", "[{\"kind\":\"API\"}]");
        api.answer("/api/catalog/refresh", 201, "text/plain", "done");
        api.answer("/api/catalog/broken", 500, "application/json", "{\"error\":{\"message\":\"no\"}}");
        api.answer("/api/catalog/moved", 302, "text/plain", "elsewhere");
        task = new ActionRun(directory.resolve("task"));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void asksAsTheUserWhoStartedTheTaskAndReadsJson() throws Exception {
        var output = task.call(action(), get("/catalog/entities", "{\"filter\":\"kind=api\",\"n\":[1,2]}"));

        assertThat(String.valueOf(output.code())).isEqualTo("200");
        assertThat(String.valueOf(output.body())).isEqualTo("[{\"kind\":\"API\"}]");
        assertThat(String.valueOf(output.headers())).contains("\"content-type\":\"application/json; charset=utf-8\"");
        var asked = api.asked().getFirst();
        assertThat(asked.method() + " " + asked.url()).isEqualTo("GET /api/catalog/entities?filter=kind%3Dapi&n=1%2C2");
        assertThat(asked.headers()).containsEntry("authorization", "Bearer ada's token");
        assertThat(task.lines())
                .containsExactly(
                        "Creating GET request with http:backstage:request scaffolder action against /catalog/entities",
                        "Token is defined. Setting authorization header.");
    }

    @Test
    void leavesAnAuthorizationThatIsGivenAlone() throws Exception {
        task.call(action(), input("GET", "catalog/entities", "{\"Authorization\":\"Bearer mine\"}", null));

        assertThat(api.asked().getFirst().headers()).containsEntry("authorization", "Bearer mine");
    }

    @Test
    void sendsAnObjectAsJsonAndATextAsItIs() throws Exception {
        task.call(
                action(), input("POST", "/catalog/refresh", "{\"Content-Type\":\"application/json\"}", "{\"a\":1.0}"));
        var output = task.call(action(), input("POST", "/catalog/refresh", "{}", "\"plain\""));

        assertThat(api.asked()).extracting(LoopbackApi.Asked::body).containsExactly("{\"a\":1}", "plain");
        assertThat(String.valueOf(output.body())).isEqualTo("{\"message\":\"done\"}");
    }

    @Test
    void failsWhenTheAnswerIsAnErrorUnlessToldToGoOn() throws Exception {
        assertThatThrownBy(() -> task.call(action(), get("/catalog/broken", "{}")))
                .hasMessage("Unable to complete request");
        assertThat(task.lines())
                .contains("error: There was an issue with your request. Status code: 500 Response body:"
                        + " {\"error\":{\"message\":\"no\"}}");

        var going =
                new BackstageRequest.Input("/catalog/broken", "GET", null, null, null, false, true, null, null, null);
        var output = task.call(action(), going);

        assertThat(String.valueOf(output.code())).isEqualTo("500");
        assertThat(String.valueOf(output.headers())).isEqualTo("{}");
        assertThat(String.valueOf(output.body())).isEqualTo("{\"error\":{\"message\":\"no\"}}");
    }

    @Test
    void sendsNothingThatCouldChangeSomethingInADryRun() throws Exception {
        var output = task.dry().call(action(), input("DELETE", "/catalog/refresh", "{}", null));
        task.call(action(), get("/catalog/entities", "{}"));

        assertThat(output).isEqualTo(new BackstageRequest.Output(null, null, null));
        assertThat(api.asked()).extracting(LoopbackApi.Asked::method).containsExactly("GET");
        assertThat(task.lines())
                .contains("Dry run mode. Skipping non dry-run safe method 'DELETE' request to /catalog/refresh");
    }

    @Test
    void asksOnceForOneIdempotencyKey() throws Exception {
        var input = new BackstageRequest.Input(
                "/catalog/refresh", "POST", null, null, null, null, null, null, null, "refresh");

        var first = task.call(action(), input);
        var second = task.call(action(), input);

        assertThat(second).isEqualTo(first);
        assertThat(api.asked()).hasSize(1);
    }

    @Test
    void recordsWhatCouldChangeSomethingInTheLedger() throws Exception {
        task.call(action(), get("/catalog/entities", "{}"));
        task.call(action(), input("POST", "/catalog/refresh", "{}", null));

        var effect = new Effect("http-request", "POST /catalog/refresh by step");
        assertThat(task.ledger().find(effect))
                .hasValueSatisfying(
                        entry -> assertThat(String.valueOf(entry.result())).isEqualTo("{\"code\":201}"));
        assertThat(task.ledger().find(new Effect("http-request", "GET /catalog/entities by step")))
                .isEmpty();
    }

    @Test
    void isLeftOverInARollbackAndToldExactly() throws Exception {
        task.call(action(), input("POST", "/catalog/refresh", "{}", null));
        task.asStep("again").call(action(), input("POST", "/catalog/refresh", "{}", null));

        assertThat(task.ledger().entries())
                .extracting(entry -> undo(entry).sentence())
                .containsExactly(
                        "Left over: what the request POST /catalog/refresh of the step step has changed at"
                                + " /catalog/refresh, because it was answered with status 201, and nobody but its author knows"
                                + " how to take it back. To remove it by hand: look what it has changed there, and change it back",
                        "Left over: what the request POST /catalog/refresh of the step again has changed at"
                                + " /catalog/refresh, because it was answered with status 201, and nobody but its author knows"
                                + " how to take it back. To remove it by hand: look what it has changed there, and change it back");
    }

    @Test
    void leavesNothingOverOfARequestThatWasRefused() {
        api.answer("/api/catalog/refused", 403, "text/plain", "no");

        assertThatThrownBy(() -> task.call(action(), input("POST", "/catalog/refused", "{}", null)))
                .hasMessage("Unable to complete request");

        assertThat(undo(task.ledger().entries().getFirst()))
                .isEqualTo(new Undone.NothingThere(
                        "a change by the request POST /catalog/refused, which was refused with status 403"));
    }

    @Test
    void saysOfARequestThatMayHaveArrivedThatNobodyKnows() throws Exception {
        task.call(action(), input("POST", "/catalog/refresh", "{}", null));
        var entry = task.ledger().entries().getFirst();

        var undone = undo(new EffectLedger.Entry(entry.effect(), entry.detail(), null));

        assertThat(undone.sentence()).contains("because nobody knows whether it has arrived, nor how to take it back");
    }

    private Undone undo(EffectLedger.Entry entry) {
        try {
            return action().compensations()
                    .getFirst()
                    .undo(new Compensation.Undoing("task-1", entry, "user:default/ada"));
        } catch (InterruptedException exception) {
            throw new IllegalStateException(exception);
        }
    }

    @Test
    void saysThatARequestOfARunThatWasCutOffIsSentAgain() throws Exception {
        task.ledger().intend(new Effect("http-request", "POST /catalog/refresh by step"), Json.object());

        task.call(action(), input("POST", "/catalog/refresh", "{}", null));

        assertThat(task.lines())
                .contains("warn: An earlier run of this task may have sent this request already; sending it again");
    }

    @Test
    void followsNoRedirect() throws Exception {
        var output = task.call(action(), get("/catalog/moved", "{}"));

        assertThat(String.valueOf(output.code())).isEqualTo("302");
        assertThat(api.asked()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/", "//evil.example/x", "http://evil.example/x", "@evil.example/x", ".evil.example", "../health",
                "/catalog/../../health", "/catalog/%2e%2E/health", "/catalog/./x", "/catalog/..\\..\\x", ":80/x", "?x",
                        "#x"
            })
    void refusesAPathThatIsNotOfAPlugin(String path) {
        assertThatThrownBy(() -> task.call(action(), get(path, "{}")))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INPUT));
        assertThat(api.asked()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/catalog/a@b:c /api/catalog/a@b:c",
                "/catalog/ä€ /api/catalog/%C3%A4%E2%82%AC",
                "/catalog/100% /api/catalog/100%25",
                "/catalog/a%20b /api/catalog/a%20b",
                "catalog /api/catalog/",
                "/catalog/x?y=1#z /api/catalog/x?y=1",
                "/catalog/[x]|^ /api/catalog/%5Bx%5D%7C%5E"
            })
    void encodesWhatAUrlCannotHold(String path, String url) throws Exception {
        assertThatThrownBy(() -> task.call(action(), get(path, "{}"))).hasMessage("Unable to complete request");

        assertThat(api.asked().getFirst().url()).isEqualTo(url);
    }

    @Test
    void givesUpAfterItsTimeout() {
        api.answerLate("/api/catalog/late", 5_000);
        var input = new BackstageRequest.Input("/catalog/late", "GET", null, null, null, null, null, 50.0, null, null);

        assertThatThrownBy(() -> task.call(action(), input))
                .hasMessage("Request was aborted as it took longer than 0.05 seconds");
    }

    @Test
    void refusesAnswersThatAreTooLargeOrNotWhatTheySay() {
        api.answer("/api/catalog/large", 200, "text/plain", "x".repeat((10 << 20) + 1));
        api.answer("/api/catalog/wrong", 200, "application/json", "<html>");

        assertThatThrownBy(() -> task.call(action(), get("/catalog/large", "{}")))
                .hasMessageStartingWith("Could not parse response body: it has more than");
        assertThatThrownBy(() -> task.call(action(), get("/catalog/wrong", "{}")))
                .hasMessageStartingWith("Could not parse response body: ");
    }

    @Test
    void sendsOnlyMethodsThatAreAllowed() {
        var action = new BackstageRequest(api.baseUrl(), List.of("GET"));

        assertThatThrownBy(() -> task.call(action, input("POST", "/catalog/refresh", "{}", null)))
                .hasMessage("SSRF Blocked: HTTP method 'POST' is not permitted by 'scaffolder.http.allowedMethods'.");
    }

    @Test
    void setsNoHeaderOfTheConnection() throws Exception {
        task.call(action(), input("GET", "/catalog/entities", "{\"Host\":\"evil.example\",\"X-A\":7}", null));

        assertThat(api.asked().getFirst().headers())
                .containsEntry("host", api.baseUrl().getAuthority())
                .containsEntry("x-a", "7");
    }

    private BackstageRequest action() {
        return new BackstageRequest(api.baseUrl(), List.of());
    }

    private static BackstageRequest.Input get(String path, String params) {
        return new BackstageRequest.Input(
                path, "GET", null, (ObjectNode) Json.read(params), null, null, null, null, null, null);
    }

    private static BackstageRequest.Input input(String method, String path, String headers, @Nullable String body) {
        return new BackstageRequest.Input(
                path,
                method,
                (ObjectNode) Json.read(headers),
                null,
                body == null ? null : Json.read(body),
                null,
                null,
                null,
                null,
                null);
    }
}
