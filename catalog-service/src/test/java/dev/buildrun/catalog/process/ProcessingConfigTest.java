package dev.buildrun.catalog.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.process.CatalogRules.AllowedKind;
import dev.buildrun.catalog.process.CatalogRules.AllowedLocation;
import dev.buildrun.catalog.process.CatalogRules.Rule;
import dev.buildrun.catalog.process.CatalogRules.Target;
import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessingConfigTest {
    private static final LocationRef ANY = new LocationRef("url", "https://x/y.yaml");

    private static ProcessingConfig parse(String yaml) {
        return ProcessingConfig.parse(Yaml.read(yaml), Path.of("/srv/dir"));
    }

    private static Entity entity(String kind, String type) {
        var json = Json.object().put("apiVersion", "v1").put("kind", kind);
        json.putObject("metadata").put("name", "n");
        json.putObject("spec").put("type", type);
        return Entity.of(json);
    }

    @Test
    void allowsComponentsApisAndLocationsFromAnywhereByDefault() {
        var config = ProcessingConfig.parse(Json.object(), Path.of("/"));

        assertThat(config).isEqualTo(new ProcessingConfig(CatalogRules.DEFAULT, java.util.Set.of()));
        assertThat(config.rules().allows(entity("component", "x"), ANY)).isTrue();
        assertThat(config.rules().allows(entity("API", "x"), ANY)).isTrue();
        assertThat(config.rules().allows(entity("Location", "x"), ANY)).isTrue();
        assertThat(config.rules().allows(entity("User", "x"), ANY)).isFalse();
    }

    @Test
    void readsEveryKey() {
        var config = parse("""
                rules:
                - allow: [Component, {kind: Group, spec.type: team}, {kind: API, spec: {type: grpc}}]
                - allow: [User]
                  locations:
                  - type: url
                  - {type: file, exact: /x}
                  - {type: url, pattern: 'https://a/**'}
                - allow: [System]
                  locations: []
                locations:
                - {type: file, target: ../all.yaml}
                - type: url
                  target: https://b/c.yaml
                  rules:
                  - allow: [Domain]
                """);

        assertThat(config.locations())
                .containsExactlyInAnyOrder(
                        new LocationRef("file", "/srv/all.yaml"), new LocationRef("url", "https://b/c.yaml"));
        assertThat(config.rules().rules())
                .containsExactly(
                        new Rule(
                                List.of(
                                        new AllowedKind("Component", null),
                                        new AllowedKind("Group", "team"),
                                        new AllowedKind("API", "grpc")),
                                null),
                        new Rule(
                                List.of(new AllowedKind("User", null)),
                                List.of(
                                        new AllowedLocation("url", null),
                                        new AllowedLocation("file", new Target.Exact("/x")),
                                        new AllowedLocation(
                                                "url", new Target.Matching(Glob.ofTarget("https://a/**"))))),
                        new Rule(List.of(new AllowedKind("System", null)), List.of()),
                        new Rule(
                                List.of(new AllowedKind("Domain", null)),
                                List.of(new AllowedLocation("url", new Target.Exact("https://b/c.yaml")))));
    }

    @ParameterizedTest
    @CsvSource({
        "group, TEAM, url, https://x, true",
        "Group, unit, url, https://x, false",
        "User, x, url, https://a/b, true",
        "User, x, url, https://A/b, true",
        "User, x, url, https://b, false",
        "User, x, file, /x, true",
        "User, x, file, /X, false",
        "User, x, URL, https://a/b, false",
        "System, x, url, https://x, false",
        "Domain, x, url, https://b/c.yaml, true",
        "Domain, x, url, https://b/C.yaml, false",
    })
    void decidesByKindAndLocation(String kind, String type, String locationType, String target, boolean allowed) {
        var rules = parse("""
                rules:
                - allow: [{kind: Group, spec.type: team}]
                - allow: [User]
                  locations: [{type: file, exact: /x}, {type: url, pattern: 'https://a/**'}]
                - allow: [System]
                  locations: []
                locations:
                - {type: url, target: 'https://b/c.yaml', rules: [{allow: [Domain]}]}
                """).rules();

        assertThat(rules.allows(entity(kind, type), new LocationRef(locationType, target)))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rules: x | catalog.rules: expected a list of rules, found \"x\"",
                "rules: [{}] | catalog.rules[0].allow: expected a list of kinds, found nothing",
                "rules: [{allow: [1]}] | catalog.rules[0].allow[0]: expected a text, found 1",
                "rules: [{allow: [{spec.type: x}]}] | catalog.rules[0].allow[0].kind: expected a text, found nothing",
                "rules: [{allow: [A], locations: x}] | catalog.rules[0].locations: expected a list, found \"x\"",
                "rules: [{allow: [A], locations: [{}]}] | catalog.rules[0].locations[0].type: expected a text, found nothing",
                "rules: [{allow: [A], locations: [{type: url, exact: a, pattern: b}]}] | catalog.rules[0].locations[0]: expected either exact or pattern, found {\"type\":\"url\",\"exact\":\"a\",\"pattern\":\"b\"}",
                "locations: [{type: url}] | catalog.locations[0].target: expected a text, found nothing",
                "locations: [{type: url, target: x, rules: [{}]}] | catalog.locations[0].rules[0].allow: expected a list of kinds, found nothing",
            })
    void refusesWhatIsWrongAndSaysWhere(String yaml, String message) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
