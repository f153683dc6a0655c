package dev.buildrun.platform.alert;

import static dev.buildrun.database.schema.Tables.ALERTS;
import static dev.buildrun.database.schema.Tables.AUDIT_LOG;
import static dev.buildrun.database.schema.Tables.NOTIFICATIONS;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.buildrun.json.Json;
import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.deploy.ConformanceGate;
import dev.buildrun.platform.team.TeamRights;
import dev.buildrun.platform.testing.SupportHarness;
import dev.buildrun.platform.testing.SupportHarness.Answer;
import dev.buildrun.platform.testing.SupportHarness.Setting;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AlertRoutesTest {
    private static final String CATALOG = """
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: orders}, spec: {type: service, lifecycle: production, owner: team-orders}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: quiet}, spec: {type: service, lifecycle: production, owner: team-payments}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: orders-night}, spec: {type: team, parent: team-orders, children: []}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: olga}, spec: {memberOf: [team-orders]}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: nina}, spec: {memberOf: [orders-night]}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: petra}, spec: {memberOf: [platform-team]}}
            """;
    private static final String ALERTS_PATH = "/api/buildrun/platform/alerts";
    private static final String TOKEN = "a-token-for-alertmanager";

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-20T12:00:00Z"));
    private final List<JsonNode> received = new CopyOnWriteArrayList<>();
    private volatile int answer = 200;
    private HttpServer receiver;
    private SupportHarness harness;

    @BeforeAll
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            received.add(Json.read(exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        receiver.start();
        var url = "http://127.0.0.1:" + receiver.getAddress().getPort();
        harness = new SupportHarness(
                TestDatabase.create(),
                new Setting(
                        CATALOG,
                        Contract.BUILT_IN,
                        Map.of(),
                        """
                        buildrun:
                          platform:
                            alerts: {token: a-token-for-alertmanager, attempts: 1}
                            channels: [{prefix: 'slack:', url: 'URL/slack'}]
                        """.replace("URL", url),
                        ConformanceGate.OPEN,
                        TeamRights.BreakGlass.NEVER,
                        clock));
    }

    @AfterAll
    void stop() {
        harness.close();
        receiver.stop(0);
    }

    @BeforeEach
    void forget() {
        harness.database().transact(tx -> {
            tx.jooq().deleteFrom(ALERTS).execute();
            tx.jooq().deleteFrom(NOTIFICATIONS).execute();
            tx.jooq().deleteFrom(AUDIT_LOG).execute();
        });
        received.clear();
        answer = 200;
    }

    private static String message(String status, String labels) {
        return """
                {"version": "4", "groupKey": "g", "receiver": "r", "status": "STATUS", "alerts": [
                  {"status": "STATUS", "labels": LABELS, "annotations": {"summary": "It is slow"}, "fingerprint": "f1",
                   "startsAt": "2026-01-20T11:59:00.123456789Z", "endsAt": "2026-01-20T12:30:00Z", "generatorURL": "http://prometheus.example/g"}]}
                """.replace("STATUS", status).replace("LABELS", labels);
    }

    private Answer send(String body) {
        return harness.post(TOKEN, ALERTS_PATH, body);
    }

    private Answer fire(String labels) {
        return send(message("firing", labels));
    }

    private JsonNode only(String who) {
        var items = harness.get(who, ALERTS_PATH).json().path("items");
        assertThat(items).hasSize(1);
        return items.get(0);
    }

    @Test
    void anAlertGoesToTheOwnersChannelAndSaysWhoIsOnCall() throws InterruptedException {
        fire("{\"alertname\": \"Slow\", \"severity\": \"page\", \"namespace\": \"orders-prod\"}");

        harness.tellChannels();

        var alert = only("olga");
        assertThat(alert.path("component").asString()).isEqualTo("component:default/orders");
        assertThat(alert.path("routedTo").asString()).isEqualTo("owner");
        assertThat(alert.path("severity").asString()).isEqualTo("page");
        assertThat(alert.path("onCall").toString())
                .isEqualTo("{\"who\":\"user:default/olga\",\"of\":\"group:default/team-orders\"}");
        assertThat(received).hasSize(1);
        assertThat(received.getFirst().path("channel").asString()).isEqualTo("#orders");
        assertThat(received.getFirst().path("text").asString())
                .isEqualTo("FIRING: Slow · component:default/orders · It is slow · on call: user:default/olga");
        assertThat(harness.alerts().pages("component:default/orders"))
                .containsExactly(new Page(clock.instant(), "user:default/olga", true));
    }

    @Test
    void anAlertOfAComponentThatMayNotBeReadIsNotThere() {
        fire("{\"alertname\": \"Slow\", \"severity\": \"page\", \"namespace\": \"orders-prod\"}");
        var id = only("olga").path("id").asString();

        harness.hide("component:default/orders");
        try {
            assertThat(harness.get("olga", ALERTS_PATH).json().path("items")).isEmpty();
            assertThat(harness.get("petra", ALERTS_PATH).json().path("items")).isEmpty();
            assertThat(harness.get("olga", ALERTS_PATH + "/" + id).status()).isEqualTo(404);
            assertThat(harness.post("olga", ALERTS_PATH + "/" + id + "/acknowledge", "{}")
                            .status())
                    .isEqualTo(404);
        } finally {
            harness.hide("");
        }
    }

    @Test
    void theOwnersMembersReadItInThePortalOnceAndItsEndInItsPlace() {
        var labels = "{\"alertname\": \"Slow\", \"label_buildrun_dev_component\": \"orders\"}";

        fire(labels);
        fire(labels);
        var firing = harness.told("user:default/olga");
        send(message("resolved", labels));

        assertThat(firing).containsExactly("Slow of orders fires");
        assertThat(harness.told("user:default/olga")).containsExactly("Slow of orders is over");
        assertThat(harness.told("user:default/nina")).containsExactly("Slow of orders is over");
        assertThat(harness.told("user:default/pavel")).isEmpty();
        assertThat(harness.told("user:default/petra")).isEmpty();
    }

    @Test
    void whatNobodyOwnsIsThePlatformTeamsAndAStormFillsNobodysPage() {
        var alerts = IntStream.range(0, 50)
                .mapToObj(i -> "{\"status\": \"firing\", \"labels\": {\"alertname\": \"A" + i
                        + "\"}, \"annotations\": {}, \"startsAt\": \"2026-01-20T11:59:00Z\"}")
                .collect(Collectors.joining(","));

        send("{\"version\": \"4\", \"status\": \"firing\", \"alerts\": [" + alerts + "]}");

        assertThat(harness.told("user:default/petra")).hasSize(11).contains("40 more alerts came with these");
        assertThat(harness.told("user:default/olga")).isEmpty();
    }

    @Test
    void whatNobodyOwnsIsForTheOwnersOfAllPlatforms() {
        harness.catalog().put("""
                {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: pavel}, spec: {memberOf: [team-payments]}}
                ---
                {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: second-platform}, spec: {type: platform, lifecycle: production, owner: team-payments}}
                """);
        try {
            fire("{\"alertname\": \"Disk\", \"node\": \"n1\"}");
            var path = ALERTS_PATH + "/" + only("pavel").path("id").asString();

            assertThat(harness.told("user:default/petra")).containsExactly("Disk fires");
            assertThat(harness.told("user:default/pavel")).containsExactly("Disk fires");
            assertThat(harness.get("petra", path).status()).isEqualTo(200);
            assertThat(harness.post("pavel", path + "/acknowledge", "{}").status())
                    .isEqualTo(200);
        } finally {
            harness.catalog().remove("component:default/second-platform");
            harness.catalog().remove("user:default/pavel");
        }
    }

    @Test
    void whatIsSentAgainCountsOnceAndItsEndIsTold() throws InterruptedException {
        var labels = "{\"alertname\": \"Slow\", \"label_buildrun_dev_component\": \"orders\"}";

        assertThat(fire(labels).body()).isEqualTo("{\"fired\":1,\"resolved\":0,\"repeated\":0}");
        assertThat(fire(labels).body()).isEqualTo("{\"fired\":0,\"resolved\":0,\"repeated\":1}");
        assertThat(send(message("resolved", labels)).body()).isEqualTo("{\"fired\":0,\"resolved\":1,\"repeated\":0}");
        assertThat(send(message("resolved", labels)).body()).isEqualTo("{\"fired\":0,\"resolved\":0,\"repeated\":1}");
        while (harness.tellChannels() > 0) {
            // The end is told after the beginning.
        }

        assertThat(received.stream().map(each -> each.path("event").asString())).containsExactly("firing", "resolved");
        assertThat(only("olga").path("status").asString()).isEqualTo("resolved");
    }

    @Test
    void whatBelongsToNobodyGoesToThePlatformTeamAndBecomesADeadLetterWithoutAChannel() throws InterruptedException {
        fire("{\"alertname\": \"Disk\", \"node\": \"n1\"}");

        harness.tellChannels();

        var alert = only("petra");
        assertThat(alert.path("routedTo").asString()).isEqualTo("platform");
        assertThat(alert.path("note").asString()).startsWith("none of its labels [buildrun.dev/component,");
        assertThat(harness.get("olga", ALERTS_PATH).json().path("items")).isEmpty();
        var dead = harness.get("petra", "/api/buildrun/platform/alert-dead-letters")
                .json()
                .at("/items/0");
        assertThat(dead.path("error").asString())
                .isEqualTo("No channel of buildrun.platform.channels has a prefix that fits mail:platform@example.com");
        assertThat(harness.get("olga", "/api/buildrun/platform/alert-dead-letters")
                        .status())
                .isEqualTo(403);
        var resent = harness.post(
                "petra",
                "/api/buildrun/platform/alert-dead-letters/"
                        + dead.path("number").asInt() + "/resend",
                "{}");
        assertThat(resent.json().path("status").asString()).isEqualTo("pending");
    }

    @Test
    void anOwnerWithoutAChannelIsSaidToThePlatformTeam() {
        fire("{\"alertname\": \"Slow\", \"namespace\": \"quiet-dev\"}");

        assertThat(only("petra").path("note").asString())
                .isEqualTo("neither component:default/quiet nor a group above has the annotation buildrun.dev/channel");
        assertThat(only("pavel").path("owner").asString()).isEqualTo("group:default/team-payments");
    }

    @Test
    void aReceiverThatRefusesMakesADeadLetter() throws InterruptedException {
        answer = 500;
        fire("{\"alertname\": \"Slow\", \"namespace\": \"orders-prod\"}");

        harness.tellChannels();

        var alert = harness.get(
                        "olga", ALERTS_PATH + "/" + only("olga").path("id").asString())
                .json();
        assertThat(alert.at("/deliveries/0/status").asString()).isEqualTo("dead");
        assertThat(alert.at("/deliveries/0/error").asString()).isEqualTo("The receiver answered 500");
    }

    @Test
    void oneOfTheOwnersMembersAcknowledges() {
        fire("{\"alertname\": \"Slow\", \"namespace\": \"orders-prod\"}");
        var path = ALERTS_PATH + "/" + only("olga").path("id").asString() + "/acknowledge";

        var others = harness.post("pavel", path, "{}");
        var platform = harness.post("petra", path, "{}");
        var first = harness.post("nina", path, "{\"comment\": \"on it\"}");
        var second = harness.post("olga", path, "{}");

        assertThat(others.status()).isEqualTo(404);
        assertThat(platform.error())
                .isEqualTo("403 user:default/petra may not acknowledge this alert: that is for the members of"
                        + " group:default/team-orders");
        assertThat(first.json().path("acknowledged").path("comment").asString()).isEqualTo("on it");
        assertThat(second.error()).endsWith("was acknowledged by user:default/nina already");
        List<String> audited = harness.database()
                .inTransaction(tx -> tx.jooq().selectFrom(AUDIT_LOG).fetch(AUDIT_LOG.ACTION));
        assertThat(audited).containsExactly("alert.receive", "alert.acknowledge");
    }

    @Test
    void alertsAreListedPageByPageAndByWhatIsWanted() {
        for (var number = 0; number < 3; number++) {
            clock.advance(Duration.ofSeconds(1));
            fire("{\"alertname\": \"A" + number + "\", \"namespace\": \"orders-prod\"}".replace("f1", "f" + number));
            send(message("firing", "{\"alertname\": \"A" + number + "\", \"namespace\": \"orders-prod\"}")
                    .replace("f1", "g" + number));
        }

        var first = harness.get("olga", ALERTS_PATH + "?component=orders&status=firing&limit=2")
                .json();
        var rest = harness.get(
                        "olga",
                        ALERTS_PATH + "?limit=5&cursor="
                                + first.path("nextCursor").asString())
                .json();

        assertThat(first.path("items")).hasSize(2);
        assertThat(rest.path("items")).hasSize(2);
        assertThat(harness.get("olga", ALERTS_PATH + "?acknowledged=true")
                        .json()
                        .path("items"))
                .isEmpty();
        assertThat(harness.get("olga", ALERTS_PATH + "?status=loud").error())
                .isEqualTo("400 request/query/status: expected one of [firing, resolved], found loud");
    }

    @Test
    void onlyAlertmanagerSends() {
        assertThat(harness.post("olga", ALERTS_PATH, message("firing", "{}")).error())
                .isEqualTo("401 Expected the token of buildrun.platform.alerts.token as a bearer token");
        assertThat(harness.send(harness.request(ALERTS_PATH)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(message("firing", "{}"))))
                        .status())
                .isEqualTo(401);
        assertThat(send("{\"version\": \"3\", \"alerts\": []}").error())
                .isEqualTo("400 version: expected \"4\", as Alertmanager sends, found \"3\"");
        assertThat(send(message("firing", "{\"alertname\": 7}")).error())
                .isEqualTo("400 alerts[0].labels.alertname: expected a text of at most 10000 characters, found 7");
    }
}
