package dev.buildrun.scaffolder.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.integration.IntegrationType;
import dev.buildrun.integration.Integrations;
import dev.buildrun.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

final class ScaffolderFiltersTest {
    private final TemplateEngine engine = new TemplateEngine(
            ScaffolderFilters.extensions(Integrations.none().with("gitlab.example:8443", IntegrationType.GITLAB)));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'github.com?owner=o&repo=r' ! parseRepoUrl        | {"host":"github.com","owner":"o","repo":"r"}
            'GitHub.com?repo=%2Fr%2F&owner=a%20b' ! parseRepoUrl| {"host":"github.com","owner":"a b","repo":"r"}
            'gitlab.example:8443?project=7' ! parseRepoUrl    | {"host":"gitlab.example:8443","project":"7"}
            'github.com?owner=o&repo=r' ! projectSlug         | "o/r"
            ('github.com?owner=o&repo=r' ! parseRepoUrl).repo | "r"
            'github.com?owner=o&repo=r' ! parseRepoUrl ! pick('owner') | "o"
            'group:techdocs' ! parseEntityRef                 | {"kind":"group","namespace":"default","name":"techdocs"}
            'Group:ns/Team' ! parseEntityRef                  | {"kind":"Group","namespace":"ns","name":"Team"}
            'x' ! parseEntityRef({defaultKind: 'group', defaultNamespace: 'n'}) | {"kind":"group","namespace":"n","name":"x"}
            {name: 'x', kind: 'User'} ! parseEntityRef        | {"kind":"User","namespace":"default","name":"x"}
            {a: {b: [1, {c: 2}]}} ! pick('a.b[1].c')          | 2
            {'a.b': 3} ! pick('a.b')                          | 3
            {a: 1} ! pick('x.y') ! default('none')            | "none"
            """)
    void give(String expression, String expected) {
        var value = engine.evaluate("${{ " + expression.replace('!', '|').replace("}}", "} }") + " }}", Json.object());

        assertThat(value.map(JsonNode::toString)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "evil.example?owner=o&repo=r" ! parseRepoUrl| No matching integration configuration for host evil.example, please check your integrations config
            "github.com?repo=r" ! parseRepoUrl| missing owner
            5 ! parseRepoUrl| parseRepoUrl expects a string, found 5
            "x" ! parseEntityRef| had missing or empty kind
            """)
    void refuse(String expression, String message) {
        assertThatThrownBy(() -> engine.evaluate("${{ " + expression.replace('!', '|') + " }}", Json.object()))
                .hasMessageContaining(message);
    }
}
