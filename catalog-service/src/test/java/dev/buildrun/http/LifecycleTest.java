package dev.buildrun.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a request gets while the service starts and stops. */
class LifecycleTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<HttpEdge> edges = new ArrayList<>();

    private void start(Readiness readiness) {
        var routes = List.of(
                Route.blocking("POST", "/echo", request -> Response.json(request.json())),
                Route.fromMemory("GET", "/keys", _ -> Response.text(200, "text/plain", "keys"))
                        .tokenless());
        edges.add(HttpEdge.start(
                HttpConfig.loopback(0),
                List.of(Mount.plugin("things", routes)),
                (authorization, _) -> {
                    if (authorization == null) {
                        throw ServiceException.of(ErrorKind.AUTHENTICATION, "Missing credentials");
                    }
                    return new Caller.Service("external:test");
                },
                readiness));
    }

    @AfterEach
    void stop() {
        client.close();
        edges.forEach(HttpEdge::close);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + edges.getFirst().port() + path);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer good")
                .timeout(Duration.ofSeconds(20));
    }

    private HttpRequest.Builder echo() {
        return request("/api/things/echo")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"a\":1}"));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void waitsForAServiceThatStartsAndLosesNothingOfTheBody() throws Exception {
        var readiness = new Readiness(Duration.ofMinutes(1));
        start(readiness);

        var waiting = client.sendAsync(echo().build(), HttpResponse.BodyHandlers.ofString());
        var health = send(request("/.backstage/health/v1/readiness"));
        readiness.ready();

        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.body()).isEqualTo("{\"message\":\"Backend has not started yet\",\"status\":\"error\"}");
        assertThat(waiting.join().body()).isEqualTo("{\"a\":1}");
    }

    @Test
    void refusesWhenTheStartTakesTooLong() throws Exception {
        start(new Readiness(Duration.ofMillis(100)));

        var answer = send(echo());
        var unknown = send(request("/api/things/nope"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .contains("\"name\":\"ServiceUnavailableError\",\"message\":\"Service has not started up yet\"");
        assertThat(unknown.statusCode()).isEqualTo(503);
    }

    @Test
    void refusesAtOnceWhileTheServiceStops() throws Exception {
        var readiness = new Readiness(Duration.ofMinutes(1));
        start(readiness);
        readiness.ready();
        readiness.stopping();

        var answer = send(echo());

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("Service is shutting down");
        assertThat(send(request("/.backstage/health/v1/readiness")).body())
                .isEqualTo("{\"message\":\"Backend is shutting down\",\"status\":\"error\"}");
        assertThat(send(request("/.backstage/health/v1/liveness")).statusCode()).isEqualTo(200);
    }

    @Test
    void givesKeysAtAnyTimeWhateverTokenComesAlong() throws Exception {
        start(new Readiness(Duration.ofMinutes(1)));

        var keys = send(HttpRequest.newBuilder(uri("/api/things/keys")));

        assertThat(keys.body()).isEqualTo("keys");
    }
}
