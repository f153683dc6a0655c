package dev.buildrun.access.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import dev.buildrun.access.Access;
import dev.buildrun.access.AccessConfig;
import dev.buildrun.access.Caller;
import dev.buildrun.access.Discovery;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.access.PublishedKeys;
import dev.buildrun.access.ResourceDecisions;
import dev.buildrun.json.Json;
import dev.buildrun.testing.TestEdge;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AuthRoutesTest {
    private static final String GUEST = "user:development/guest";

    private Access access = new Access();
    private TestEdge edge = edge(access);

    private static TestEdge edge(Access access) {
        return new TestEdge(
                List.of(
                        new AuthRoutes(access.config, access.tokens, access.keys, access.ownership).mount(),
                        new PermissionRoutes(new ResourceDecisions(new PermissionPolicy(), List.of())).mount(),
                        new PluginAuthRoutes(access.config, access.keys, access.tokens, access.clock).mount("catalog")),
                access.authenticator);
    }

    private void restart(AccessConfig config) {
        stop();
        access = new Access(config);
        edge = edge(access);
    }

    @AfterEach
    void stop() {
        edge.close();
        access.close();
    }

    private JsonNode body(HttpRequest.Builder request) throws Exception {
        var response = edge.send(request);
        assertThat(response.statusCode()).isEqualTo(200);
        return Json.read(response.body());
    }

    private static String error(HttpResponse<String> response) {
        var body = Json.read(response.body());
        return response.statusCode() + " " + body.at("/error/name").stringValue() + ": "
                + body.at("/error/message").stringValue();
    }

    @Nested
    class Guest {
        @Test
        void signsInWithATokenThatTheServiceTakes() throws Exception {
            var body = body(edge.request("/api/auth/guest/refresh"));

            var identity = body.get("backstageIdentity");
            assertThat(body.get("profile")).isEqualTo(Json.object());
            assertThat(Json.write(identity.get("identity")))
                    .isEqualTo("{\"type\":\"user\",\"userEntityRef\":\"" + GUEST + "\",\"ownershipEntityRefs\":[\""
                            + GUEST + "\"]}");
            assertThat(identity.get("expiresInSeconds").intValue()).isEqualTo(3_600);
            assertThat(access.authenticator.authenticate(
                            "Bearer " + identity.get("token").stringValue(), "catalog"))
                    .isEqualTo(new Caller.User(GUEST, List.of(GUEST)));
        }

        @Test
        void getsTheClaimsThatBackstageGives() throws Exception {
            var body = body(edge.request("/api/auth/guest/refresh"));

            var jws = JWSObject.parse(body.at("/backstageIdentity/token").stringValue());
            var claims = Json.read(jws.getPayload().toString());
            assertThat(jws.getHeader().getIncludedParams()).containsExactlyInAnyOrder("typ", "alg", "kid");
            assertThat(jws.getHeader().getType()).hasToString("vnd.backstage.user");
            assertThat(claims.propertyNames()).containsExactly("iss", "sub", "aud", "iat", "exp", "uip");
            assertThat(claims.get("iss").stringValue()).isEqualTo("http://localhost:7007/api/auth");
            assertThat(claims.get("aud").stringValue()).isEqualTo("backstage");
        }

        @Test
        void ownsWhatTheConfigSaysWhileTheCatalogDoesNotKnowIt() throws Exception {
            restart(config(true, new AccessConfig.Guest("User:Guest", List.of("group:default/Team"), false)));

            var identity = body(edge.request("/api/auth/guest/refresh")).at("/backstageIdentity/identity");

            assertThat(identity.get("userEntityRef").stringValue()).isEqualTo("user:default/guest");
            assertThat(Json.write(identity.get("ownershipEntityRefs"))).isEqualTo("[\"group:default/team\"]");
        }

        @Test
        void ownsWhatTheCatalogSaysWhereItDoes() throws Exception {
            restart(config(true, new AccessConfig.Guest("user:jane", List.of("group:default/other"), false)));

            var identity = body(edge.request("/api/auth/guest/refresh")).at("/backstageIdentity/identity");

            assertThat(Json.write(identity.get("ownershipEntityRefs")))
                    .isEqualTo("[\"user:default/jane\",\"group:default/payments\",\"group:default/engineering\"]");
        }

        @Test
        void isRefusedOutsideDevelopmentUnlessTheConfigInsists() throws Exception {
            restart(config(false, new AccessConfig.Guest(GUEST, List.of(), false)));
            var refused = edge.send(edge.request("/api/auth/guest/refresh"));
            restart(config(false, new AccessConfig.Guest(GUEST, List.of(), true)));
            var allowed = edge.send(edge.request("/api/auth/guest/refresh"));

            assertThat(error(refused)).startsWith("403 NotAllowedError: ");
            assertThat(allowed.statusCode()).isEqualTo(200);
        }

        @Test
        void isUnknownWhereItIsNotConfigured() throws Exception {
            restart(config(true, null));

            assertThat(error(edge.send(edge.request("/api/auth/guest/refresh"))))
                    .isEqualTo("404 NotFoundError: Unknown auth provider 'guest'");
            assertThat(error(edge.send(edge.request("/api/auth/guest/start"))))
                    .isEqualTo("404 NotFoundError: Unknown auth provider 'guest'");
        }

        @Test
        void hasNoSignInPage() throws Exception {
            assertThat(error(edge.send(edge.request("/api/auth/guest/start?env=development"))))
                    .isEqualTo("501 NotImplementedError: Not implemented");
        }

        private static AccessConfig config(boolean development, AccessConfig.@Nullable Guest guest) {
            return new AccessConfig(
                    URI.create("http://localhost:7007"), development, Duration.ofHours(1), guest, List.of());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/auth/github/refresh", "/api/auth/github/start?x=1", "/api/auth/github"})
    void namesAProviderThatItDoesNotHave(String path) throws Exception {
        assertThat(error(edge.send(edge.request(path)))).isEqualTo("404 NotFoundError: Unknown auth provider 'github'");
    }

    @Test
    void describesItselfAsBackstageDoes() throws Exception {
        var body = body(edge.request("/api/auth/.well-known/openid-configuration"));

        assertThat(body.get("issuer").stringValue()).isEqualTo("http://localhost:7007/api/auth");
        assertThat(body.get("jwks_uri").stringValue())
                .isEqualTo("http://localhost:7007/api/auth/.well-known/jwks.json");
        assertThat(body.propertyNames()).hasSize(13);
    }

    @Test
    void publishesTheKeysForTheWholeAndForEachPlugin() throws Exception {
        var whole = body(edge.request("/api/auth/.well-known/jwks.json"));
        var plugin = body(edge.request("/api/catalog/.backstage/auth/v1/jwks.json"));

        assertThat(whole).isEqualTo(access.keys.jwks()).isEqualTo(plugin);
    }

    @Nested
    class Userinfo {
        @Test
        void tellsWhatAUserOwns() throws Exception {
            var body = body(edge.request("/api/auth/v1/userinfo", access.tokens.forUser("user:default/jane")));

            assertThat(Json.write(body))
                    .isEqualTo("{\"claims\":{\"sub\":\"user:default/jane\",\"ent\":[\"user:default/jane\","
                            + "\"group:default/payments\",\"group:default/engineering\"]}}");
        }

        @Test
        void needsTheTokenOfAUser() throws Exception {
            assertThat(error(edge.send(edge.request("/api/auth/v1/userinfo"))))
                    .isEqualTo("401 AuthenticationError: No token provided");
            assertThat(edge.send(edge.request("/api/auth/v1/userinfo", "a-static-token"))
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    @Nested
    class Cookie {
        private static final String PATH = "/api/catalog/.backstage/auth/v1/cookie";

        @Test
        void isGivenToAUser() throws Exception {
            var response = edge.send(edge.request(PATH, access.tokens.forUser("user:default/jane")));

            var cookie = response.headers().firstValue("set-cookie").orElseThrow();
            var limited = cookie.substring("backstage-auth=".length(), cookie.indexOf(';'));
            assertThat(response.body()).isEqualTo("{\"expiresAt\":\"2030-01-01T01:00:00.000Z\"}");
            assertThat(cookie)
                    .contains(
                            "; Domain=localhost; Path=/; HttpOnly; Priority=High; Secure; SameSite=None; Expires=Tue, 1 Jan"
                                    + " 2030 01:00:00 GMT");
            assertThat(access.tokens.verify(limited))
                    .hasValueSatisfying(token -> assertThat(token.subject()).isEqualTo("user:default/jane"));
        }

        @Test
        void isKeptWhileItIsGood() throws Exception {
            var token = access.tokens.forUser("user:default/jane");
            var cookie = "other=1; backstage-auth="
                    + access.tokens.limited(token).orElseThrow().token();
            access.clock.advance(Duration.ofMinutes(54));
            var kept = edge.send(edge.request(PATH, token).header("Cookie", cookie));

            access.clock.advance(Duration.ofMinutes(2));
            var fresh = edge.send(edge.request(PATH, token).header("Cookie", cookie));

            assertThat(kept.headers().firstValue("set-cookie")).isEmpty();
            assertThat(fresh.headers().firstValue("set-cookie")).isPresent();
        }

        @Test
        void isNotKeptForAnotherUser() throws Exception {
            var other = access.tokens
                    .limited(access.tokens.forUser("user:default/mallory"))
                    .orElseThrow()
                    .token();

            var response = edge.send(edge.request(PATH, access.tokens.forUser("user:default/jane"))
                    .header("Cookie", "backstage-auth=" + other));

            assertThat(response.headers().firstValue("set-cookie")).isPresent();
        }

        @Test
        void isGivenToAUserOfAnotherBackendWhoseTokenHasTheProofForOne() throws Exception {
            try (var other = new PublishedKeys()) {
                var discovery = new Discovery(Map.of("auth", other.url("/api/auth")));
                var base = URI.create("http://localhost:7007");
                restart(new AccessConfig(base, false, Duration.ofHours(1), null, List.of(), discovery));
                var claims =
                        "\"sub\":\"user:default/jane\",\"aud\":\"backstage\",\"iat\":1893456000,\"exp\":1893457000";
                var token = other.sign("vnd.backstage.user", "{" + claims + ",\"uip\":\"the-proof\"}");

                var given = edge.send(edge.request(PATH, token));
                var refused = edge.send(edge.request(PATH, other.sign("vnd.backstage.user", "{" + claims + "}")));

                assertThat(given.headers().firstValue("set-cookie").orElseThrow())
                        .containsPattern("^backstage-auth=[^.;]+\\.[^.;]+\\.the-proof; ");
                assertThat(given.body()).isEqualTo("{\"expiresAt\":\"2030-01-01T00:16:40.000Z\"}");
                assertThat(error(refused)).startsWith("403 NotAllowedError: A cookie is given for the token of");
            }
        }

        @Test
        void isNotForServices() throws Exception {
            assertThat(error(edge.send(edge.request(PATH, "a-static-token"))))
                    .isEqualTo("403 NotAllowedError: This endpoint does not allow 'service' credentials");
            assertThat(error(edge.send(edge.request(PATH)))).isEqualTo("401 AuthenticationError: Missing credentials");
        }

        @Test
        void opensNoRouteOfTheApi() throws Exception {
            var limited = access.tokens
                    .limited(access.tokens.forUser("user:default/jane"))
                    .orElseThrow()
                    .token();

            var response = edge.send(edge.request("/api/permission/authorize")
                    .header("Cookie", "backstage-auth=" + limited)
                    .POST(HttpRequest.BodyPublishers.noBody()));

            assertThat(error(response)).isEqualTo("401 AuthenticationError: Missing credentials");
        }

        @Test
        void isTakenAway() throws Exception {
            var response = edge.send(edge.request(PATH, access.tokens.forUser("user:default/jane"))
                    .DELETE());

            assertThat(response.statusCode()).isEqualTo(204);
            assertThat(response.headers().firstValue("set-cookie").orElseThrow())
                    .startsWith("backstage-auth=; ")
                    .endsWith("Expires=Thu, 1 Jan 1970 00:00:00 GMT");
        }
    }

    @Nested
    class Authorize {
        private static final String PATH = "/api/permission/authorize";
        private static final String CREATE =
                "{\"id\":\"1\",\"permission\":{\"type\":\"basic\",\"name\":\"catalog.entity.create\",\"attributes\":{\"action\":\"create\"}}}";
        private static final String DELETE =
                "{\"id\":\"3\",\"permission\":{\"type\":\"resource\",\"name\":\"catalog.entity.delete\",\"attributes\":{\"action\":\"delete\"},\"resourceType\":\"catalog-entity\"}%s}";

        private HttpResponse<String> authorize(String... items) throws Exception {
            var body = "{\"items\":[" + String.join(",", items) + "]}";
            return edge.send(edge.post(PATH, access.tokens.forUser("user:default/jane"), body));
        }

        @Test
        void allowsAUserEverything() throws Exception {
            var response = authorize(CREATE, DELETE.formatted(",\"resourceRef\":\"component:default/web\""));

            assertThat(response.body())
                    .isEqualTo("{\"items\":[{\"id\":\"1\",\"result\":\"ALLOW\"},{\"id\":\"3\",\"result\":\"ALLOW\"}]}");
        }

        @Test
        void answersForEachOfManyResources() throws Exception {
            var response =
                    authorize(DELETE.formatted(",\"resourceRef\":[\"component:default/a\",\"component:default/b\"]"));

            assertThat(response.body()).isEqualTo("{\"items\":[{\"id\":\"3\",\"result\":[\"ALLOW\",\"ALLOW\"]}]}");
        }

        @Test
        void wantsToKnowWhichResource() throws Exception {
            assertThat(error(authorize(DELETE.formatted(""))))
                    .isEqualTo(
                            "400 InputError: Resource permissions require a resourceRef to be set. Direct user requests"
                                    + " without a resourceRef are not allowed.");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"id\":1}",
                    "{\"id\":\"1\"}",
                    "7",
                    "{\"id\":\"1\",\"permission\":{\"type\":\"odd\",\"name\":\"x\"}}",
                    "{\"id\":\"1\",\"permission\":{\"type\":\"basic\",\"name\":\"x\"},\"resourceRef\":[1]}"
                })
        void namesWhereABodyIsWrong(String item) throws Exception {
            assertThat(error(authorize(item))).startsWith("400 InputError: items[0]");
        }

        @Test
        void isForUsersOnly() throws Exception {
            assertThat(error(edge.send(edge.post(PATH, "a-static-token", "{\"items\":[]}"))))
                    .isEqualTo("403 NotAllowedError: This endpoint does not allow 'service' credentials");
        }
    }
}
