package dev.buildrun.access.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.buildrun.json.Json;
import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.TestDatabase;
import dev.buildrun.testing.TestEdge;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sign-in with a real OpenID provider, by the requests that a browser makes. */
class OidcSignInTest {
    @TempDir
    static Path folder;

    private static OidcProvider provider;
    private static RunningService service;
    private static String base;

    private final Browser browser = new Browser();

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(OidcProvider.isAvailable(), "Node and the package oidc-provider");
        var port = TestEdge.freePort();
        var providerPort = TestEdge.freePort();
        base = "http://localhost:" + port;
        provider = new OidcProvider(providerPort, callback());
        Files.writeString(folder.resolve("all.yaml"), """
                {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: team-a}, spec: {type: team, children: []}}
                ---
                {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: ada}, spec: {memberOf: [team-a], profile: {email: Ada@Example.org}}}
                ---
                {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: unverified}, spec: {memberOf: [], profile: {email: unverified@example.org}}}
                ---
                {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: bob, annotations: {example.org/id: robert}}, spec: {memberOf: []}}
                """);
        service = RunningService.start(TestDatabase.create(), folder, """
                app: {baseUrl: 'http://portal.example:3000'}
                backend: {baseUrl: '%s'}
                auth:
                  environment: test
                  providers:
                    oidc:
                      test:
                        metadataUrl: http://127.0.0.1:%d/.well-known/openid-configuration
                        clientId: portal
                        clientSecret: portal-secret
                        signIn: {resolvers: [{resolver: emailMatchingUserEntityProfileEmail},
                          {resolver: subClaimMatchingUserEntityAnnotation, annotation: example.org/id}]}
                catalog: {locations: [{type: file, target: ./all.yaml, rules: [{allow: [User, Group]}]}]}
                """.formatted(base, providerPort), port);
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
        if (provider != null) {
            provider.close();
        }
    }

    @AfterEach
    void close() {
        browser.close();
    }

    private static String callback() {
        return base + "/api/auth/oidc/handler/frame";
    }

    private static String start(String more) {
        return base + "/api/auth/oidc/start?env=test&scope=openid" + more;
    }

    private URI back(String user) {
        return browser.signInUntil(start("&origin=http%3A%2F%2Fportal.example%3A3000"), user, callback());
    }

    private HttpResponse<String> refresh(String path, String method) {
        return browser.send(HttpRequest.newBuilder(URI.create(base + "/api/auth/oidc/" + path))
                .header("X-Requested-With", "XMLHttpRequest")
                .method(method, HttpRequest.BodyPublishers.noBody()));
    }

    @Test
    void letsAUserInAndKeepsTheSessionUntilTheySignOut() {
        var page = browser.get(back("ada").toString());

        var told = Told.of(page.body());
        assertThat(told.origin()).isEqualTo("http://portal.example:3000");
        var session = told.message().path("response");
        assertThat(Told.user(session)).as(page.body()).isEqualTo("user:default/ada");
        assertThat(Json.write(session.at("/backstageIdentity/identity/ownershipEntityRefs")))
                .isEqualTo("[\"user:default/ada\",\"group:default/team-a\"]");
        assertThat(session.at("/profile/email").asString()).isEqualTo("ada@example.org");
        assertThat(service.get(session.at("/backstageIdentity/token").asString(), "/api/catalog/entities")
                        .status())
                .isEqualTo(200);
        assertThat(page.headers().firstValue("set-cookie").orElseThrow())
                .contains("oidc-refresh-token=", "HttpOnly", "SameSite=Lax", "Path=/api/auth/oidc");

        for (var i = 0; i < 2; i++) {
            var refreshed = refresh("refresh?env=test", "GET");
            assertThat(Told.user(Json.read(refreshed.body())))
                    .as(refreshed.body())
                    .isEqualTo("user:default/ada");
        }
        var kept = browser.cookie("oidc-refresh-token");
        assertThat(replayed(kept)).startsWith("200");
        assertThat(refresh("logout", "POST").statusCode()).isEqualTo(200);
        assertThat(refresh("refresh?env=test", "GET").statusCode()).isEqualTo(401);
        // The browser has let go of the cookie; somebody who kept it gets no further with it.
        assertThat(replayed(kept)).isEqualTo("401 Refresh failed; the session is over");
    }

    private static String replayed(String secret) {
        var answer = service.send(
                "",
                "GET",
                "/api/auth/oidc/refresh?env=test",
                null,
                Map.of("X-Requested-With", "XMLHttpRequest", "Cookie", "oidc-refresh-token=" + secret));
        return answer.status() + " " + answer.json().at("/error/message").asString("");
    }

    @Test
    void findsUsersByAnAnnotation() {
        var told = Told.of(browser.get(back("robert").toString()).body());

        assertThat(Told.user(told.session())).isEqualTo("user:default/bob");
    }

    @Test
    void refusesWhoIsNobodyHereAndAnAddressThatIsNotVerified() {
        for (var who : List.of("stranger", "unverified")) {
            try (var other = new Browser()) {
                var back = other.signInUntil(start(""), who, callback());

                var told = Told.of(other.get(back.toString()).body());

                assertThat(told.message().at("/error/message").asString())
                        .startsWith("Failed to sign-in, unable to resolve");
                assertThat(other.cookieNames()).doesNotContain("oidc-refresh-token");
            }
        }
    }

    @Test
    void refusesAnAnswerThatAnotherBrowserAskedFor() {
        var back = back("ada");
        try (var victim = new Browser()) {
            var without = Told.of(victim.get(back.toString()).body());
            victim.get(start(""));
            var withAnother = Told.of(victim.get(back.toString()).body());

            assertThat(without.message().at("/error/message").asString())
                    .isEqualTo("Auth response is missing cookie nonce");
            assertThat(withAnother.message().at("/error/message").asString()).isEqualTo("Invalid nonce");
        }
    }

    @Test
    void refusesACodeOfAnotherProvider() {
        var back = back("ada").toString();

        var other = Told.of(browser.get(back.replaceFirst("iss=[^&]+", "iss=https%3A%2F%2Fevil.example"))
                .body());
        var without = Told.of(browser.get(back.replaceFirst("&iss=[^&]+", "")).body());

        assertThat(back).contains("&iss=");
        assertThat(other.error()).endsWith("the code is of another one");
        assertThat(without.error()).endsWith("the code is of another one");
    }

    @Test
    void refusesACodeThatWasUsed() {
        var back = back("ada").toString();
        browser.get(back);

        var again = Told.of(browser.get(back).body());

        assertThat(again.message().path("error").path("name").asString()).isEqualTo("AuthenticationError");
    }

    @Test
    void tellsOnlyPagesOfThePortal() {
        var back = browser.signInUntil(start("&origin=https%3A%2F%2Fevil.example"), "ada", callback());

        var told = Told.of(browser.get(back.toString()).body());

        assertThat(told.origin()).isEqualTo("http://portal.example:3000");
        assertThat(told.message().at("/error/message").asString()).contains("is not allowed");
        assertThat(browser.get(start("&flow=redirect&redirectUrl=https%3A%2F%2Fevil.example%2Fx"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser.get(start("&flow=redirect&redirectUrl=http%3A%2F%2Fportal.example%3A3000%40evil.example"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void goesBackToThePortalInTheFlowWithoutAPopup() {
        var back = browser.signInUntil(
                start("&flow=redirect&redirectUrl=http%3A%2F%2Fportal.example%3A3000%2Fhome"), "ada", callback());

        assertThat(browser.get(back.toString()).headers().firstValue("location"))
                .hasValue("http://portal.example:3000/home");
        assertThat(Told.user(Json.read(refresh("refresh?env=test", "GET").body())))
                .isEqualTo("user:default/ada");
    }

    @Test
    void wantsTheHeaderThatOtherSitesCannotSend() {
        assertThat(service.get("", "/api/auth/oidc/refresh?env=test").error())
                .isEqualTo("401 AuthenticationError: Invalid X-Requested-With header");
        assertThat(service.send("", "POST", "/api/auth/oidc/logout", null).status())
                .isEqualTo(401);
        assertThat(service.send("", "POST", "/api/auth/oidc/logout", null, Map.of("X-Requested-With", "XMLHttpRequest"))
                        .status())
                .isEqualTo(200);
        assertThat(service.get("", "/api/auth/oidc/handler/frame").body()).contains("postMessage");
        assertThat(service.get("", "/api/auth/oidc/start?env=test").status()).isEqualTo(302);
        assertThat(service.get("", "/api/auth/oidc/start").status()).isEqualTo(400);
    }
}
