package dev.buildrun.scaffolder.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.template.ParameterCheck;
import dev.buildrun.scaffolder.testing.RunKit;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Corners of templates and control flow in which Backstage behaves in a way that templates have come to rely on. */
final class TemplatingEdgesTest {
    @TempDir
    Path directory;

    private RunKit kit;

    @BeforeEach
    void start() {
        kit = new RunKit(directory.resolve("task"));
    }

    @Test
    void makesATextOfABlockScalarBecauseOfItsLineBreak() throws Exception {
        assertThat(output("""
                steps: []
                parameters: {no: false}
                output:
                  no: |
                    ${{ parameters.no }}
                  missing: |
                    ${{ parameters.missing }}
                """)).hasToString("{\"no\":\"false\\n\",\"missing\":\"\\n\"}");
    }

    @Test
    void runsAStepWhoseConditionIsABlockScalar() throws Exception {
        kit.run("""
                steps:
                  - id: a
                    action: echo
                    if: |
                      ${{ parameters.no }}
                    input: {text: ran}
                parameters: {no: false}
                """);

        assertThat(kit.lines()).contains("a|-|info: ran");
    }

    @Test
    void seesSecretsInTheConditionOfAStepWithItemsOnly() throws Exception {
        kit.run("""
                steps:
                  - {id: plain, if: "${{ secrets.token }}", action: echo, input: {text: plain}}
                  - {id: each, each: [x], if: "${{ secrets.token }}", action: echo, input: {text: each}}
                """, Map.of("token", "s3cret"));

        assertThat(kit.lines()).contains("each|-|info: each").doesNotContain("plain|-|info: plain");
    }

    @Test
    void showsAStepsNameAsItIsWritten() throws Exception {
        kit.run("""
                steps: [{id: a, name: "Create ${{ parameters.x }}", action: echo, input: {text: x}}]
                parameters: {x: 1}
                """);

        assertThat(kit.lines())
                .contains(
                        "a|processing|Beginning step Create ${{ parameters.x }}",
                        "a|completed|Finished step Create ${{ parameters.x }}");
    }

    @Test
    void readsAHyphenInAStepsIdAsAMinus() throws Exception {
        assertThat(output("""
                steps: [{id: my-step, action: echo, input: {text: told}}]
                output: {minus: "${{ steps.my-step.output.text }}", brackets: "${{ steps['my-step'].output.text }}"}
                """)).hasToString("{\"minus\":null,\"brackets\":\"told\"}");
    }

    @Test
    void leavesATemplateThatReachesForTheHostAsItIs() throws Exception {
        assertThat(output("""
                steps: []
                output:
                  constructor: "${{ parameters.constructor }}"
                  code: "${{ ''.constructor.constructor('return 1')() }}"
                  file: "{% include '/etc/passwd' %}"
                """))
                .hasToString(
                        "{\"constructor\":\"${{ parameters.constructor }}\","
                                + "\"code\":\"${{ ''.constructor.constructor('return 1')() }}\",\"file\":\"{% include '/etc/passwd' %}\"}");
    }

    @Test
    void goesOnWithTheTextOfAnExpressionThatExceedsALimit() throws Exception {
        kit.run("""
                steps: [{id: a, action: echo, input: {text: "{% for i in range(999999999) %}x{% endfor %}"}}]
                """);

        assertThat(kit.lines())
                .contains("a|-|info: {% for i in range(999999999) %}x{% endfor %}", "a|completed|Finished step echo");
    }

    @Test
    void runsBothOfTwoStepsWithOneIdAndKeepsTheLaterOutput() throws Exception {
        assertThat(output("""
                steps:
                  - {id: a, action: echo, input: {text: first}}
                  - {id: a, action: echo, input: {text: second}}
                output: {text: "${{ steps.a.output.text }}"}
                """)).hasToString("{\"text\":\"second\"}");
        assertThat(kit.echoed()).containsExactly("first", "second");
    }

    @Test
    void fillsNoDefaultsOfTheFormIn() {
        var schema = Json.read(
                "{\"properties\": {\"name\": {\"type\": \"string\", \"default\": \"x\"}}, \"required\": [\"name\"]}");

        assertThat(ParameterCheck.problems(Json.object(), schema))
                .containsExactly("instance requires property \"name\"");
    }

    @Test
    void holdsThePageThatAllowsNothingElseAgainstTheKeysOfTheOthers() {
        var page = Json.read("{\"properties\": {\"a\": {}}, \"additionalProperties\": false}");

        assertThat(ParameterCheck.problems(Json.object().put("a", 1).put("b", 2), page))
                .containsExactly("instance is not allowed to have the additional property \"b\"");
    }

    @Test
    void writesNumbersAsJavaScriptDoes() throws Exception {
        assertThat(output("""
                steps: []
                parameters: {big: 1.0e+21, whole: 5.0}
                output:
                  big: "n ${{ parameters.big }}"
                  sum: "n ${{ 0.1 + 0.2 }}"
                  zero: "n ${{ -0 }}"
                  whole: "n ${{ parameters.whole }}"
                """))
                .hasToString(
                        "{\"big\":\"n 1e+21\",\"sum\":\"n 0.30000000000000004\",\"zero\":\"n 0\",\"whole\":\"n 5\"}");
    }

    @Test
    void countsTextInUnitsOfUtf16() throws Exception {
        assertThat(output("""
                steps: []
                parameters: {t: "🐢"}
                output: {length: "${{ parameters.t.length }}", filter: "${{ parameters.t | length }}"}
                """)).hasToString("{\"length\":2,\"filter\":2}");
    }

    @Test
    void dumpsKeysInTheOrderOfJavaScriptWithoutEscapingMarkup() throws Exception {
        assertThat(output("""
                steps: []
                parameters: {o: {b: "<b>", "2": 1, a: 1, "1": 1}}
                output: {text: "x ${{ parameters.o | dump }}"}
                """))
                .hasToString("{\"text\":\"x {\\\"1\\\":1,\\\"2\\\":1,\\\"b\\\":\\\"<b>\\\",\\\"a\\\":1}\"}");
    }

    @Test
    void sortsWithoutRegardToCaseAndKeepsTheOrderOfEquals() throws Exception {
        assertThat(output("""
                steps: []
                parameters: {words: [b, A, B, a]}
                output: {sorted: "${{ parameters.words | sort }}"}
                """)).hasToString("{\"sorted\":[\"A\",\"a\",\"b\",\"B\"]}");
    }

    @Test
    void tellsOnceOfAMethodThatOnlyTheOlderEngineHas() throws Exception {
        kit.run("""
                steps:
                  - {id: a, action: echo, input: {text: "${{ parameters.t.replaceAll('-', '_') }}"}}
                  - {id: b, action: echo, input: {text: "${{ parameters.t.replaceAll('-', '') }}"}}
                parameters: {t: a-b-c}
                """);

        assertThat(kit.echoed()).containsExactly("a_b_c", "abc");
        assertThat(kit.lines())
                .filteredOn(line -> line.contains("replaceAll"))
                .containsExactly(
                        "a|-|warn: Method replaceAll is one that scaffolders since 4.1 refuse; here it works as before");
    }

    @Test
    void failsTheTaskThoughAStepSaysThatItMayFail() throws Exception {
        var result = kit.run("""
                steps: [{id: a, action: fail, continueOnFailure: true, input: {message: x}}, {id: b, action: echo, input: {text: b}}]
                """);

        assertThat(result).isInstanceOf(RunResult.Failed.class);
        assertThat(kit.echoed()).isEmpty();
    }

    @Test
    void showsTheInputOfADryRunOnceAlsoWithItems() throws Exception {
        kit.dryRun("""
                steps: [{id: a, each: [x, y], action: echo, input: {text: "${{ each.value }}", message: "${{ secrets.token | upper }}"}}]
                """, Map.of("token", "s3cret"));

        assertThat(kit.lines())
                .filteredOn(line -> line.contains("dry-run mode"))
                .containsExactly(
                        "a|-|info: Running echo in dry-run mode with inputs (secrets redacted): {\n  \"message\": \"***\"\n}");
    }

    private JsonNode output(String spec) throws InterruptedException {
        return kit.run(spec).event().body().path("output");
    }
}
