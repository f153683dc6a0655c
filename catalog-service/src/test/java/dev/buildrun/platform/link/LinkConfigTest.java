package dev.buildrun.platform.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.config.Config;
import dev.buildrun.json.Yaml;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkConfigTest {
    private static LinkConfig parse(String yaml) {
        return LinkConfig.parse(Config.of(Yaml.read(yaml)), URI.create("http://localhost:7007"));
    }

    @Test
    void contactsOnlyItselfWhereNothingIsSaid() {
        var config = parse("{}");

        assertThat(config.allows(URI.create("http://localhost:7007/docs/orders")))
                .isTrue();
        assertThat(config.allows(URI.create("http://localhost:7008/"))).isFalse();
        assertThat(config.allows(URI.create("https://github.com/a/b"))).isFalse();
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.every()).isEqualTo(Duration.ofHours(6));
    }

    @Test
    void contactsWhatTheOperatorHasNamedAnywhere() {
        var config = parse("""
                backend: {reading: {allow: [{host: files.example, paths: [/public/]}]}}
                integrations: {gitlab: [{host: gitlab.example, token: secret}]}
                buildrun: {platform: {links: {allow: [{host: '*.grafana.example'}], timeout: 2s, every: 1h}}}
                """);

        assertThat(config.allows(URI.create("https://files.example/public/a"))).isTrue();
        assertThat(config.allows(URI.create("https://files.example/private"))).isFalse();
        assertThat(config.allows(URI.create("https://gitlab.example/orders"))).isTrue();
        assertThat(config.allows(URI.create("https://team.grafana.example/d/1")))
                .isTrue();
        assertThat(config.allows(URI.create("https://grafana.example.evil.example/")))
                .isFalse();
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.every()).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @CsvSource({
        "'{links: {timeout: 2m}}', 'buildrun.platform.links.timeout: expected at most a minute, found PT2M'",
        "'{links: {every: 1s}}', 'buildrun.platform.links.every: expected at least a minute, found PT1S'",
        "'{links: {allow: [{host: https://x}]}}', 'buildrun.platform.links.allow[0].host: expected a host name, host:port or *.domain, found \"https://x\"'",
    })
    void saysWhatIsWrong(String platform, String message) {
        assertThatThrownBy(() -> parse("buildrun: {platform: " + platform + "}"))
                .hasMessage(message);
    }
}
