package dev.buildrun.scaffolder.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Yaml;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.testing.RunKit;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What a step's expressions see, and what becomes of them. */
final class StepInputTest {
    @TempDir
    Path directory;

    private RunKit kit;

    @BeforeEach
    void start() {
        kit = new RunKit(directory.resolve("task"));
    }

    @Nested
    final class Inputs {
        @Test
        void failsWithEveryProblemOfAnInput() throws Exception {
            var result = kit.run("""
                    steps: [{id: a, action: echo, input: {text: 5, loud: no}}]
                    """);

            assertThat(result)
                    .isEqualTo(new RunResult.Failed(
                            new RunError(
                                    "InputError",
                                    "Invalid input passed to action echo, instance.text is not of a type(s) string,"
                                            + " instance.loud is not of a type(s) boolean"),
                            false));
        }

        @Test
        void dropsUnknownKeysWithANotice() throws Exception {
            kit.run("""
                    steps: [{id: a, action: echo, input: {text: x, allowedHosts: [a], more: 1}}]
                    """);

            assertThat(kit.lines())
                    .contains(
                            "a|-|warn: Ignoring input that echo does not know: allowedHosts, more",
                            "a|completed|Finished step echo");
        }

        @Test
        void refusesUnknownKeysWhereToldTo() throws Exception {
            kit.refuseUnknownInput();

            var result = kit.run("""
                    steps: [{id: a, action: echo, input: {text: x, allowedHosts: [a]}}]
                    """);

            assertThat(result)
                    .isEqualTo(new RunResult.Failed(
                            new RunError(
                                    "InputError",
                                    "Invalid input passed to action echo, instance is not allowed to have the additional"
                                            + " property \"allowedHosts\""),
                            false));
        }

        @Test
        void doesNotEvaluateWhatAUserTyped() throws Exception {
            kit.run("""
                    steps: [{id: a, action: echo, input: {text: "${{ parameters.name }}"}}]
                    parameters: {name: "${{ secrets.token }}"}
                    """, Map.of("token", "s3cret"));

            assertThat(kit.lines()).contains("a|-|info: ${{ secrets.token }}");
        }
    }

    @Nested
    final class Conditions {
        @Test
        void skipsAStepWhoseConditionIsFalsy() throws Exception {
            kit.run("""
                    steps:
                      - {id: a, if: false, action: echo, input: {text: a}}
                      - {id: b, if: "${{ parameters.empty }}", action: echo, input: {text: b}}
                      - {id: c, if: "${{ parameters.list }}", action: echo, input: {text: c}}
                      - {id: d, if: "${{ secrets.token }}", action: echo, input: {text: d}}
                      - {id: e, if: "false", action: echo, input: {text: e}}
                      - {id: f, if: "${{ parameters.map }}", action: echo, input: {text: f}}
                      - {id: g, if: "${{ parameters.x | nofilter }}", action: echo, input: {text: g}}
                    parameters: {empty: "", list: [], map: {}}
                    """, Map.of("token", "s3cret"));

            assertThat(kit.lines())
                    .filteredOn(line -> line.contains("|-|"))
                    .containsExactly("-|-|Starting up task with 7 steps", "e|-|info: e", "f|-|info: f", "g|-|info: g");
        }
    }

    @Nested
    final class Each {
        @Test
        void runsOnceForEachItemAndCollectsTheOutputs() throws Exception {
            var result = kit.run("""
                    steps:
                      - {id: a, each: "${{ parameters.items }}", action: echo, input: {text: "${{ each.key }}=${{ each.value.n }}"}}
                      - {id: b, each: [x, y], if: "${{ each.value === 'y' }}", action: echo, input: {text: "${{ each.value }}"}}
                    parameters: {items: {b: {n: 1}, "2": {n: 2}, a: {n: 3}, "1": {n: 4}}}
                    output: {a: "${{ steps.a.output.text }}", b: "${{ steps.b.output.text }}"}
                    """);

            assertThat(result.event().body().path("output")).hasToString("""
                    {"a":["1=4","2=2","b=1","a=3"],"b":["y"]}""");
            assertThat(kit.lines())
                    .contains(
                            "a|-|info: Running step each: {\"key\":\"1\",\"value\":\"[object Object]\"}",
                            "b|-|info: Skipping step each: {\"key\":\"0\",\"value\":\"x\"}",
                            "b|-|info: Running step each: {\"key\":\"1\",\"value\":\"y\"}");
        }

        @Test
        void checksEveryItemBeforeTheFirstRuns() throws Exception {
            var result = kit.run("""
                    steps: [{id: a, each: [x, y, 3], action: echo, input: {text: "${{ each.value }}"}}]
                    """);

            assertThat(result.event().body().path("error").path("message").asString())
                    .isEqualTo("Invalid input passed to action echo[2], instance.text is not of a type(s) string");
            assertThat(kit.lines()).noneMatch(line -> line.contains("info"));
        }

        @Test
        void completesWithNoItems() throws Exception {
            var result = kit.run("""
                    steps: [{id: a, each: [], action: echo, input: {text: x}}]
                    output: {a: "${{ steps.a.output }}"}
                    """);

            assertThat(result.event().body().path("output")).hasToString("{\"a\":{}}");
        }

        @Test
        void refusesWhatCannotBeIterated() throws Exception {
            assertThat(error("each: \"${{ parameters.missing }}\""))
                    .isEqualTo("Invalid value on action echo.each parameter, \"${{ parameters.missing }}\" cannot be"
                            + " resolved to a value");
            assertThat(error("each: \"${{ parameters.name }}\""))
                    .isEqualTo("Invalid value on action echo.each parameter, must resolve to" + " an array or object");
        }

        private String error(String each) throws InterruptedException {
            return kit.run("steps: [{id: a, " + each + ", action: echo, input: {text: x}}]\nparameters: {name: Ada}\n")
                    .event()
                    .body()
                    .path("error")
                    .path("message")
                    .asString();
        }
    }

    @Nested
    final class Secrets {
        @Test
        void areSeenInInputsAndHiddenInLines() throws Exception {
            kit.environment(Map.of(), Map.of("key", "env-s3cret"));

            kit.run("""
                    steps:
                      - {id: a, action: echo, input: {text: "${{ secrets.token }} and ${{ environment.secrets.key }}"}}
                      - {id: b, each: ["${{ secrets.token }}"], action: echo, input: {text: "${{ each.value }}"}}
                    """, Map.of("token", "s3cret"));

            assertThat(kit.lines())
                    .contains("a|-|info: ***", "b|-|info: Running step each: {\"key\":\"0\",\"value\":\"***\"}");
            assertThat(kit.echoed()).containsExactly("s3cret and env-s3cret", "s3cret");
        }

        @Test
        void areHiddenWhereTheTemplateHasChangedThem() throws Exception {
            kit.run("""
                    steps: [{id: a, action: echo, input: {text: "${{ secrets.token | upper }}"}}]
                    """, Map.of("token", "s3cret"));

            assertThat(kit.lines()).contains("a|-|info: ***");
            assertThat(kit.echoed()).containsExactly("S3CRET");
        }

        @Test
        void areHiddenInErrors() throws Exception {
            var result = kit.run("""
                    steps: [{id: a, action: fail, input: {message: "${{ secrets.token | upper }}", text: "${{ secrets.token }}"}}]
                    """, Map.of("token", "s3cret"));

            assertThat(result)
                    .isEqualTo(new RunResult.Failed(new RunError("ConflictError", "no access with ***"), false));
        }

        @Test
        void areNotSeenByTheOutput() throws Exception {
            var result = kit.run("""
                    steps: []
                    output: {a: "${{ secrets.token }}", b: kept}
                    """, Map.of("token", "s3cret"));

            assertThat(result.event().body().path("output")).hasToString("{\"b\":\"kept\"}");
        }

        @Test
        void areNeverPrinted() {
            var secrets = TaskSecrets.of((ObjectNode) Yaml.read("token: s3cret"));

            assertThat(new TaskRun("t", kit.spec("steps: []"), secrets, RunKit.ADA, false).toString())
                    .doesNotContain("s3cret")
                    .doesNotContain("ada's token");
        }
    }
}
