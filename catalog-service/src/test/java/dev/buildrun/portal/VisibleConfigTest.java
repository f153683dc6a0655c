package dev.buildrun.portal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Yaml;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class VisibleConfigTest {
    private static final String SERVICE = """
            app: {title: Shop, baseUrl: 'http://shop.example', secretPlan: never}
            backend: {baseUrl: 'http://shop.example', database: {connection: {password: never}}}
            integrations:
              gitlab:
                - {host: git.shop.example, token: never, clones: 3}
                - {token: never}
            """;

    private static JsonNode visible(String configuration, String... schemas) {
        List<JsonNode> parsed = new ArrayList<>();
        for (var schema : schemas) {
            parsed.add(Yaml.read(schema));
        }
        return VisibleConfig.of(parsed, Yaml.read(configuration));
    }

    @Test
    void showsNothingThatNoSchemaSpeaksOf() {
        assertThat(visible(SERVICE)).isEqualTo(Yaml.read("{}"));
        assertThat(visible(SERVICE, "{properties: {other: {visibility: frontend}}}"))
                .isEqualTo(Yaml.read("{}"));
    }

    @Test
    void showsTheValuesThatAreMarkedAndNothingAroundThem() {
        var schema = """
                properties:
                  app: {properties: {title: {visibility: frontend}}}
                  backend: {properties: {database: {properties: {connection: {type: object}}}}}
                """;

        assertThat(visible(SERVICE, schema)).isEqualTo(Yaml.read("app: {title: Shop}"));
    }

    @Test
    void joinsWhatSeveralSchemasShow() {
        var first = "{properties: {app: {properties: {title: {visibility: frontend}, baseUrl: {type: string}}}}}";
        var second = "{properties: {app: {properties: {title: {type: string}, baseUrl: {visibility: frontend}}}}}";

        assertThat(visible(SERVICE, first, second))
                .isEqualTo(Yaml.read("app: {title: Shop, baseUrl: 'http://shop.example'}"));
    }

    @Test
    void neverShowsWhatOneSchemaCallsSecret() {
        var open = "{properties: {app: {deepVisibility: frontend}}}";
        var closed = "{properties: {app: {properties: {secretPlan: {visibility: secret}}}}}";

        assertThat(visible(SERVICE, open, closed))
                .isEqualTo(Yaml.read("app: {title: Shop, baseUrl: 'http://shop.example'}"));
        assertThat(visible(SERVICE, closed, open))
                .isEqualTo(Yaml.read("app: {title: Shop, baseUrl: 'http://shop.example'}"));
    }

    @Test
    void goesIntoListsAndLeavesOutItemsWithNothingToShow() {
        var schema = """
                properties:
                  integrations:
                    properties:
                      gitlab:
                        items:
                          properties: {host: {visibility: frontend}, token: {visibility: secret}}
                """;

        assertThat(visible(SERVICE, schema)).isEqualTo(Yaml.read("integrations: {gitlab: [{host: git.shop.example}]}"));
    }

    @Test
    void showsAMarkedMapEvenWhenNothingInItMayBeSeen() {
        var schema = "properties: {auth: {properties: {providers: {additionalProperties: {visibility: frontend}}}}}";

        assertThat(visible("auth: {providers: {oidc: {clientSecret: never}}, session: never}", schema))
                .isEqualTo(Yaml.read("auth: {providers: {oidc: {}}}"));
    }

    @Test
    void showsThePlainItemsOfAMarkedList() {
        var schema = "{properties: {plugins: {visibility: frontend, items: {type: string}}}}";

        assertThat(visible("plugins: [catalog, {name: never}]", schema)).isEqualTo(Yaml.read("plugins: [catalog]"));
    }

    @Test
    void takesOnlyTheBranchOfAChoiceThatIsMeant() {
        var schema = """
                properties:
                  target:
                    anyOf:
                      - {type: string}
                      - type: object
                        required: [kind]
                        properties: {kind: {const: open}, address: {visibility: frontend}}
                      - type: object
                        required: [kind]
                        properties: {kind: {const: closed}, address: {type: string}}
                """;

        assertThat(visible("target: {kind: open, address: a}", schema)).isEqualTo(Yaml.read("target: {address: a}"));
        assertThat(visible("target: {kind: closed, address: a}", schema)).isEqualTo(Yaml.read("{}"));
        assertThat(visible("target: {address: a}", schema)).isEqualTo(Yaml.read("{}"));
        assertThat(visible("target: here", schema)).isEqualTo(Yaml.read("{}"));
    }
}
