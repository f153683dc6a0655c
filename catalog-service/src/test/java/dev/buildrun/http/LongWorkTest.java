package dev.buildrun.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.error.ServiceException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Work that takes long leaves the event loops, and only so much of it is taken at once. */
class LongWorkTest {
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpEdge edge = start();

    private HttpEdge start() {
        var routes = List.of(
                Route.fromMemory("GET", "/quick", _ -> Response.text(200, "text/plain", thread())),
                Route.fromMemory("GET", "/long", _ -> new Answer.Later(this::waitForRelease)),
                Route.fromMemory("GET", "/thread", _ -> new Answer.Later(LongWorkTest::threadAsText)),
                Route.blocking("GET", "/blocking", _ -> new Answer.Later(LongWorkTest::threadAsText)),
                Route.fromMemory(
                        "GET",
                        "/missing",
                        _ -> new Answer.Later(() -> {
                            throw ServiceException.notFound("Nothing here");
                        })),
                Route.fromMemory("GET", "/stream", _ -> new Answer.Later(LongWorkTest::stream)));
        var readiness = new Readiness();
        readiness.ready();
        return HttpEdge.start(
                HttpConfig.loopback(0),
                List.of(Mount.plugin("things", routes)),
                (_, _) -> new Caller.Service("external:test"),
                readiness);
    }

    private static String thread() {
        return Thread.currentThread().getName();
    }

    private static Response threadAsText() {
        return Response.text(200, "text/plain", thread());
    }

    private static Response stream() {
        return Response.streamed(
                200, Map.of("Content-Type", "text/plain"), out -> out.write("piece".getBytes(StandardCharsets.UTF_8)));
    }

    private Response waitForRelease() {
        started.countDown();
        try {
            released.await();
        } catch (InterruptedException exception) {
            throw new IllegalStateException(exception);
        }
        return Response.text(200, "text/plain", thread());
    }

    @AfterEach
    void stop() {
        released.countDown();
        client.close();
        edge.close();
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + "/api/things" + path))
                .timeout(Duration.ofSeconds(30))
                .build();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path), BodyHandlers.ofString());
    }

    private CompletableFuture<HttpResponse<String>> begin(String path) {
        return client.sendAsync(request(path), BodyHandlers.ofString());
    }

    @Test
    void runsLongWorkOutsideOfTheEventLoops() throws Exception {
        assertThat(get("/quick").body()).contains("eventloop");
        assertThat(get("/thread").body()).startsWith("long-request-");
        assertThat(get("/blocking").body()).startsWith("request-");
    }

    @Test
    void answersQuickRequestsWhileLongOnesRunAndWait() throws Exception {
        var running = IntStream.range(0, 20).mapToObj(_ -> begin("/long")).toList();
        started.await();

        var quick = get("/quick");

        assertThat(quick.statusCode()).isEqualTo(200);
        assertThat(running).noneMatch(CompletableFuture::isDone);
        released.countDown();
        assertThat(running)
                .allSatisfy(each -> assertThat(each.join().statusCode()).isEqualTo(200));
    }

    @Test
    void refusesLongWorkWhenTooMuchIsWaiting() {
        var all = IntStream.range(0, 400).mapToObj(_ -> begin("/long")).toList();

        var first =
                CompletableFuture.anyOf(all.toArray(CompletableFuture[]::new)).join();

        assertThat(((HttpResponse<?>) first).statusCode()).isEqualTo(503);
        released.countDown();
        assertThat(all.stream().map(each -> each.join().statusCode()).distinct())
                .containsExactlyInAnyOrder(200, 503);
    }

    @Test
    void answersWithTheErrorThatLongWorkThrows() throws Exception {
        var answer = get("/missing");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("NotFoundError", "Nothing here", "/missing");
    }

    @Test
    void streamsWhatLongWorkHasPrepared() throws Exception {
        assertThat(get("/stream").body()).isEqualTo("piece");
    }
}
