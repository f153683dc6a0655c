package dev.buildrun.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.access.Access;
import dev.buildrun.signal.Signals;
import dev.buildrun.testing.TestEdge;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UserSettingsRoutesTest {
    private static final String STARS = "/api/user-settings/buckets/starredEntities/keys/entityRefs";

    private final Access access = new Access();
    private final TestEdge edge = new TestEdge(
            List.of(new UserSettingsRoutes(
                            access.database, new UserSettingsConfig(200, 3), new Signals(true), access.clock)
                    .mount()),
            access.authenticator);
    private final String jane = access.tokens.forUser("user:default/jane");
    private final String joe = access.tokens.forUser("user:default/joe");

    @AfterEach
    void stop() {
        edge.close();
        access.close();
    }

    private HttpResponse<String> put(String path, String token, String body) throws Exception {
        return edge.send(edge.request(path, token)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void remembersAValueAsItCame() throws Exception {
        var value = "{\"b\":[1.5,\"a\\u0000b\"],\"a\":null}";
        var stored = put(STARS, jane, "{\"value\":" + value + "}");

        var read = edge.send(edge.request(STARS, jane));

        assertThat(stored.statusCode()).isEqualTo(200);
        assertThat(read.body()).isEqualTo(stored.body());
        assertThat(read.body())
                .isEqualTo("{\"bucket\":\"starredEntities\",\"key\":\"entityRefs\",\"value\":" + value + "}");
    }

    @Test
    void replacesAValue() throws Exception {
        put(STARS, jane, "{\"value\":1}");

        put(STARS, jane, "{\"value\":2}");

        assertThat(edge.send(edge.request(STARS, jane)).body()).contains("\"value\":2");
    }

    @Test
    void keepsUsersApart() throws Exception {
        put(STARS, jane, "{\"value\":\"janes\"}");

        assertThat(edge.send(edge.request(STARS, joe)).statusCode()).isEqualTo(404);
        assertThat(edge.send(edge.request(STARS, joe).DELETE()).statusCode()).isEqualTo(204);
        assertThat(edge.send(edge.request(STARS, jane)).statusCode()).isEqualTo(200);
    }

    @Test
    void takesAKeyWithSlashes() throws Exception {
        put("/api/user-settings/buckets/b/keys/a/b%2Fc", jane, "{\"value\":true}");

        var read = edge.send(edge.request("/api/user-settings/buckets/b/keys/a/b/c", jane));

        assertThat(read.body()).isEqualTo("{\"bucket\":\"b\",\"key\":\"a/b/c\",\"value\":true}");
    }

    @Test
    void readsManyInTheOrderOfTheQuestion() throws Exception {
        put(STARS, jane, "{\"value\":[]}");
        put("/api/user-settings/buckets/b/keys/null", jane, "{\"value\":null}");

        var read = edge.send(edge.post(
                "/api/user-settings/multiget",
                jane,
                "{\"items\":[{\"bucket\":\"b\",\"key\":\"none\"},{\"bucket\":\"starredEntities\",\"key\":\"entityRefs\"},"
                        + "{\"bucket\":\"b\",\"key\":\"null\"}]}"));

        assertThat(read.body()).isEqualTo("{\"items\":[null,{\"value\":[]},{\"value\":null}]}");
    }

    @Test
    void forgetsWhatIsDeletedAndTakesASecondDeletion() throws Exception {
        put(STARS, jane, "{\"value\":1}");

        var first = edge.send(edge.request(STARS, jane).DELETE());
        var second = edge.send(edge.request(STARS, jane).DELETE());

        assertThat(first.statusCode()).isEqualTo(204);
        assertThat(second.statusCode()).isEqualTo(204);
        assertThat(edge.send(edge.request(STARS, jane)))
                .returns(404, HttpResponse::statusCode)
                .extracting(HttpResponse::body)
                .asString()
                .contains("Unable to find 'entityRefs' in bucket 'starredEntities'");
    }

    @Test
    void refusesABodyWithoutValue() throws Exception {
        assertThat(put(STARS, jane, "{\"valeu\":1}"))
                .returns(400, HttpResponse::statusCode)
                .extracting(HttpResponse::body)
                .asString()
                .contains("Missing required field \\\"value\\\"");
    }

    @Test
    void refusesMoreThanItsLimits() throws Exception {
        for (var i = 0; i < 3; i++) {
            assertThat(put("/api/user-settings/buckets/b/keys/" + i, jane, "{\"value\":1}")
                            .statusCode())
                    .isEqualTo(200);
        }

        assertThat(put("/api/user-settings/buckets/b/keys/3", jane, "{\"value\":1}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(put("/api/user-settings/buckets/b/keys/0", jane, "{\"value\":2}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(put(STARS, joe, "{\"value\":\"" + "x".repeat(200) + "\"}").statusCode())
                .isEqualTo(400);
        assertThat(put("/api/user-settings/buckets/b/keys/a%00b", joe, "{\"value\":1}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void isForUsersOnly() throws Exception {
        assertThat(edge.send(edge.request(STARS, "a-static-token")).statusCode())
                .isEqualTo(403);
        assertThat(edge.send(edge.request(STARS)).statusCode()).isEqualTo(401);
    }

    @Test
    void refusesALimitThatMakesNoSense() {
        assertThatThrownBy(() -> new UserSettingsConfig(0, 1))
                .hasMessage("buildrun.userSettings.maxValueBytes: expected 1 to 1000000, found 0");
        assertThatThrownBy(() -> new UserSettingsConfig(1, 0))
                .hasMessage("buildrun.userSettings.maxPerUser: expected 1 to 100000, found 0");
    }
}
