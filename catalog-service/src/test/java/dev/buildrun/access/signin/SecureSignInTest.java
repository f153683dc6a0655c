package dev.buildrun.access.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.signin.StandInCodeHost.Account;
import dev.buildrun.access.signin.StandInCodeHost.Kind;
import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.TestDatabase;
import dev.buildrun.testing.TestEdge;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sign-in behind a proxy that speaks https, whose place the test takes: it hands on by http what the browser would have sent. */
class SecureSignInTest {
    private static final String OUTSIDE = "https://buildrun.example";
    private static final String ROUTES = "/api/auth/gitlab/";

    @TempDir
    Path folder;

    private final Browser browser = new Browser();
    private StandInCodeHost gitlab;
    private RunningService service;
    private String inside;

    @BeforeEach
    void start() throws Exception {
        var port = TestEdge.freePort();
        inside = "http://localhost:" + port;
        gitlab = new StandInCodeHost(
                Kind.GITLAB,
                OUTSIDE + ROUTES + "handler/frame",
                List.of(new Account(1, "ada", "ada@example.org", true)));
        Files.writeString(
                folder.resolve("all.yaml"),
                "{apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: ada}, spec: {memberOf: []}}");
        service = RunningService.start(TestDatabase.create(), folder, """
                app: {baseUrl: '%1$s'}
                backend: {baseUrl: '%1$s'}
                auth: {environment: test, providers: {gitlab: {test: {clientId: buildrun-portal, clientSecret: of-the-portal,
                  audience: '%2$s', signIn: {resolvers: [{resolver: usernameMatchingUserEntityName}]}}}}}
                catalog: {locations: [{type: file, target: ./all.yaml, rules: [{allow: [User]}]}]}
                """.formatted(OUTSIDE, gitlab.url()), port);
    }

    @AfterEach
    void stop() {
        browser.close();
        service.close();
        gitlab.close();
    }

    /** What a browser sends by https with one of its cookies. */
    private HttpResponse<String> behind(String method, String path, String cookie) {
        return browser.send(HttpRequest.newBuilder(URI.create(inside + path))
                .header("Cookie", cookie)
                .header("X-Requested-With", "XMLHttpRequest")
                .method(method, HttpRequest.BodyPublishers.noBody()));
    }

    private static String cookieOf(HttpResponse<String> answer) {
        return answer.headers().firstValue("set-cookie").orElseThrow();
    }

    private static String pair(String cookie) {
        return cookie.substring(0, cookie.indexOf(';'));
    }

    @Test
    void letsNoCookieOverAnythingButHttps() {
        var begun = browser.get(inside + ROUTES + "start?env=test");
        var nonce = cookieOf(begun);
        var back = browser.signInUntil(begun.headers().firstValue("location").orElseThrow(), "ada", OUTSIDE);
        // Without TLS the browser keeps the secret to itself, so that nobody is signed in.
        var plain =
                Told.of(browser.get(back.toString().replace(OUTSIDE, inside)).body());
        var page = behind("GET", back.toString().substring(OUTSIDE.length()), pair(nonce));
        var session = cookieOf(page);
        var renewed = behind("GET", ROUTES + "refresh?env=test", pair(session));
        var ended = behind("POST", ROUTES + "logout", pair(cookieOf(renewed)));

        assertThat(plain.error()).endsWith("Auth response is missing cookie nonce");
        assertThat(Told.user(Told.of(page.body()).session())).isEqualTo("user:default/ada");
        assertThat(renewed.statusCode()).as(renewed.body()).isEqualTo(200);
        assertThat(ended.statusCode()).isEqualTo(200);
        assertThat(List.of(nonce, session, cookieOf(renewed), cookieOf(ended)))
                .allSatisfy(cookie -> assertThat(cookie).contains("; HttpOnly; SameSite=Lax; Secure"));
    }
}
