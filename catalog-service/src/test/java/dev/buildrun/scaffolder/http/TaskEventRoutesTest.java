package dev.buildrun.scaffolder.http;

import static dev.buildrun.scaffolder.http.ScaffolderService.error;
import static dev.buildrun.scaffolder.http.ScaffolderService.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.api.contract.CheckedHttpClient;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.task.TaskEvent;
import dev.buildrun.scaffolder.testing.TestAction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class TaskEventRoutesTest {
    private static final int MAX_LISTENERS = 3;
    private static final String TEMPLATE = """
            apiVersion: scaffolder.backstage.io/v1beta3
            kind: Template
            metadata: { name: %s }
            spec:
              type: service
              %s
              steps:
                - { id: a, name: A, action: %s }
            """;

    private final CountDownLatch mayGoOn = new CountDownLatch(1);
    /** As a browser asks without TLS; the other requests here come by HTTP/2. */
    private final HttpClient client = CheckedHttpClient.of(
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());

    @TempDir
    private Path directory;

    private ScaffolderService service;

    @BeforeEach
    void start() {
        var waits = new TestAction("test:wait", context -> {
            mayGoOn.await();
            context.log().info("went on");
            return "done";
        });
        var writes = new TestAction("test:write", context -> {
            for (var i = 0; i < 1_500; i++) {
                context.log().info("x".repeat(20_000));
            }
            return "done";
        });
        service = new ScaffolderService(directory, MAX_LISTENERS, waits, writes);
        service.addTemplate("log", TEMPLATE.formatted("log", "", "debug:log"));
        service.addTemplate("wait", TEMPLATE.formatted("wait", "", "test:wait"));
        service.addTemplate("write", TEMPLATE.formatted("write", "", "test:write"));
        service.addTemplate(
                "again",
                TEMPLATE.formatted(
                        "again", "EXPERIMENTAL_recovery: { EXPERIMENTAL_strategy: startOver }", "debug:log"));
    }

    @AfterEach
    void stop() {
        mayGoOn.countDown();
        service.close();
        client.close();
    }

    /** A stream that is read while it comes in. */
    private final class Listener implements AutoCloseable {
        private final HttpResponse<java.io.InputStream> response;
        private final BufferedReader lines;

        Listener(UUID id, String query) throws IOException, InterruptedException {
            var request = service.edge.request("/api/scaffolder/v2/tasks/" + id + "/eventstream" + query, "ada");
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
        }

        /** The data of the next event; a missing node at the end of the stream. */
        JsonNode next() throws IOException {
            var event = lines.readLine();
            while (":".equals(event)) {
                assertThat(lines.readLine()).isEmpty();
                event = lines.readLine();
            }
            if (event == null) {
                return Json.object().path("end");
            }
            var data = lines.readLine();
            assertThat(lines.readLine()).isEmpty();
            assertThat(data).startsWith("data: ");
            var json = Json.read(data.substring("data: ".length()));
            assertThat(event).isEqualTo("event: " + json.path("type").asString());
            return json;
        }

        List<JsonNode> rest() throws IOException {
            var rest = new ArrayList<JsonNode>();
            for (var event = next(); !event.isMissingNode(); event = next()) {
                rest.add(event);
            }
            return rest;
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    private static List<Long> ids(List<TaskEvent> events) {
        return events.stream().map(TaskEvent::id).toList();
    }

    private static List<Long> idsOf(List<JsonNode> events) {
        return events.stream().map(event -> event.path("id").asLong()).toList();
    }

    @Test
    void streamsInTheFormThatClientsExpect() throws Exception {
        var id = service.run("log", "{}");
        var first = service.process.log(id).getFirst();

        var response = service.get("/v2/tasks/" + id + "/eventstream");

        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
        assertThat(response.headers().firstValue("cache-control")).hasValue("no-cache");
        assertThat(response.body())
                .startsWith(
                        "event: log\ndata: {\"id\":" + first.id() + ",\"isTaskRecoverable\":false,\"taskId\":\"" + id
                                + "\",\"body\":{\"message\":\"Starting up task with 1 steps\"},\"type\":\"log\","
                                + "\"createdAt\":\"2026-11-25T10:00:00.250Z\"}\n\nevent: log\n")
                .contains("event: completion\ndata: ")
                .endsWith("}\n\n");
    }

    @Test
    void followsATaskFromBeforeItsStartToItsEnd() throws Exception {
        var id = service.create("wait", "{}");
        try (var listener = new Listener(id, "")) {
            service.process.loop.claim();
            assertThat(listener.next().path("body").path("message").asString())
                    .isEqualTo("Starting up task with 1 steps");
            assertThat(listener.next().path("body").path("message").asString()).isEqualTo("Beginning step A");

            mayGoOn.countDown();

            var rest = listener.rest();
            assertThat(rest.getFirst().path("body").path("message").asString()).contains("went on");
            assertThat(rest.getLast().path("type").asString()).isEqualTo("completion");
        }
    }

    /** As a browser asks, and proxies: what is packed must not wait for more to be packed with it. */
    @Test
    @Timeout(60)
    void sendsEachBatchAtOnceToAClientThatTakesPackedBodies() throws Exception {
        var id = service.create("wait", "{}");
        var request = service.edge
                .request("/api/scaffolder/v2/tasks/" + id + "/eventstream", "ada")
                .header("Accept-Encoding", "gzip")
                .build();
        var response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        var isPacked = response.headers().firstValue("content-encoding").equals(Optional.of("gzip"));
        try (var body = isPacked ? new GZIPInputStream(response.body()) : response.body();
                var lines = new BufferedReader(new InputStreamReader(body, UTF_8))) {
            service.process.loop.claim();

            assertThat(lines.lines()
                            .filter(line -> line.contains("Beginning step A"))
                            .findFirst())
                    .isPresent();
        }
    }

    @Test
    void goesOnAfterTheLastEventThatTheClientHas() throws Exception {
        var id = service.run("log", "{}");
        var all = ids(service.process.log(id));

        try (var listener = new Listener(id, "?after=" + all.get(2));
                var late = new Listener(id, "?after=" + all.getLast())) {
            assertThat(idsOf(listener.rest())).isEqualTo(all.subList(3, all.size()));
            assertThat(idsOf(late.rest())).containsExactly(all.getLast());
        }
    }

    @Test
    void staysOpenForATaskThatMayStartOver() throws Exception {
        var id = service.run("again", "{}");
        try (var listener = new Listener(id, "")) {
            var before = new ArrayList<String>();
            while (!before.contains("completion")) {
                before.add(listener.next().path("type").asString());
            }

            service.post("/v2/tasks/" + id + "/retry", "{}");
            service.process.loop.claim();
            service.process.awaitEnd(id);

            var types = new ArrayList<String>();
            while (!types.contains("completion")) {
                var event = listener.next();
                assertThat(event.path("isTaskRecoverable").asBoolean()).isTrue();
                types.add(event.path("type").asString());
            }
            assertThat(types).startsWith("recovered", "log");
        }
    }

    /** The edge gives up a reader that takes nothing for two minutes; nobody may have to wait for that. */
    @Test
    @Timeout(60)
    void letsNoSlowReaderHoldUpAnother() throws Exception {
        var id = service.create("write", "{}");
        try (var slow = new Socket(InetAddress.getLoopbackAddress(), service.edge.port());
                var quick = new Listener(id, "")) {
            slow.setReceiveBufferSize(1_024);
            slow.getOutputStream()
                    .write(("GET /api/scaffolder/v2/tasks/" + id + "/eventstream HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Authorization: Bearer ada\r\n\r\n")
                            .getBytes(UTF_8));
            slow.getInputStream().read();

            service.process.loop.claim();

            assertThat(quick.rest())
                    .hasSizeGreaterThan(1_500)
                    .last()
                    .extracting(event -> event.path("type").asString())
                    .isEqualTo("completion");
        }
    }

    @Test
    void refusesMoreListenersThanItHasRoomFor() throws Exception {
        var id = service.create("wait", "{}");
        var listeners = new ArrayList<Listener>();
        for (var i = 0; i < MAX_LISTENERS; i++) {
            listeners.add(new Listener(id, ""));
        }

        assertThat(error(service.get("/v2/tasks/" + id + "/eventstream"))).startsWith("503 ServiceUnavailableError");
        assertThat(error(service.get("/v2/tasks/" + id + "/events"))).startsWith("503 ServiceUnavailableError");

        for (var listener : listeners) {
            listener.close();
        }
    }

    @Test
    void givesEventsToClientsThatPoll() throws Exception {
        var id = service.create("wait", "{}");
        service.process.loop.claim();
        service.process.awaitEvent(id, "log", "Beginning step A");
        var seen = ids(service.process.log(id)).getLast();
        var waiting = client.sendAsync(
                service.edge
                        .request("/api/scaffolder/v2/tasks/" + id + "/events?after=" + seen, "ada")
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        mayGoOn.countDown();

        var first = json(waiting.join()).get(0);
        assertThat(first.path("id").asLong()).isGreaterThan(seen);
        assertThat(first.path("body").path("message").asString()).contains("went on");
        service.process.awaitEnd(id);
        assertThat(json(service.get("/v2/tasks/" + id + "/events?after=999999")))
                .hasSize(1)
                .allSatisfy(event -> assertThat(event.path("type").asString()).isEqualTo("completion"));
    }

    @Test
    void refusesAnIdThatIsNoNumber() throws Exception {
        var id = service.create("wait", "{}");

        assertThat(error(service.get("/v2/tasks/" + id + "/eventstream?after=abc")))
                .isEqualTo("400 InputError: request/query/after must be integer");
        assertThat(error(service.get("/v2/tasks/" + id + "/events?after=abc")))
                .isEqualTo("400 InputError: request/query/after must be integer");
    }
}
