package dev.buildrun.access.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Access;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.access.ResourceDecisions;
import dev.buildrun.json.Json;
import dev.buildrun.testing.TestEdge;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each plugin has beside its own routes. */
class PluginAuthRoutesTest {
    private final Access access = new Access();
    private final PluginAuthRoutes routes =
            new PluginAuthRoutes(access.config, access.keys, access.tokens, access.clock);
    private final TestEdge edge = new TestEdge(
            List.of(
                    routes.mount("catalog"),
                    routes.mount("scaffolder"),
                    routes.mount("techdocs"),
                    routes.mountOfKeys("buildrun"),
                    new AuthRoutes(access.config, access.tokens, access.keys, access.ownership).mount(),
                    new PermissionRoutes(new ResourceDecisions(new PermissionPolicy(), List.of())).mount()),
            access.authenticator);

    @AfterEach
    void stop() {
        edge.close();
        access.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"buildrun", "catalog", "scaffolder", "techdocs"})
    void publishesTheKeysOfThePlugin(String plugin) throws Exception {
        var keys = edge.send(edge.request("/api/" + plugin + "/.backstage/auth/v1/jwks.json"));

        assertThat(Json.read(keys.body())).isEqualTo(access.keys.jwks());
    }

    @ParameterizedTest
    @ValueSource(strings = {"catalog", "scaffolder", "techdocs"})
    void givesTheCookieOfThePluginAndTakesItBack(String plugin) throws Exception {
        var path = "/api/" + plugin + "/.backstage/auth/v1/cookie";
        var token = access.tokens.forUser("user:default/jane");

        var given = edge.send(edge.request(path, token));
        var taken = edge.send(edge.request(path, token).DELETE());

        assertThat(given.headers().firstValue("set-cookie")).isPresent();
        assertThat(taken.statusCode()).isEqualTo(204);
    }

    @Test
    void signsGuestsInByPostToo() throws Exception {
        var session = edge.send(edge.request("/api/auth/guest/refresh").POST(HttpRequest.BodyPublishers.noBody()));

        assertThat(session.statusCode()).isEqualTo(200);
    }

    @Test
    void saysThatThePermissionPluginIsThere() throws Exception {
        assertThat(edge.send(edge.request("/api/permission/health")).body()).isEqualTo("{\"status\":\"ok\"}");
    }
}
