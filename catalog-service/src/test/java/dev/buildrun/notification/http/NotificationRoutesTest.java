package dev.buildrun.notification.http;

import static dev.buildrun.testing.StoredEntities.entity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.buildrun.access.Access;
import dev.buildrun.access.Caller;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.SnapshotEdit;
import dev.buildrun.json.Json;
import dev.buildrun.notification.Notice;
import dev.buildrun.notification.Notifications;
import dev.buildrun.notification.Payload;
import dev.buildrun.signal.Signals;
import dev.buildrun.testing.StoredEntities;
import dev.buildrun.testing.TestEdge;
import dev.buildrun.work.NotificationListener;
import dev.buildrun.work.Pace;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class NotificationRoutesTest {
    private static final String PATH = "/api/notifications";
    private static final String CI = "token-of-the-ci";

    private final Access access = new Access();
    private final Snapshot snapshot = snapshot(
            entity("Group", "company").states("parentOf", "childOf", "group:default/team-a"),
            entity("Group", "team-a"),
            entity("User", "jane").states("memberOf", "hasMember", "group:default/team-a"),
            entity("User", "joe").states("memberOf", "hasMember", "group:default/company"),
            entity("Component", "orders").ownedBy("group:default/team-a"));
    private final Notifications notifications =
            new Notifications(access.database, () -> snapshot, new Signals(true), access.clock);
    private final BlockingQueue<String> signals = new LinkedBlockingQueue<>();
    private final NotificationListener listener = NotificationListener.start(
            access.database.dataSource(), Map.of(), Map.of(Signals.CHANNEL, signals::add), Pace.USUAL);
    private final TestEdge edge = new TestEdge(
            List.of(new NotificationRoutes(notifications).mount()),
            (authorization, plugin) -> ("Bearer " + CI).equals(authorization)
                    ? new Caller.Service("external:ci")
                    : access.authenticator.authenticate(authorization, plugin));
    private final String jane = access.tokens.forUser("user:default/jane");
    private final String joe = access.tokens.forUser("user:default/joe");

    @AfterEach
    void stop() {
        edge.close();
        listener.close();
        access.close();
    }

    private static Snapshot snapshot(StoredEntities... entities) {
        var edit = SnapshotEdit.of(Snapshot.EMPTY);
        for (var entity : entities) {
            edit.put(entity.build());
        }
        return edit.finish(1);
    }

    private static JsonNode read(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body());
    }

    private JsonNode get(String token, String path) throws Exception {
        return read(edge.send(edge.request(PATH + path, token)));
    }

    private JsonNode post(String token, String path, String body) throws Exception {
        return read(edge.send(edge.post(PATH + path, token, body)));
    }

    private JsonNode send(String recipients, String payload) throws Exception {
        access.clock.advance(Duration.ofSeconds(1));
        return post(CI, "/notifications", "{\"recipients\":" + recipients + ",\"payload\":" + payload + "}");
    }

    private JsonNode sendTo(String ref, String title) throws Exception {
        return send("{\"type\":\"entity\",\"entityRef\":\"" + ref + "\"}", "{\"title\":\"" + title + "\"}");
    }

    private String error(String token, String path, String body) throws Exception {
        var answer = edge.send(edge.post(PATH + path, token, body));
        return answer.statusCode() + " "
                + Json.read(answer.body()).path("error").path("message").asString();
    }

    private List<String> titles(String token, String query) throws Exception {
        return get(token, "/notifications" + query)
                .path("notifications")
                .valueStream()
                .map(notification -> notification.path("payload").path("title").asString())
                .toList();
    }

    private String firstId(String token) throws Exception {
        return get(token, "/notifications").at("/notifications/0/id").asString();
    }

    private static List<String> users(JsonNode sent) {
        return sent.valueStream()
                .map(notification -> notification.path("user").asString())
                .toList();
    }

    @Test
    void tellsAUser() throws Exception {
        var sent = send(
                "{\"type\":\"entity\",\"entityRef\":[\"user:default/jane\"]}",
                "{\"title\":\"Hello\",\"description\":\"you\",\"link\":\"/catalog\",\"severity\":\"high\",\"topic\":\"greetings\","
                        + "\"metadata\":{\"a\":1}}");

        var page = get(jane, "/notifications");

        assertThat(page.path("totalCount").asInt()).isEqualTo(1);
        assertThat(page.path("notifications").path(0)).isEqualTo(sent.path(0));
        assertThat(sent.path(0))
                .isEqualTo(Json.read("""
                {"id":"%s","user":"user:default/jane","created":"2030-01-01T00:00:01.250Z","saved":null,"read":null,"updated":null,
                "origin":"external:ci","payload":{"title":"Hello","description":"you","link":"/catalog","topic":"greetings",
                "severity":"high","scope":null,"icon":null,"metadata":{"a":1}}}""".formatted(sent.path(0).path("id").asString())));
        assertThat(titles(joe, "")).isEmpty();
    }

    @Test
    void findsTheUsersBehindEntities() throws Exception {
        assertThat(users(sendTo("component:default/orders", "a"))).containsExactly("user:default/jane");
        assertThat(users(sendTo("group:team-a", "b"))).containsExactly("user:default/jane");
        assertThat(users(sendTo("group:default/company", "c")))
                .containsExactly("user:default/jane", "user:default/joe");
        assertThat(users(sendTo("user:default/Unknown", "d"))).containsExactly("user:default/unknown");
        assertThat(users(sendTo("component:default/nothing", "e"))).isEmpty();
        assertThat(users(send(
                        "{\"type\":\"entity\",\"entityRef\":\"group:default/company\",\"excludeEntityRef\":\"group:default/team-a\"}",
                        "{\"title\":\"f\"}")))
                .containsExactly("user:default/joe");
        assertThat(users(send(
                        "{\"type\":\"entity\",\"entityRef\":\"group:default/company\",\"excludeEntityRef\":[\"user:default/joe\"]}",
                        "{\"title\":\"g\"}")))
                .containsExactly("user:default/jane");
    }

    @Test
    void tellsEverybodyAndKeepsApartWhatEachHasRead() throws Exception {
        var sent = send("{\"type\":\"broadcast\"}", "{\"title\":\"Maintenance\"}");
        assertThat(sent.path(0).path("user").isNull()).isTrue();

        post(jane, "/notifications/update", "{\"ids\":[\"" + firstId(jane) + "\"],\"read\":true,\"saved\":true}");

        assertThat(get(jane, "/status")).isEqualTo(Json.read("{\"unread\":0,\"read\":1}"));
        assertThat(get(joe, "/status")).isEqualTo(Json.read("{\"unread\":1,\"read\":0}"));
        assertThat(titles(jane, "?saved=true")).containsExactly("Maintenance");
        assertThat(titles(joe, "?saved=true")).isEmpty();
    }

    @Test
    void marksAsReadAndSavedAndBack() throws Exception {
        sendTo("user:default/jane", "one");
        var ids = "{\"ids\":[\"" + firstId(jane) + "\",\"nonsense\"],";

        var read = post(jane, "/update", ids + "\"read\":true}");
        assertThat(read.path(0).path("read").asString()).isEqualTo("2030-01-01T00:00:01.250Z");
        assertThat(titles(jane, "?read=true")).containsExactly("one");
        assertThat(titles(jane, "?read=false")).isEmpty();
        post(jane, "/update", ids + "\"saved\":true}");
        assertThat(titles(jane, "?read=true&saved=true")).containsExactly("one");
        post(jane, "/update", ids + "\"read\":false,\"saved\":false}");
        assertThat(titles(jane, "?read=false&saved=false")).containsExactly("one");
    }

    @Test
    void leavesAloneWhatBelongsToSomebodyElse() throws Exception {
        sendTo("user:default/jane", "hers");
        var id = firstId(jane);

        assertThat(post(joe, "/update", "{\"ids\":[\"" + id + "\"],\"read\":true}")
                        .isEmpty())
                .isTrue();
        assertThat(edge.send(edge.request(PATH + "/notifications/" + id, joe)).statusCode())
                .isEqualTo(404);
        assertThat(get(jane, "/notifications/" + id).path("read").isNull()).isTrue();
        assertThat(get(jane, "/" + id).path("id").asString()).isEqualTo(id);
        assertThat(edge.send(edge.request(PATH + "/no-uuid", jane)).statusCode())
                .isEqualTo(404);
    }

    @Test
    void replacesWhatWasToldUnderTheSameScope() throws Exception {
        var first = send(
                "{\"type\":\"entity\",\"entityRef\":\"user:default/jane\"}",
                "{\"title\":\"10 %\",\"scope\":\"import\"}");
        var id = first.path(0).path("id").asString();
        post(jane, "/update", "{\"ids\":[\"" + id + "\"],\"read\":true}");

        var second = send(
                "{\"type\":\"entity\",\"entityRef\":\"user:default/jane\"}",
                "{\"title\":\"20 %\",\"scope\":\"import\"}");

        assertThat(second.path(0).path("id").asString()).isEqualTo(id);
        assertThat(second.path(0).path("updated").asString()).isEqualTo("2030-01-01T00:00:02.250Z");
        assertThat(titles(jane, "?read=false")).containsExactly("20 %");
    }

    @Test
    void replacesABroadcastOfTheSameScopeForThoseTooWhoHaveReadIt() throws Exception {
        send("{\"type\":\"broadcast\"}", "{\"title\":\"before\",\"scope\":\"s\"}");
        post(jane, "/update", "{\"ids\":[\"" + firstId(jane) + "\"],\"read\":true}");

        send("{\"type\":\"broadcast\"}", "{\"title\":\"after\",\"scope\":\"s\"}");

        assertThat(titles(jane, "?read=false")).containsExactly("after");
    }

    @Test
    void findsByTextTopicSeverityAndTime() throws Exception {
        var to = "{\"type\":\"entity\",\"entityRef\":\"user:default/jane\"}";
        send(to, "{\"title\":\"Import 100% done\",\"topic\":\"imports\",\"severity\":\"low\"}");
        send(to, "{\"title\":\"b\",\"description\":\"of the IMPORT\",\"topic\":\"others\",\"severity\":\"critical\"}");
        send(to, "{\"title\":\"c\",\"severity\":\"urgent\"}");

        assertThat(titles(jane, "")).containsExactly("c", "b", "Import 100% done");
        assertThat(titles(jane, "?search=import")).containsExactly("b", "Import 100% done");
        assertThat(titles(jane, "?search=0%25")).containsExactly("Import 100% done");
        assertThat(titles(jane, "?topic=imports")).containsExactly("Import 100% done");
        assertThat(titles(jane, "?minimumSeverity=high")).containsExactly("b");
        assertThat(titles(jane, "?minimumSeverity=normal")).containsExactly("c", "b");
        assertThat(titles(jane, "?createdAfter=2030-01-01T00:00:02Z")).containsExactly("c", "b");
        assertThat(titles(jane, "?createdAfter=2030-01-02")).isEmpty();
        assertThat(get(jane, "/topics")).isEqualTo(Json.read("{\"topics\":[\"imports\",\"others\"]}"));
        assertThat(get(jane, "/topics?search=of")).isEqualTo(Json.read("{\"topics\":[\"others\"]}"));
    }

    @Test
    void sortsAndGivesPages() throws Exception {
        for (var title : List.of("b", "c", "a")) {
            sendTo("user:default/jane", title);
        }

        assertThat(titles(jane, "?orderField=title,asc&limit=2")).containsExactly("a", "b");
        assertThat(titles(jane, "?orderField=title&offset=2")).containsExactly("c");
        assertThat(titles(jane, "?orderField=severity,desc&orderField=title,desc"))
                .containsExactly("c", "b", "a");
        assertThat(titles(jane, "?limit=0")).isEmpty();
        assertThat(get(jane, "?limit=1").path("totalCount").asInt()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?limit=ten",
                "?offset=-1",
                "?read=maybe",
                "?minimumSeverity=Urgent",
                "?createdAfter=yesterday",
                "?orderField=title,up",
                "?orderField=password",
                "?colour=red"
            })
    void refusesWhatCanNotBeAskedFor(String query) throws Exception {
        assertThat(edge.send(edge.request(PATH + "/notifications" + query, jane))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void refusesWhatCanNotBeTold() throws Exception {
        assertThat(error(CI, "", "{}"))
                .isEqualTo("400 Invalid notification request received: missing title, recipients");
        assertThat(error(CI, "/notifications", "{\"recipients\":{\"type\":\"all\"},\"payload\":{\"title\":\"t\"}}"))
                .isEqualTo("400 Invalid recipients type, please use either 'broadcast' or 'entity'");
        for (var link :
                List.of("javascript:alert(1)", "/javascript:alert(1)", "java\\tscript:x", " data:text/html,x")) {
            assertThat(error(
                            CI,
                            "/notifications",
                            "{\"recipients\":{\"type\":\"broadcast\"},\"payload\":{\"title\":\"t\",\"link\":\"" + link
                                    + "\"}}"))
                    .isEqualTo("400 Invalid link provided; caused by Error: Only HTTP/HTTPS links are allowed");
        }
        assertThat(error(
                        CI,
                        "/notifications",
                        "{\"recipients\":{\"type\":\"entity\",\"entityRef\":\"jane\"},\"payload\":{\"title\":\"t\"}}"))
                .startsWith("400 ");
        assertThat(error(
                        CI,
                        "/notifications",
                        "{\"recipients\":{\"type\":\"broadcast\"},\"payload\":{\"title\":\"" + "t".repeat(1_001)
                                + "\"}}"))
                .contains("at most 1000");
    }

    @Test
    void takesLinksToPagesAndToTheWeb() throws Exception {
        for (var link : List.of("/create/tasks/1", "catalog", "https://example.com/a:b", "/docs/a/b#c:d")) {
            assertThat(send("{\"type\":\"broadcast\"}", "{\"title\":\"t\",\"link\":\"" + link + "\"}")
                            .path(0)
                            .path("payload")
                            .path("link")
                            .asString())
                    .isEqualTo(link);
        }
    }

    @Test
    void letsProgramsTellAndUsersRead() throws Exception {
        var body = "{\"recipients\":{\"type\":\"broadcast\"},\"payload\":{\"title\":\"t\"}}";

        assertThat(error(jane, "/notifications", body))
                .isEqualTo("403 This endpoint does not allow 'user' credentials");
        assertThat(edge.send(edge.request(PATH + "/status", CI)).statusCode()).isEqualTo(403);
        assertThat(edge.send(edge.request(PATH + "/status")).statusCode()).isEqualTo(401);
        assertThat(post(CI, "", body).size()).isEqualTo(1);
    }

    @Test
    void doesNotTellWhatAUserHasTurnedOff() throws Exception {
        var to = "{\"type\":\"entity\",\"entityRef\":\"user:default/jane\"}";
        send(to, "{\"title\":\"one\",\"topic\":\"builds\"}");
        assertThat(get(jane, "/settings")).isEqualTo(Json.read("""
                {"channels":[{"id":"Web","origins":[{"id":"external:ci","enabled":true,"topics":[{"id":"builds","enabled":true}]}]}]}"""));

        var saved = post(jane, "/settings", """
                {"channels":[{"id":"Web","origins":[{"id":"external:ci","enabled":true,"topics":[{"id":"builds","enabled":false}]}]}]}""");

        assertThat(saved).isEqualTo(get(jane, "/settings"));
        assertThat(send(to, "{\"title\":\"two\",\"topic\":\"builds\"}").isEmpty())
                .isTrue();
        assertThat(send(to, "{\"title\":\"three\"}").size()).isEqualTo(1);
        post(jane, "/settings", """
                {"channels":[{"id":"Web","origins":[{"id":"external:ci","enabled":false}]}]}""");
        assertThat(send(to, "{\"title\":\"four\"}").isEmpty()).isTrue();
        assertThat(titles(jane, "")).containsExactly("three", "one");
    }

    @Test
    void refusesSettingsThatAreNone() throws Exception {
        assertThat(error(jane, "/settings", "{\"channels\":[{\"id\":\"Post\",\"origins\":[]}]}"))
                .isEqualTo("400 Invalid channel");
        assertThat(error(jane, "/settings", "{}")).isEqualTo("400 request/body/channels must be array");
        assertThat(error(jane, "/settings", "{\"channels\":[{\"id\":\"Web\",\"origins\":[{\"id\":\"a\"}]}]}"))
                .isEqualTo("400 request/body/channels/origins/enabled must be boolean");
    }

    @Test
    void ringsAtOpenPages() throws Exception {
        var sent = sendTo("user:default/jane", "one");
        var id = sent.path(0).path("id").asString();
        assertThat(Json.read(heard())).isEqualTo(Json.read("""
                {"channel":"notifications","to":["user:default/jane"],"message":{"action":"new_notification","notification_id":"%s"}}""".formatted(id)));

        post(jane, "/update", "{\"ids\":[\"" + id + "\"],\"read\":true}");
        assertThat(Json.read(heard())).isEqualTo(Json.read("""
                {"channel":"notifications","to":["user:default/jane"],"message":{"action":"notification_read","notification_ids":["%s"]}}""".formatted(id)));
    }

    private String heard() throws InterruptedException {
        var text = Objects.requireNonNull(signals.poll(20, TimeUnit.SECONDS));
        return text.isEmpty() ? heard() : text;
    }

    @Test
    void tellsNothingOfWhatWasRolledBack() throws Exception {
        assertThatIllegalStateException()
                .isThrownBy(() -> access.database.transact(tx -> {
                    notifications.tell(tx, Notice.to(List.of("user:default/jane"), "plugin:test", Payload.of("never")));
                    throw new IllegalStateException("on purpose");
                }));

        assertThat(titles(jane, "")).isEmpty();
    }

    @Test
    void forgetsWhatIsTooOld() throws Exception {
        sendTo("user:default/jane", "old");
        send("{\"type\":\"broadcast\"}", "{\"title\":\"old, too\",\"scope\":\"renewed\"}");
        access.clock.advance(Duration.ofDays(10));
        send("{\"type\":\"broadcast\"}", "{\"title\":\"told again\",\"scope\":\"renewed\"}");

        var removed = notifications.removeOld(Duration.ofDays(5));

        assertThat(removed).isEqualTo(1);
        assertThat(titles(access.tokens.forUser("user:default/jane"), "")).containsExactly("told again");
    }
}
