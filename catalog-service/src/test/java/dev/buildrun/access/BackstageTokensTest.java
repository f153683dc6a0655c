package dev.buildrun.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Behind another Backstage backend: its users and its plugins. */
class BackstageTokensTest {
    private static final long NOW = Instant.parse("2030-01-01T00:00:00Z").getEpochSecond();
    private static final String TIMES = "\"iat\":" + NOW + ",\"exp\":" + (NOW + 60);

    private final PublishedKeys auth = new PublishedKeys();
    private final PublishedKeys search = new PublishedKeys();
    private final Access access = new Access(new AccessConfig(
            URI.create("http://localhost:7007"),
            true,
            Duration.ofHours(1),
            null,
            List.of(),
            new Discovery(Map.of("auth", auth.url("/api/auth"), "search", search.url("/api/search")))));

    @AfterEach
    void stop() {
        access.close();
        auth.close();
        search.close();
    }

    private String user(String ref, String more) {
        return auth.sign(
                "vnd.backstage.user",
                "{\"iss\":\"http://node/api/auth\",\"sub\":\"" + ref + "\",\"aud\":\"backstage\"," + more + TIMES
                        + "}");
    }

    private String limited(String ref) {
        return auth.sign("vnd.backstage.limited-user", "{\"sub\":\"" + ref + "\"," + TIMES + "}");
    }

    private String plugin(PublishedKeys signer, String subject, String audience, String more) {
        return signer.sign(
                "vnd.backstage.plugin",
                "{\"sub\":\"" + subject + "\",\"aud\":\"" + audience + "\"," + more + TIMES + "}");
    }

    @Test
    void knowsItsUsersAndAsksTheCatalogForTheirGroups() {
        assertThat(access.authenticate(user(Access.JANE, "")))
                .isEqualTo(new Caller.User(Access.JANE, Access.JANES_REFS));
        assertThat(auth.asked).containsExactly("/api/auth/.well-known/jwks.json");
    }

    @Test
    void believesTheTokenWhereTheCatalogDoesNotKnowTheUser() {
        var token = user("user:default/new", "\"ent\":[\"user:default/new\",\"group:default/guests\"],");

        assertThat(access.authenticate(token))
                .isEqualTo(new Caller.User("user:default/new", List.of("user:default/new", "group:default/guests")));
    }

    @Test
    void asksForTheGroupsOfAUserWhomTheCatalogDoesNotKnow() {
        auth.userInfo = "{\"claims\":{\"ent\":[\"user:default/new\",\"group:default/guests\"]}}";
        var token = user("user:default/new", "");
        var caller = new Caller.User("user:default/new", List.of("user:default/new", "group:default/guests"));

        assertThat(List.of(access.authenticate(token), access.authenticate(token)))
                .containsOnly(caller);
        assertThat(auth.asked).containsExactly("/api/auth/.well-known/jwks.json", "/api/auth/v1/userinfo");
        assertThat(auth.lastAuthorization).isEqualTo("Bearer " + token);
    }

    @Test
    void asksForThemAlsoOnBehalfOfTheUser() {
        auth.userInfo = "{\"claims\":{\"ent\":[\"Group:default/Guests\"]}}";
        var token = plugin(search, "search", "catalog", "\"obo\":\"" + limited("user:default/new") + "\",");

        assertThat(access.authenticate(token))
                .isEqualTo(new Caller.User(
                        "user:default/new", List.of("group:default/guests"), Scope.ALL, "plugin:search"));
        assertThat(access.authenticator.blocks("Bearer " + token)).isFalse();
    }

    @Test
    void letsAUserInWhoseGroupsCannotBeHad() {
        for (var answer : List.of("nonsense", "{\"claims\":{\"ent\":7}}", "[]", "{}")) {
            auth.userInfo = answer;
            var name = "user:default/new" + answer.length();

            assertThat(access.authenticate(user(name, ""))).isEqualTo(new Caller.User(name, List.of(name)));
        }
    }

    @Test
    void looksAgainAfterTenSeconds() {
        var token = user("user:default/new", "");
        access.authenticate(token);
        auth.userInfo = "{\"claims\":{\"ent\":[\"group:default/guests\"]}}";

        access.clock.advance(Duration.ofSeconds(11));

        assertThat(access.authenticate(token))
                .isEqualTo(new Caller.User("user:default/new", List.of("group:default/guests")));
    }

    @Test
    void knowsUsersOfOldBackendsByTheAudience() {
        var token = auth.sign(null, "{\"sub\":\"" + Access.JANE + "\",\"aud\":\"backstage\"," + TIMES + "}");

        assertThat(access.authenticate(token).actor()).isEqualTo(Access.JANE);
    }

    @Test
    void knowsItsPlugins() {
        assertThat(access.authenticate(plugin(search, "search", "catalog", "")))
                .isEqualTo(new Caller.Service("plugin:search"));
        assertThat(search.asked).containsExactly("/api/search/.backstage/auth/v1/jwks.json");
    }

    @Test
    void knowsOnWhoseBehalfAPluginCalls() {
        var token = plugin(search, "search", "catalog", "\"obo\":\"" + limited(Access.JANE) + "\",");

        assertThat(access.authenticate(token))
                .isEqualTo(new Caller.User(Access.JANE, Access.JANES_REFS, Scope.ALL, "plugin:search"));
    }

    @Test
    void refusesAPluginThatSignsForAnother() {
        for (var token : List.of(
                plugin(search, "auth", "catalog", ""),
                plugin(search, "search", "scaffolder", ""),
                plugin(search, "unknown", "catalog", ""),
                search.sign(
                        "vnd.backstage.user", "{\"sub\":\"" + Access.JANE + "\",\"aud\":\"backstage\"," + TIMES + "}"),
                plugin(
                        search,
                        "search",
                        "catalog",
                        "\"obo\":\""
                                + search.sign(
                                        "vnd.backstage.limited-user", "{\"sub\":\"user:default/root\"," + TIMES + "}")
                                + "\","),
                plugin(search, "search", "catalog", "\"obo\":\"" + plugin(search, "search", "catalog", "") + "\","),
                plugin(search, "search", "catalog", "\"obo\":7,"))) {
            assertThatThrownBy(() -> access.authenticate(token)).hasMessage("Illegal token");
        }
        assertThat(auth.asked).allMatch(path -> path.startsWith("/api/auth/"));
    }

    @Test
    void takesALimitedTokenOnlyWhereACookieIsGood() {
        var token = limited(Access.JANE);

        assertThat(access.authenticator
                        .authenticateLimited(null, token, "techdocs")
                        .actor())
                .isEqualTo(Access.JANE);
        assertThatThrownBy(() -> access.authenticate(token)).hasMessage("Illegal limited user token");
    }
}
