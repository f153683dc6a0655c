package ${{ values.javaPackage }};

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Real HTTP against the real service on a free port. */
@Timeout(60)
class HttpServiceTest {
    private final CountDownLatch slowRequestBegan = new CountDownLatch(1);
    private HttpService service;
    private HttpClient client;

    @BeforeEach
    void start() {
        var settings = new Settings(0, Duration.ZERO, Duration.ofSeconds(10));
        Consumer<Router> routes = new Greetings()::mount;
        service = HttpService.start(settings, routes.andThen(this::mountTestRoutes));
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterEach
    void stop() {
        client.close();
        service.stop();
    }

    @Test
    void greetsByName() throws Exception {
        var response = get("/greetings/Fern%20Oakley");

        assertEquals(200, response.statusCode());
        assertEquals(new JsonObject().put("greeting", "Hello, Fern Oakley!"), new JsonObject(response.body()));
    }

    @Test
    void refusesANameThatIsTooLong() throws Exception {
        var response = get("/greetings/" + "x".repeat(61));

        assertEquals(400, response.statusCode());
        assertEquals("A name has 1 to 60 characters", new JsonObject(response.body()).getString("error"));
    }

    @Test
    void answersUnknownPathsWithAJsonError() throws Exception {
        var response = get("/nowhere");

        assertEquals(404, response.statusCode());
        assertEquals("Not Found", new JsonObject(response.body()).getString("error"));
    }

    @Test
    void answersAPathThatCannotBeReadWithAJsonError() throws Exception {
        var response = raw("GET /greetings/%ZZ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertTrue(response.startsWith("HTTP/1.1 400 Bad Request\r\n"), response);
        assertTrue(response.contains("\"status\":400"), response);
    }

    @Test
    void keepsTheCauseOfAFaultToItself() throws Exception {
        var response = get("/broken");

        assertEquals(500, response.statusCode());
        assertEquals("Internal Server Error", new JsonObject(response.body()).getString("error"));
    }

    @Test
    void isAliveAndReadyAfterTheStart() throws Exception {
        assertEquals(200, get("/health/live").statusCode());
        assertEquals(200, get("/health/ready").statusCode());
    }

    @Test
    void isAliveButNotReadyWhileItDrains() throws Exception {
        service.drain();

        assertEquals(503, get("/health/ready").statusCode());
        assertEquals(200, get("/health/live").statusCode());
        assertEquals(200, get("/greetings/Fern").statusCode());
    }

    @Test
    void countsRequestsByRouteAndNotByPath() throws Exception {
        get("/greetings/Fern");

        var metrics = get("/metrics").body();

        assertTrue(metrics.contains("jvm_memory_used_bytes"), metrics);
        assertTrue(
                metrics.lines()
                        .anyMatch(line -> line.startsWith("vertx_http_server_response_time_seconds_count")
                                && line.contains("/greetings/:name")),
                metrics);
        assertFalse(metrics.contains("/greetings/Fern"), metrics);
    }

    @Test
    void logsEachRequestWithTheCallersId() throws Exception {
        var logger = (Logger) LoggerFactory.getLogger(RequestLog.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        logger.addAppender(lines);

        var response = send(request("/greetings/Fern").header("X-Request-Id", "abc-123"));

        service.stop();
        logger.detachAppender(lines);
        assertEquals("abc-123", response.headers().firstValue("X-Request-Id").orElseThrow());
        assertEquals(1, lines.list.size());
        var pairs = lines.list.getFirst().getKeyValuePairs().toString();
        assertTrue(pairs.contains("requestId=\"abc-123\"") && pairs.contains("status=\"200\""), pairs);
    }

    @Test
    void replacesACallersIdThatDoesNotBelongInALog() throws Exception {
        var response = send(request("/greetings/Fern").header("X-Request-Id", "not plain"));

        var id = response.headers().firstValue("X-Request-Id").orElseThrow();
        assertTrue(id.matches("[0-9a-f-]{36}"), id);
    }

    @Test
    void finishesRequestsThatHaveBegunBeforeItStops() throws Exception {
        var answer = client.sendAsync(request("/slow").build(), HttpResponse.BodyHandlers.ofString());
        assertTrue(slowRequestBegan.await(10, SECONDS));

        service.stop();

        assertEquals(204, answer.get(10, SECONDS).statusCode());
        assertThrows(ConnectException.class, () -> get("/health/live"));
    }

    private void mountTestRoutes(Router router) {
        router.get("/broken").handler(context -> {
            throw new IllegalStateException("a password");
        });
        router.get("/slow").handler(context -> {
            // Is still at work when the service is told to stop.
            var connection = context.request().connection();
            connection.shutdownHandler(
                    stopping -> context.response().setStatusCode(204).end());
            slowRequestBegan.countDown();
        });
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What no well-behaved client would send. */
    private String raw(String request) throws IOException {
        try (var socket = new Socket("localhost", service.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + service.port() + path))
                .timeout(Duration.ofSeconds(20));
    }
}
