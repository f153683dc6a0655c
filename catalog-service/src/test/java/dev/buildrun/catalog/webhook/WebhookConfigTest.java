package dev.buildrun.catalog.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.access.Caller;
import dev.buildrun.json.Yaml;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookConfigTest {
    private static WebhookConfig parse(String yaml) {
        return WebhookConfig.parse(Yaml.read(yaml));
    }

    @Test
    void letsNobodyManageThemByDefault() {
        var config = parse("{}");

        assertThat(config.accepts(new Caller.Service("external:ci"))).isFalse();
        assertThat(config.accepts(new Caller.User("user:default/a", List.of("user:default/a"))))
                .isFalse();
        assertThat(config.privateHosts()).isEmpty();
    }

    @Test
    void letsThoseManageThemThatItNames() {
        var config = parse("webhooks: {subjects: ['external:ci', 'group:default/platform']}");

        assertThat(config.accepts(new Caller.Service("external:ci"))).isTrue();
        assertThat(config.accepts(new Caller.User("user:default/a", List.of("group:default/platform"))))
                .isTrue();
        assertThat(config.accepts(new Caller.Service("external:other"))).isFalse();
        assertThat(config.accepts(new Caller.Anonymous())).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "webhooks: []                           | buildrun.webhooks: expected a map",
                "webhooks: {subjects: ci}               | buildrun.webhooks.subjects: expected a list",
                "webhooks: {subjects: [ci]}             | buildrun.webhooks.subjects[0]: expected a text of the form",
                "webhooks: {max: many}                  | buildrun.webhooks.max: expected a whole number",
                "webhooks: {attempts: 0}                | buildrun.webhooks.attempts: expected 1 to 20, found 0",
                "webhooks: {timeoutSeconds: 61}         | buildrun.webhooks.timeoutSeconds: expected 1 to 60, found 61",
                "webhooks: {allowHttp: true}            | buildrun.webhooks.allowHttp: expected one of",
            })
    void saysWhatIsWrong(String yaml, String message) {
        assertThatThrownBy(() -> parse(yaml)).hasMessageStartingWith(message);
    }
}
