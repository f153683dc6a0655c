package dev.buildrun.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.testing.LoopbackApi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class GithubAppsTest {
    private static final KeyPair KEYS = keys();
    private static final String JSON = "application/json";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private LoopbackApi api;
    private Instant now = START;

    private static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException exception) {
            throw new IllegalStateException(exception);
        }
    }

    private static String pem(String name, byte[] bytes) {
        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + name + "-----\n" + lines + "\n-----END " + name + "-----\n";
    }

    @BeforeEach
    void start() throws IOException {
        api = new LoopbackApi();
        api.answer("/repos/acme/orders/installation", 200, JSON, "{\"id\": 7, \"suspended_at\": null}");
        api.answer(
                "/app/installations/7/access_tokens",
                201,
                JSON,
                "{\"token\": \"ghs_one\", \"expires_at\": \"2026-01-01T01:00:00Z\"}");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private GithubApps apps(Set<String> owners) {
        var app = new GithubApp(
                42, GithubApp.key(pem("PRIVATE KEY", KEYS.getPrivate().getEncoded())), owners);
        return new GithubApps(api.baseUrl(), List.of(app), Duration.ofSeconds(5), () -> now);
    }

    @Test
    void getATokenThatMayOnlyReadForAnAppThatSignsForItself() throws Exception {
        assertThat(apps(Set.of()).token("acme", "orders")).contains("ghs_one");

        assertThat(api.asked()).hasSize(2);
        assertThat(api.asked().getLast().body()).isEqualTo("{\"permissions\":{\"contents\":\"read\"}}");
        var assertion = String.valueOf(api.asked().getFirst().headers().get("authorization"))
                .substring("Bearer ".length())
                .split("\\.", -1);
        var claims = Json.read(Base64.getUrlDecoder().decode(assertion[1]));
        assertThat(claims.path("iss").asString()).isEqualTo("42");
        assertThat(claims.path("exp").asLong()).isEqualTo(START.getEpochSecond() + 540);
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(KEYS.getPublic());
        signature.update((assertion[0] + "." + assertion[1]).getBytes(StandardCharsets.UTF_8));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(assertion[2])))
                .isTrue();
    }

    @Test
    void keepATokenForItsOwnerUntilItIsAboutToEnd() {
        var apps = apps(Set.of());
        apps.token("acme", "orders");
        now = START.plus(Duration.ofMinutes(54));
        apps.token("ACME", "other");
        assertThat(api.asked()).hasSize(2);

        now = START.plus(Duration.ofMinutes(56));
        apps.token("acme", "orders");

        assertThat(api.asked()).hasSize(4);
    }

    @Test
    void haveNoneWhereNoAppIsInstalledOrMayServe() {
        assertThat(apps(Set.of()).token("other", "orders")).isEmpty();
        assertThat(apps(Set.of("somebody")).token("acme", "orders")).isEmpty();
        api.answer(
                "/repos/acme/orders/installation",
                200,
                JSON,
                "{\"id\": 7, \"suspended_at\": \"2025-01-01T00:00:00Z\"}");
        assertThat(apps(Set.of()).token("acme", "orders")).isEmpty();
        assertThat(apps(Set.of("acme")).token("Acme", "nothing")).isEmpty();
    }

    @Test
    void sayWhatToCheckWhereTheAppIsRefused() {
        api.answer("/repos/acme/orders/installation", 401, JSON, "{}");

        assertThatThrownBy(() -> apps(Set.of()).token("acme", "orders"))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.NOT_ALLOWED))
                .hasMessageContaining("gives no token to GitHub app 42, status 401. Check appId and privateKey");
    }

    @Test
    void sayUnavailableWhereNobodyAnswers() {
        var apps = apps(Set.of());
        api.close();

        assertThatThrownBy(() -> apps.token("acme", "orders"))
                .satisfies(CodeHostReaderTest.isOfKind(ErrorKind.SERVICE_UNAVAILABLE));
    }

    @Test
    void readKeysAsGithubHandsThemOut() {
        var whole = KEYS.getPrivate().getEncoded();
        // The older form is what stands in the newer one after 26 bytes.
        var older = java.util.Arrays.copyOfRange(whole, 26, whole.length);

        assertThat(GithubApp.key(pem("RSA PRIVATE KEY", older))).isEqualTo(KEYS.getPrivate());
        assertThatThrownBy(() -> GithubApp.key("nothing")).hasMessage("expected an RSA private key in PEM");
    }
}
