package dev.buildrun.access.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.signin.StandInCodeHost.Account;
import dev.buildrun.access.signin.StandInCodeHost.Kind;
import dev.buildrun.json.Json;
import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.TestDatabase;
import dev.buildrun.testing.TestEdge;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sign-in with GitHub and GitLab, for which {@link StandInCodeHost} stands, by the requests that a browser makes; attacks on it. */
class CodeHostSignInTest {
    private static final String PORTAL = "http://portal.example:3000";

    @TempDir
    static Path folder;

    private static StandInCodeHost github;
    private static StandInCodeHost gitlab;
    private static RunningService service;
    private static String base;

    private final Browser browser = new Browser();

    @BeforeAll
    static void start() throws Exception {
        var port = TestEdge.freePort();
        base = "http://localhost:" + port;
        github = new StandInCodeHost(
                Kind.GITHUB,
                callback("github"),
                List.of(
                        new Account(1, "Ada", "somewhere@example.org", false),
                        new Account(2, "mona-lisa", "elsewhere@example.org", false),
                        new Account(3, "by-mail", "Mail@Example.org", true),
                        new Account(4, "thief", "mail@example.org", false),
                        new Account(5, "elsewhere", "nobody@example.org", true)));
        gitlab = new StandInCodeHost(
                Kind.GITLAB,
                callback("gitlab"),
                List.of(
                        new Account(42, "someone", "x@example.org", false),
                        new Account(43, "by-mail", "mail@example.org", true),
                        new Account(44, "thief", "mail@example.org", false),
                        new Account(45, "ada", "y@example.org", true)));
        Files.writeString(folder.resolve("all.yaml"), """
                {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: team-a}, spec: {type: team, children: []}}
                ---
                {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: ada}, spec: {memberOf: [team-a]}}
                ---
                {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: mona, annotations: {github.com/user-login: Mona-Lisa}}, spec: {memberOf: []}}
                ---
                {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: mail}, spec: {memberOf: [], profile: {email: mail@example.org}}}
                ---
                {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: lab, annotations: {gitlab.acme.example/user-id: '42'}}, spec: {memberOf: []}}
                ---
                {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: elsewhere, namespace: other}, spec: {memberOf: []}}
                """);
        service = RunningService.start(
                TestDatabase.create(), folder, """
                app: {baseUrl: '%s'}
                backend: {baseUrl: '%s'}
                auth:
                  environment: test
                  providers:
                    github:
                      test:
                        clientId: buildrun-portal
                        clientSecret: of-the-portal
                        enterpriseInstanceUrl: %s/
                        signIn: {resolvers: [{resolver: usernameMatchingUserEntityName},
                          {resolver: usernameMatchingUserEntityAnnotation}, {resolver: emailMatchingUserEntityProfileEmail}]}
                    gitlab:
                      test:
                        clientId: buildrun-portal
                        clientSecret: of-the-portal
                        audience: %s
                        signIn: {resolvers: [{resolver: userIdMatchingUserEntityAnnotation, annotation: gitlab.acme.example/user-id},
                          {resolver: emailMatchingUserEntityProfileEmail}]}
                catalog: {locations: [{type: file, target: ./all.yaml, rules: [{allow: [User, Group]}]}]}
                """.formatted(PORTAL, base, github.url(), gitlab.url()), port);
    }

    @AfterAll
    static void stop() {
        service.close();
        github.close();
        gitlab.close();
    }

    @BeforeEach
    void begin() {
        github.tokensEnd = false;
        github.asked.clear();
        gitlab.asked.clear();
    }

    @AfterEach
    void close() {
        browser.close();
    }

    private static String callback(String provider) {
        return base + "/api/auth/" + provider + "/handler/frame";
    }

    private static String start(String provider, String more) {
        return base + "/api/auth/" + provider + "/start?env=test" + more;
    }

    private static URI back(Browser browser, String provider, String user) {
        return browser.signInUntil(
                start(provider, "&scope=&origin=http%3A%2F%2Fportal.example%3A3000"), user, callback(provider));
    }

    private Told signIn(String provider, String user) {
        return Told.of(browser.get(back(browser, provider, user).toString()).body());
    }

    private HttpResponse<String> ask(String provider, String path, String method) {
        return browser.send(HttpRequest.newBuilder(URI.create(base + "/api/auth/" + provider + "/" + path))
                .header("X-Requested-With", "XMLHttpRequest")
                .method(method, HttpRequest.BodyPublishers.noBody()));
    }

    @Test
    void letsAUserOfGitHubInWithATokenThatDoesNotEndUntilTheySignOut() {
        var page = browser.get(back(browser, "github", "Ada").toString());

        var told = Told.of(page.body());
        assertThat(told.error()).isEmpty();
        assertThat(told.origin()).isEqualTo(PORTAL);
        assertThat(Told.user(told.session())).isEqualTo("user:default/ada");
        assertThat(Json.write(told.session().at("/backstageIdentity/identity/ownershipEntityRefs")))
                .isEqualTo("[\"user:default/ada\",\"group:default/team-a\"]");
        assertThat(told.session().at("/providerInfo/scope").asString()).isEqualTo("read:user user:email");
        assertThat(told.session().at("/providerInfo").has("expiresInSeconds")).isFalse();
        assertThat(service.get(told.session().at("/backstageIdentity/token").asString(), "/api/catalog/entities")
                        .status())
                .isEqualTo(200);
        assertThat(page.headers().firstValue("set-cookie").orElseThrow())
                .contains("github-refresh-token=", "HttpOnly", "SameSite=Lax", "Path=/api/auth/github;")
                .doesNotContain(told.session().at("/providerInfo/accessToken").asString());

        for (var i = 0; i < 2; i++) {
            var renewed = Json.read(
                    ask("github", "refresh?env=test&scope=read%3Auser", "GET").body());
            assertThat(Told.user(renewed)).isEqualTo("user:default/ada");
            assertThat(renewed.at("/providerInfo/scope").asString()).isEqualTo("read:user user:email");
        }
        assertThat(ask("github", "logout", "POST").statusCode()).isEqualTo(200);
        assertThat(ask("github", "refresh?env=test", "GET").statusCode()).isEqualTo(401);
    }

    @Test
    void renewsTokensThatEndAsOftenAsOneComesBack() {
        github.tokensEnd = true;
        signIn("github", "Ada");

        for (var i = 0; i < 3; i++) {
            var renewed = Json.read(ask("github", "refresh?env=test", "GET").body());
            assertThat(Told.user(renewed)).as(renewed.toString()).isEqualTo("user:default/ada");
            assertThat(renewed.at("/providerInfo/expiresInSeconds").asLong()).isEqualTo(7_200);
        }
    }

    @Test
    void letsNobodyStayWhoHasLeftTheHost() {
        signIn("github", "mona-lisa");
        signIn("gitlab", "someone");
        github.revoke("mona-lisa");
        gitlab.revoke("someone");

        assertThat(ask("github", "refresh?env=test", "GET").statusCode()).isEqualTo(401);
        assertThat(ask("gitlab", "refresh?env=test", "GET").statusCode()).isEqualTo(401);
    }

    @Test
    void findsUsersByNameAnnotationNumberAndAddress() {
        assertThat(Told.user(signIn("github", "mona-lisa").session())).isEqualTo("user:default/mona");
        assertThat(Told.user(signIn("github", "by-mail").session())).isEqualTo("user:default/mail");
        assertThat(Told.user(signIn("gitlab", "someone").session())).isEqualTo("user:default/lab");
        assertThat(Told.user(signIn("gitlab", "by-mail").session())).isEqualTo("user:default/mail");
    }

    @ParameterizedTest
    @ValueSource(strings = {"github thief", "gitlab thief", "github elsewhere", "gitlab ada"})
    void refusesAddressesThatAreNotVerifiedAndWhoIsFoundByNothing(String providerAndUser) {
        var words = providerAndUser.split(" ", -1);

        var told = signIn(words[0], words[1]);

        assertThat(told.error()).startsWith("Failed to sign-in, unable to resolve");
        assertThat(browser.cookieNames()).doesNotContain(words[0] + "-refresh-token");
    }

    @Test
    void saysSoWhenTheUserDoesNotWantTo() {
        assertThat(signIn("github", "nobody-with-an-account").error())
                .isEqualTo("Authentication failed, the provider sent no code");
    }

    @Test
    void refusesTheAnswerOfOneProviderAtAnother() {
        var back = back(browser, "github", "Ada").toString();
        browser.get(start("gitlab", ""));
        gitlab.asked.clear();

        var mixed = Told.of(
                browser.get(back.replace("/auth/github/", "/auth/gitlab/")).body());

        assertThat(mixed.error()).isEqualTo("Invalid nonce");
        assertThat(gitlab.asked).isEmpty();
    }

    @Test
    void refusesASecretOfOneProviderAtAnother() {
        var back = back(browser, "github", "Ada").toString();
        var secret = browser.cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("github-nonce"))
                .findFirst()
                .orElseThrow()
                .getValue();

        try (var other = new Browser()) {
            var mixed = Told.of(
                    other.send(HttpRequest.newBuilder(URI.create(back.replace("/auth/github/", "/auth/gitlab/")))
                                    .header("Cookie", "gitlab-nonce=" + secret))
                            .body());

            assertThat(mixed.error()).isEqualTo("Invalid nonce");
        }
        assertThat(gitlab.asked).isEmpty();
    }

    @Test
    void refusesASessionOfOneProviderAtAnother() {
        var cookie = browser.get(back(browser, "github", "Ada").toString())
                .headers()
                .firstValue("set-cookie")
                .orElseThrow();
        var secret = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));

        try (var other = new Browser()) {
            var answer = other.send(HttpRequest.newBuilder(URI.create(base + "/api/auth/gitlab/refresh?env=test"))
                    .header("X-Requested-With", "XMLHttpRequest")
                    .header("Cookie", "gitlab-refresh-token=" + secret));

            assertThat(answer.statusCode()).isEqualTo(401);
        }
        assertThat(gitlab.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"origin", "redirectUrl", "env", "nonce"})
    void refusesAStateThatWasChanged(String field) {
        var back = back(browser, "github", "Ada").toString();
        var state = back.replaceFirst(".*state=([0-9a-f]+).*", "$1");
        var text = new String(HexFormat.of().parseHex(state), StandardCharsets.UTF_8);
        var changed = text.replaceFirst(
                "(^|&)" + field + "=[^&]*", "$1" + field + "=http%3A%2F%2Fportal.example%3A3000%2Fchanged");
        var hex = HexFormat.of().formatHex(changed.getBytes(StandardCharsets.UTF_8));

        var answer = browser.get(back.replace(state, hex));

        assertThat(changed).isNotEqualTo(text);
        assertThat(answer.headers().firstValue("location")).isEmpty();
        assertThat(Told.of(answer.body()).error()).isEqualTo("Invalid nonce");
        assertThat(github.asked).doesNotContain("/login/oauth/access_token");
    }

    @Test
    void refusesACodeThatWasUsed() {
        var back = back(browser, "github", "Ada").toString();
        browser.get(back);

        assertThat(Told.of(browser.get(back).body()).error()).endsWith("it gave no token (bad_verification_code)");
    }

    @Test
    void refusesACodeThatWasStolen() {
        var stolen = back(browser, "github", "Ada").getRawQuery().replaceFirst(".*code=([^&]+).*", "$1");
        try (var thief = new Browser()) {
            var own = back(thief, "github", "thief").toString();

            var told = Told.of(
                    thief.get(own.replaceFirst("code=[^&]+", "code=" + stolen)).body());

            assertThat(told.error()).endsWith("it gave no token (bad_verification_code)");
        }
    }

    @Test
    void refusesAnAnswerThatAnotherBrowserAskedFor() {
        var back = back(browser, "gitlab", "someone").toString();
        try (var victim = new Browser()) {
            assertThat(Told.of(victim.get(back).body()).error()).isEqualTo("Auth response is missing cookie nonce");
            victim.get(start("gitlab", ""));
            assertThat(Told.of(victim.get(back).body()).error()).isEqualTo("Invalid nonce");
        }
    }

    @Test
    void tellsOnlyPagesOfThePortal() {
        var back =
                browser.signInUntil(start("github", "&origin=https%3A%2F%2Fevil.example"), "Ada", callback("github"));

        var page = browser.get(back.toString());

        assertThat(Told.of(page.body()).origin()).isEqualTo(PORTAL);
        assertThat(Told.of(page.body()).error()).contains("is not allowed");
        assertThat(page.body()).doesNotContain("evil.example");
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'sha256-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/x",
                "//evil.example/x",
                "http://portal.example:3000@evil.example/",
                "http://portal.example:3000.evil.example/",
                "http://portal.example:3000\\@evil.example/",
                "https://portal.example:3000/",
                "javascript:alert(1)",
                "data:text/html,x",
                "/relative"
            })
    void leadsBrowsersNowhereElse(String url) {
        var answer = browser.get(start("github", "&flow=redirect&redirectUrl=" + ProviderCalls.encode(url)));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("location")).isEmpty();
    }

    @Test
    void goesBackToThePortalInTheFlowWithoutAPopup() {
        var back = browser.signInUntil(
                start("gitlab", "&flow=redirect&redirectUrl=http%3A%2F%2Fportal.example%3A3000%2Fhome"),
                "someone",
                callback("gitlab"));

        assertThat(browser.get(back.toString()).headers().firstValue("location"))
                .hasValue(PORTAL + "/home");
        assertThat(Told.user(Json.read(ask("gitlab", "refresh?env=test", "GET").body())))
                .isEqualTo("user:default/lab");
    }

    @Test
    void tellsThePortalWhatWentWrongInTheFlowWithoutAPopup() {
        var back = browser.signInUntil(
                start("gitlab", "&flow=redirect&redirectUrl=http%3A%2F%2Fportal.example%3A3000%2Fhome%3Fa%3Db%23c"),
                "thief",
                callback("gitlab"));

        assertThat(browser.get(back.toString()).headers().firstValue("location").orElseThrow())
                .startsWith(PORTAL + "/home?a=b&error=Failed+to+sign-in%2C+unable+to+resolve");
    }

    @Test
    void wantsTheHeaderThatOtherSitesCannotSend() {
        signIn("github", "Ada");

        assertThat(browser.get(base + "/api/auth/github/refresh?env=test").statusCode())
                .isEqualTo(401);
        assertThat(ask("github", "refresh?env=test", "GET").statusCode()).isEqualTo(200);
    }

    @Test
    void knowsOnlyWhatIsConfigured() {
        assertThat(service.get("", "/api/auth/github/start?env=other").status()).isEqualTo(404);
        assertThat(service.get("", "/api/auth/bitbucket/start?env=test").error())
                .isEqualTo("404 NotFoundError: Unknown auth provider 'bitbucket'");
    }
}
