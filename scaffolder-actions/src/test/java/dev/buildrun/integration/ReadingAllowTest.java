package dev.buildrun.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReadingAllowTest {
    @ParameterizedTest
    @CsvSource({
        "example.com, https://example.com/a, true",
        "example.com, http://EXAMPLE.com/a, true",
        "example.com, https://example.com:443/a, true",
        "example.com, https://example.com:8443/a, false",
        "example.com:8443, https://example.com:8443/a, true",
        "example.com, https://www.example.com/a, false",
        "example.com, https://example.com.evil.org/a, false",
        "example.com, https://example.com@evil.org/a, false",
        "*.example.com, https://a.b.example.com/a, true",
        "*.example.com, https://example.com/a, false",
        "*.example.com, https://notexample.com/a, false"
    })
    void allowsByHost(String host, String url, boolean expected) {
        assertThat(new ReadingAllow(host, List.of()).allows(URI.create(url))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/public/a.yaml, true",
        "/public/b/../a.yaml, true",
        "/public, false",
        "/private/a.yaml, false",
        "/public/../private/a.yaml, false",
        "/public/%2e%2e/private/a.yaml, false",
        "/public/..%2fprivate/a.yaml, false",
        "//public/a.yaml, true",
        "/x/../../public/a.yaml, true"
    })
    void allowsByThePathThatIsReallyMeant(String path, boolean expected) {
        var allow = new ReadingAllow("example.com", List.of("/public/"));

        assertThat(allow.allows(URI.create("https://example.com" + path))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "*", "a.*.com", "https://example.com", "example.com/x"})
    void refusesWhatIsNoHost(String host) {
        assertThatThrownBy(() -> new ReadingAllow(host, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + host + "\"");
    }
}
