package dev.buildrun.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.buildrun.database.Database;
import dev.buildrun.json.Json;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Told by the notifications backend of another Backstage, which is played by a server that answers as the test says. */
class NotificationsElsewhereTest {
    private static final Notice NOTICE = Notice.to(
            List.of("group:default/team-a"),
            "plugin:scaffolder",
            Payload.of("It is done").scope("task:1"));

    private final Database database = TestDatabase.open();
    private final ManualClock clock = new ManualClock(Instant.parse("2030-01-01T00:00:00Z"));
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final HttpServer backend = start();
    private final NotificationsElsewhere elsewhere = new NotificationsElsewhere(
            database,
            URI.create("http://127.0.0.1:" + backend.getAddress().getPort() + "/api/notifications"),
            plugin -> "token-of-" + plugin,
            clock);
    private volatile int status = 200;

    private HttpServer start() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/api/notifications/notifications", exchange -> {
                var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                told.add(exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException exception) {
            throw new IllegalStateException(exception);
        }
    }

    @AfterEach
    void stop() {
        elsewhere.close();
        backend.stop(0);
        database.close();
    }

    private int turns() throws InterruptedException {
        var turns = 0;
        while (elsewhere.turn() > 0) {
            turns++;
        }
        return turns;
    }

    @Test
    void tellsOnceWithATokenOfOurs() throws InterruptedException {
        database.transact(tx -> elsewhere.tell(tx, NOTICE));

        assertThat(turns()).isEqualTo(1);
        clock.advance(Duration.ofDays(1));
        assertThat(turns()).isZero();
        assertThat(told)
                .containsExactly(
                        "Bearer token-of-scaffolder {\"recipients\":{\"type\":\"entity\",\"entityRef\":[\"group:default/team-a\"]},"
                                + "\"payload\":{\"title\":\"It is done\",\"severity\":\"normal\",\"scope\":\"task:1\"}}");
    }

    @Test
    void tellsEverything() throws InterruptedException {
        var payload = new Payload(
                "Title",
                "Text",
                "/create",
                Severity.HIGH,
                new Payload.Labels("tasks", null, "star"),
                Json.object().put("a", 1));
        database.transact(tx -> elsewhere.tell(tx, Notice.toEverybody("plugin:scaffolder", payload)));

        turns();

        assertThat(told)
                .containsExactly(
                        "Bearer token-of-scaffolder {\"recipients\":{\"type\":\"broadcast\"},\"payload\":{\"title\":\"Title\","
                                + "\"severity\":\"high\",\"description\":\"Text\",\"link\":\"/create\",\"topic\":\"tasks\",\"icon\":\"star\","
                                + "\"metadata\":{\"a\":1}}}");
    }

    @Test
    void tellsAsThePluginWhoseNoticeItIs() throws InterruptedException {
        for (var origin : List.of("plugin:buildrun", "plugin:scaffolder", "external:ci")) {
            database.transact(tx -> elsewhere.tell(tx, Notice.toEverybody(origin, Payload.of("It is done"))));
        }

        turns();

        assertThat(told)
                .extracting(each -> each.substring(0, each.indexOf(" {")))
                .containsExactly("Bearer token-of-buildrun", "Bearer token-of-scaffolder", "Bearer token-of-buildrun");
    }

    @Test
    void tellsNothingOfWhatDidNotHappen() throws InterruptedException {
        assertThatThrownBy(() -> database.transact(tx -> {
                    elsewhere.tell(tx, NOTICE);
                    throw new IllegalStateException("It did not happen");
                }))
                .hasMessage("It did not happen");

        assertThat(turns()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404, 429, 500, 503})
    void triesAgainLaterAndLaterForADay(int answer) throws InterruptedException {
        status = answer;
        database.transact(tx -> elsewhere.tell(tx, NOTICE));
        var waits = new ArrayList<Integer>();

        for (var second = 0; second <= 1023; second++) {
            if (turns() > 0) {
                waits.add(second);
            }
            clock.advance(Duration.ofSeconds(1));
        }
        status = 200;
        clock.advance(Duration.ofMinutes(10));
        turns();

        assertThat(waits).containsExactly(0, 2, 6, 14, 30, 62, 126, 254, 510, 1022);
        assertThat(told).hasSize(waits.size() + 1);
    }

    @Test
    void givesUpWhatIsRefused() throws InterruptedException {
        status = 400;
        database.transact(tx -> elsewhere.tell(tx, NOTICE));

        turns();

        clock.advance(Duration.ofHours(1));
        assertThat(turns()).isZero();
    }

    @Test
    void givesUpAfterADay() throws InterruptedException {
        status = 503;
        database.transact(tx -> elsewhere.tell(tx, NOTICE));
        clock.advance(Duration.ofHours(25));

        turns();

        clock.advance(Duration.ofHours(1));
        assertThat(turns()).isZero();
    }

    @Test
    void waitsForABackendThatIsAway() throws InterruptedException {
        backend.stop(0);
        database.transact(tx -> elsewhere.tell(tx, NOTICE));

        assertThat(turns()).isEqualTo(1);
    }
}
