package dev.buildrun.catalog.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.access.Caller;
import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushConfigTest {
    private static PushConfig parse(String yaml) {
        return PushConfig.parse(Yaml.read(yaml));
    }

    @Test
    void hasNoSourceWhereTheConfigNamesNone() {
        assertThat(PushConfig.parse(Json.object().path("buildrun")))
                .isEqualTo(new PushConfig(Map.of(), 32 * 1024 * 1024, 10_000, Duration.ofSeconds(30)));
    }

    @Test
    void readsEveryKey() {
        var config = parse("{providers: {crm: {subjects: ['external:ci', 'group:default/platform']}},"
                + " push: {maxBodyBytes: 1000, maxEntities: 5, settleSeconds: 0}}");

        assertThat(config)
                .isEqualTo(new PushConfig(
                        Map.of("crm", Set.of("external:ci", "group:default/platform")), 1000, 5, Duration.ZERO));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{providers: [crm]}                              | buildrun.providers: expected a map of sources",
                "{providers: {crm: {}}}                          | buildrun.providers.crm.subjects: expected a list",
                "{providers: {crm: {subjects: ci}}}              | buildrun.providers.crm.subjects: expected a list",
                "{providers: {crm: {subjects: [ci]}}}            | buildrun.providers.crm.subjects[0]: expected a caller",
                "{providers: {crm: {subject: []}}}               | buildrun.providers.crm: expected a map with the key",
                "{providers: {'a b': {subjects: []}}}            | buildrun.providers.a b: expected a name",
                "{providers: {StoredLocationProvider: {subjects: []}}} | buildrun.providers.StoredLocationProvider: expected",
                "{push: {maxEntities: 0}}                        | buildrun.push.maxEntities: expected 1 to 100000",
                "{push: {maxEntities: many}}                     | buildrun.push.maxEntities: expected a whole number",
                "{push: {maxBodyBytes: 999999999}}               | buildrun.push.maxBodyBytes: expected 1 to",
                "{push: {settleSeconds: 301}}                    | buildrun.push.settleSeconds: expected 0 to 300",
            })
    void saysWhatIsWrongAndWhere(String yaml, String message) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void takesPushesFromThoseWhoAreNamedAndFromNobodyElse() {
        var source = PushSource.all(parse("{providers: {crm: {subjects: ['external:ci', 'group:default/platform']}}}"))
                .getFirst();

        assertThat(source.accepts(new Caller.Service("external:ci"))).isTrue();
        assertThat(source.accepts(new Caller.Service("external:other"))).isFalse();
        assertThat(source.accepts(
                        new Caller.User("user:default/ada", List.of("user:default/ada", "group:default/platform"))))
                .isTrue();
        assertThat(source.accepts(new Caller.User("user:default/eve", List.of("user:default/eve"))))
                .isFalse();
        assertThat(source.accepts(new Caller.Anonymous())).isFalse();
    }
}
