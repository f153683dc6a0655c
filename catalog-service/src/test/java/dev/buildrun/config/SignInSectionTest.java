package dev.buildrun.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.access.signin.CodeHost;
import dev.buildrun.access.signin.SignInConfig;
import dev.buildrun.access.signin.SignInConfig.Claim;
import dev.buildrun.json.Yaml;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignInSectionTest {
    private static final URI BASE = URI.create("https://portal.example");

    private static List<SignInConfig> read(String yaml) {
        return SignInSection.of(Config.of(Yaml.read(yaml)), BASE);
    }

    private static SignInConfig provider(String name, String more) {
        return read("auth: {environment: development, providers: {" + name
                        + ": {development: {clientId: id, clientSecret: hidden, " + more + "}}}}")
                .getFirst();
    }

    @Test
    void readsOnlyWhatIsMeantForTheEnvironment() {
        assertThat(read("auth: {providers: {github: {development: {clientId: a}}, guest: {}}}"))
                .isEmpty();
        assertThat(read("auth: {providers: {gitlab: {production: {clientId: a, clientSecret: b}}}}"))
                .extracting(SignInConfig::provider)
                .containsExactly("gitlab");
    }

    @Test
    void knowsWhereGitHubIs() {
        var config = provider("github", "additionalScopes: [repo], sessionDuration: {days: 2}");
        var host = (CodeHost) config.host();

        assertThat(host.authorization()).hasToString("https://github.com/login/oauth/authorize");
        assertThat(host.token()).hasToString("https://github.com/login/oauth/access_token");
        assertThat(host.scopes()).containsExactly("read:user");
        assertThat(config.scopes()).containsExactly("repo");
        assertThat(config.sessionLifetime()).isEqualTo(Duration.ofDays(2));
        assertThat(config.client().callback()).hasToString("https://portal.example/api/auth/github/handler/frame");
        assertThat(config.client()).hasToString("Client[id]");
    }

    @Test
    void knowsWhereAnInstanceOfOnesOwnIs() {
        var github = (CodeHost) provider("github", "enterpriseInstanceUrl: 'https://github.acme.example/'")
                .host();
        var gitlab = (CodeHost)
                provider("gitlab", "audience: 'https://acme.example/gitlab'").host();

        assertThat(github.token()).hasToString("https://github.acme.example/login/oauth/access_token");
        assertThat(gitlab.authorization()).hasToString("https://acme.example/gitlab/oauth/authorize");
        assertThat(provider("gitlab", "callbackUrl: 'https://elsewhere.example/back'")
                        .client()
                        .callback())
                .hasToString("https://elsewhere.example/back");
    }

    @Test
    void asksGitHubForAddressesOnlyWhereOneCounts() {
        var config = provider("github", "signIn: {resolvers: [{resolver: emailMatchingUserEntityProfileEmail}]}");

        assertThat(((CodeHost) config.host()).scopes()).containsExactly("read:user", "user:email");
    }

    @Test
    void readsTheWaysToFindAUser() {
        var ways = "signIn: {resolvers: [{resolver: usernameMatchingUserEntityName},"
                + " {resolver: usernameMatchingUserEntityAnnotation}, {resolver: userIdMatchingUserEntityAnnotation}]}";

        assertThat(provider("github", ways).resolvers())
                .containsExactly(
                        new SignInConfig.Username(false),
                        new SignInConfig.Annotation("github.com/user-login", Claim.USERNAME),
                        new SignInConfig.Annotation("github.com/user-id", Claim.SUBJECT));
        assertThat(provider("gitlab", "audience: 'https://git.acme.example', " + ways)
                        .resolvers())
                .contains(new SignInConfig.Annotation("git.acme.example/user-id", Claim.SUBJECT));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() ->
                        provider("github", "signIn: {resolvers: [{resolver: oidcSubClaimMatchingKeycloakUserId}]}"))
                .hasMessage("auth.providers.github.development.signIn.resolvers[0].resolver: expected one that"
                        + " docs/ACCESS.md names for github, found oidcSubClaimMatchingKeycloakUserId");
        assertThatThrownBy(() -> provider("gitlab", "audience: gitlab"))
                .hasMessage("auth.providers.gitlab.development.audience: expected an absolute URL, found gitlab");
        assertThatThrownBy(() -> read("auth: {providers: {github: {production: {clientId: a}}}}"))
                .hasMessageContaining("auth.providers.github.production.clientSecret");
    }
}
