package dev.buildrun.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessConfigTest {
    private static AccessConfig config(String baseUrl, Duration lifetime, ExternalAccess... tokens) {
        return new AccessConfig(URI.create(baseUrl), false, lifetime, null, List.of(tokens));
    }

    private static ExternalAccess token(String token, String subject) {
        return Access.fixed(token, subject);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "http://localhost/", "localhost"})
    void refusesABaseUrlThatIsNone(String url) {
        assertThatThrownBy(() -> config(url, Duration.ofHours(1))).hasMessageStartingWith("backend.baseUrl: expected");
    }

    @ParameterizedTest
    @CsvSource({"PT1M,PT10M", "PT30M,PT30M", "PT48H,PT24H"})
    void bringsTheLifetimeOfATokenWithinItsLimits(Duration asked, Duration taken) {
        assertThat(config("http://localhost", asked).tokenLifetime()).isEqualTo(taken);
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "with a space"})
    void refusesAWeakStaticTokenAndDoesNotRepeatIt(String weak) {
        var good = token("long-enough", "one");

        assertThatThrownBy(() -> config("http://localhost", Duration.ofHours(1), good, token(weak, "two")))
                .hasMessageStartingWith("backend.auth.externalAccess[1].options.token: expected")
                .hasMessageNotContaining(weak);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words"})
    void refusesASubjectThatLogsCouldNotShow(String subject) {
        assertThatThrownBy(() -> config("http://localhost", Duration.ofHours(1), token("long-enough", subject)))
                .hasMessageStartingWith("backend.auth.externalAccess[0].options.subject: expected");
    }

    @Test
    void refusesTwoEntriesWithOneToken() {
        assertThatThrownBy(() -> config(
                        "http://localhost", Duration.ofHours(1), token("long-enough", "a"), token("long-enough", "b")))
                .hasMessageStartingWith("backend.auth.externalAccess[1].options.token: expected");
    }

    @Test
    void refusesAGuestWhoseNameIsNoReference() {
        assertThatThrownBy(() -> new AccessConfig.Guest("guest", List.of(), false))
                .hasMessageStartingWith("auth.providers.guest.userEntityRef: ");
        assertThatThrownBy(() -> new AccessConfig.Guest("user:guest", List.of("team"), false))
                .hasMessageStartingWith("auth.providers.guest.ownershipEntityRefs: ");
    }

    @Test
    void showsNoTokenInItsText() {
        assertThat(config("http://localhost", Duration.ofHours(1), token("very-secret", "a"))
                        .toString())
                .doesNotContain("very-secret");
    }
}
