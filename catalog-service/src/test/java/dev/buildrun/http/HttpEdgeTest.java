package dev.buildrun.http;

import static java.net.http.HttpRequest.BodyPublishers.ofByteArray;
import static java.net.http.HttpRequest.BodyPublishers.ofString;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Authenticator;
import dev.buildrun.access.Caller;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HttpEdgeTest {
    private static final Authenticator TOKENS = (authorization, _) -> {
        if (authorization == null) {
            return new Caller.Anonymous();
        }
        if (authorization.equals("Bearer good")) {
            return new Caller.Service("external:test");
        }
        throw ServiceException.of(ErrorKind.AUTHENTICATION, "Illegal token");
    };
    private static final CountDownLatch SPEAK = new CountDownLatch(1);
    private static final CountDownLatch TEN_ARRIVED = new CountDownLatch(10);
    /** Not a client that checks: the routes here are made up, and no document has them. */
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static HttpEdge edge;

    @BeforeAll
    static void start() {
        var routes = List.of(
                Route.fromMemory("GET", "/things/:name", HttpEdgeTest::echo),
                Route.fromMemory("GET", "/open", _ -> Response.empty(204)).open(),
                Route.fromMemory("GET", "/bug", _ -> {
                    throw new IllegalStateException("a secret detail");
                }),
                Route.blocking("POST", "/json", request -> Response.json(201, request.json())),
                Route.blocking("GET", "/together", _ -> waitForTen()),
                Route.blocking("POST", "/spooled", HttpEdgeTest::countBytes).spooling(5_000_000),
                Route.blocking(
                        "GET",
                        "/silent",
                        _ -> Response.streamed(202, Map.of(), out -> {
                            out.flush();
                            SPEAK.await();
                            out.write("at last".getBytes(StandardCharsets.UTF_8));
                        })),
                Route.blocking(
                        "GET",
                        "/stream",
                        _ -> Response.streamed(200, Map.of("Content-Type", "text/plain"), out -> {
                            for (var i = 0; i < 1_000; i++) {
                                out.write(("line " + i + "\n").getBytes(StandardCharsets.UTF_8));
                                out.flush();
                            }
                        })));
        var readiness = new Readiness();
        readiness.ready();
        var config =
                new HttpConfig("127.0.0.1", 0, List.of("http://portal.example"), Map.of(), 100, Duration.ofSeconds(5));
        var everythingElse = List.of(Route.fromMemory("GET", "/*", _ -> Response.text(200, "text/plain", "page"))
                .open());
        var mounts = List.of(Mount.plugin("things", routes), new Mount("", "app", false, everythingElse));
        edge = HttpEdge.start(config, mounts, TOKENS, readiness);
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static Response echo(Request request) {
        return Response.json(Json.object()
                .put("name", request.pathParameter("name"))
                .put("q", request.query().first("q").orElse("")));
    }

    private static Response waitForTen() {
        TEN_ARRIVED.countDown();
        try {
            TEN_ARRIVED.await();
        } catch (InterruptedException exception) {
            throw new IllegalStateException(exception);
        }
        return Response.empty(200);
    }

    private static Response countBytes(Request request) {
        try (var stream = request.body().stream()) {
            return Response.text(
                    200, "text/plain", Long.toString(stream.transferTo(java.io.OutputStream.nullOutputStream())));
        } catch (IOException exception) {
            throw new java.io.UncheckedIOException(exception);
        }
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    private static HttpRequest.Builder authorized(String path) {
        return request(path).header("Authorization", "Bearer good");
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void findsARouteInAnyCaseAndDecodesItsParts() throws Exception {
        var response = send(authorized("/API/Things/THINGS/a%20b+c/?q=x+y%26"));

        assertThat(response.body()).isEqualTo("{\"name\":\"a b+c\",\"q\":\"x y&\"}");
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json; charset=utf-8");
        assertThat(response.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    }

    @Test
    void refusesACallerWithoutTokenBeforeItLooksAtTheRoute() throws Exception {
        var known = send(request("/api/things/things/a"));
        var unknown = send(request("/api/things/nope?x=1"));

        assertThat(known.statusCode()).isEqualTo(401);
        assertThat(known.body())
                .isEqualTo("{\"error\":{\"name\":\"AuthenticationError\",\"message\":\"Missing credentials\"},"
                        + "\"request\":{\"method\":\"GET\",\"url\":\"/things/a\"},\"response\":{\"statusCode\":401}}");
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(unknown.body()).contains("\"url\":\"/nope?x=1\"");
    }

    @Test
    void answersAnUnknownPathWithAnEmpty404() throws Exception {
        assertThat(send(authorized("/api/things/nope")))
                .returns(404, HttpResponse::statusCode)
                .returns("", HttpResponse::body);
        assertThat(send(authorized("/api/things/open").POST(ofString("")))).returns(404, HttpResponse::statusCode);
    }

    @Test
    void leavesToTheRootOnlyWhatNoOtherMountTakes() throws Exception {
        assertThat(send(request("/")).body()).isEqualTo("page");
        assertThat(send(request("/deep/er")).body()).isEqualTo("page");
        assertThat(send(authorized("/api/things/nope")))
                .returns(404, HttpResponse::statusCode)
                .returns("", HttpResponse::body);
    }

    @Test
    void answers304WhenTheCallerHasTheBody() throws Exception {
        var first = send(authorized("/api/things/things/a"));
        var tag = first.headers().firstValue("etag").orElseThrow();

        var second = send(authorized("/api/things/things/a").header("If-None-Match", tag));

        assertThat(tag).startsWith("W/\"13-");
        assertThat(second.statusCode()).isEqualTo(304);
    }

    @Test
    void tellsNothingAboutABug() throws Exception {
        var response = send(authorized("/api/things/bug"));

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body())
                .contains("An internal error occurred logId=")
                .doesNotContain("secret");
    }

    @Test
    void refusesABodyThatIsTooLarge() throws Exception {
        var response = send(authorized("/api/things/json")
                .header("Content-Type", "application/json")
                .POST(ofByteArray(new byte[200_000])));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("request entity too large");
    }

    @Test
    void refusesABodyThatIsNotJson() throws Exception {
        var response = send(authorized("/api/things/json")
                .header("Content-Type", "application/json")
                .POST(ofString("{")));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("InputError");
    }

    @Test
    void runsBlockingRequestsSideBySide() throws Exception {
        var answers = IntStream.range(0, 10)
                .mapToObj(_ -> CLIENT.sendAsync(
                        authorized("/api/things/together").build(), HttpResponse.BodyHandlers.ofString()))
                .toList();

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
    }

    @Test
    void spoolsALargeBody() throws Exception {
        var response = send(authorized("/api/things/spooled").POST(ofByteArray(new byte[4_000_000])));
        var tooLarge = send(authorized("/api/things/spooled").POST(ofByteArray(new byte[6_000_000])));

        assertThat(response.body()).isEqualTo("4000000");
        assertThat(tooLarge.statusCode()).isEqualTo(400);
    }

    @Test
    void streamsWhatAnEndpointWrites() throws Exception {
        var response = send(authorized("/api/things/stream"));

        assertThat(response.body().lines()).hasSize(1_000).last().isEqualTo("line 999");
    }

    @Test
    void sendsTheHeadOfAStreamAtItsFirstFlush() throws Exception {
        var response = CLIENT.send(authorized("/api/things/silent").build(), HttpResponse.BodyHandlers.ofInputStream());
        SPEAK.countDown();

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(new String(response.body().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("at last");
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        var response = send(authorized("/api/things/things/a").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void answersAPreflightOfTheConfiguredOriginWithoutAToken() throws Exception {
        var response = send(request("/api/things/things/a")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", "http://portal.example")
                .header("Access-Control-Request-Headers", "authorization"));

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.headers().firstValue("access-control-allow-headers"))
                .hasValue("authorization");
        assertThat(response.headers().firstValue("vary")).hasValue("Origin, Access-Control-Request-Headers");
        assertThat(response.headers().firstValue("x-frame-options")).hasValue("SAMEORIGIN");
    }

    @Test
    void servesAnyOtherOriginWithoutAWordAboutIt() throws Exception {
        var response = send(authorized("/api/things/things/a").header("Origin", "http://evil.example"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("access-control-allow-origin")).isEmpty();
    }

    @Test
    void allowsTheConfiguredOrigin() throws Exception {
        var response = send(authorized("/api/things/things/a").header("Origin", "http://portal.example"));

        assertThat(response.headers().firstValue("access-control-allow-origin")).hasValue("http://portal.example");
        assertThat(response.headers().firstValue("vary")).hasValue("Origin, Accept-Encoding");
        assertThat(response.headers().firstValue("access-control-allow-credentials"))
                .hasValue("true");
    }

    @Test
    void reportsHealth() throws Exception {
        assertThat(send(request("/.backstage/health/v1/readiness")).body()).isEqualTo("{\"status\":\"ok\"}");
    }
}
