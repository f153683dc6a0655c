package dev.buildrun.scaffolder.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.scaffolder.testing.RunKit;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TaskRunnerTest {
    @TempDir
    Path directory;

    private RunKit kit;

    @BeforeEach
    void start() {
        kit = new RunKit(directory.resolve("task"));
    }

    @Test
    void runsStepsInOrderAndHandsOutputsOn() throws Exception {
        var result = kit.run("""
                steps:
                  - {id: one, name: First, action: echo, input: {text: "hello ${{ parameters.name }}"}}
                  - {id: my-two, name: Second, action: echo, input: {text: "${{ steps.one.output.text }}!"}}
                parameters: {name: Ada}
                output: {said: "${{ steps['my-two'].output.text }}"}
                """);

        assertThat(result.event().body()).hasToString("""
                {"message":"Run completed with status: completed","output":{"said":"hello Ada!"}}""");
        assertThat(kit.lines())
                .containsExactly(
                        "-|-|Starting up task with 2 steps",
                        "one|processing|Beginning step First",
                        "one|-|info: hello Ada",
                        "one|completed|Finished step First",
                        "my-two|processing|Beginning step Second",
                        "my-two|-|info: hello Ada!",
                        "my-two|completed|Finished step Second");
    }

    @Test
    void laysALineOutAsBackstageDoes() throws Exception {
        kit.run("""
                steps: [{id: one, action: echo, input: {text: hello}}]
                """);

        assertThat(kit.events().events().get(2).body()).hasToString("""
                {"message":"\\u001B[32minfo\\u001B[39m: hello","stepId":"one"}""");
        assertThat(kit.events().events().get(3).body()).hasToString("""
                {"message":"Finished step echo","stepId":"one","status":"completed"}""");
    }

    @Test
    void seesTheUserTheTaskAndTheEnvironment() throws Exception {
        kit.environment(Map.of("gitUrl", "http://git"), Map.of());

        kit.run("""
                steps:
                  - {id: a, action: echo, input: {text: "${{ user.ref }} ${{ context.task.id }} ${{ environment.parameters.gitUrl }}"}}
                user: {ref: "user:default/ada"}
                """);

        assertThat(kit.lines()).contains("a|-|info: user:default/ada task-1 http://git");
    }

    @Nested
    final class Failures {
        @Test
        void skipsLaterStepsButThoseThatAskWhatHappened() throws Exception {
            var result = kit.run("""
                    steps:
                      - {id: bad, action: fail, input: {message: broken}}
                      - {id: plain, action: echo, input: {text: x}}
                      - {id: yes, if: "${{ true }}", action: echo, input: {text: x}}
                      - {id: bool, if: true, action: echo, input: {text: x}}
                      - {id: always, if: "${{ always() }}", action: echo, input: {text: cleanup}}
                      - {id: failure, if: "${{ false or failure() }}", action: echo, input: {text: told}}
                      - {id: never, if: "${{ false and always() }}", action: echo, input: {text: x}}
                      - {id: asked, if: "${{ always() and false }}", action: echo, input: {text: x}}
                    output: {x: "${{ steps.bad.output }}"}
                    """);

            assertThat(result.event().body()).hasToString("""
                    {"message":"Run completed with status: failed","error":{"name":"ConflictError","message":"broken"}}""");
            assertThat(kit.lines())
                    .containsExactly(
                            "-|-|Starting up task with 8 steps",
                            "bad|processing|Beginning step fail",
                            "bad|failed|ConflictError: broken",
                            "plain|skipped|Skipping step plain because a previous step failed",
                            "yes|skipped|Skipping step yes because a previous step failed",
                            "bool|skipped|Skipping step bool because a previous step failed",
                            "always|processing|Beginning step echo",
                            "always|-|info: cleanup",
                            "always|completed|Finished step echo",
                            "failure|processing|Beginning step echo",
                            "failure|-|info: told",
                            "failure|completed|Finished step echo",
                            "never|skipped|Skipping step never because a previous step failed",
                            "asked|processing|Beginning step echo",
                            "asked|skipped|Skipping step asked because its if condition was false");
        }

        @Test
        void endsWithTheFirstErrorAndTellsTheOthers() throws Exception {
            var result = kit.run("""
                    steps:
                      - {id: one, action: fail, input: {message: first}}
                      - {id: two, if: "${{ always() }}", action: fail, input: {message: second}}
                    """);

            assertThat(result).isEqualTo(new RunResult.Failed(new RunError("ConflictError", "first"), false));
            assertThat(kit.lines()).contains("two|failed|Additional error occurred: second\nConflictError: second");
        }

        @Test
        void failsAStepWhoseActionIsUnknownUnlessItIsLeftOut() throws Exception {
            var result = kit.run("""
                    steps:
                      - {id: left-out, if: "${{ false }}", action: "no:such"}
                      - {id: bad, action: "no:such"}
                    """);

            assertThat(result.event().body().path("error").path("name").asString())
                    .isEqualTo("NotFoundError");
            assertThat(result.event().body().path("error").path("message").asString())
                    .startsWith("Template action with ID 'no:such' is not registered.");
            assertThat(kit.lines())
                    .contains("left-out|skipped|Skipping step left-out because its if condition was false");
        }

        @Test
        void tellsABugWithoutItsStack() throws Exception {
            var result = kit.run("""
                    steps: [{id: a, action: bug, input: {text: "${{ secrets.token }}"}}]
                    """, Map.of("token", "s3cret"));

            assertThat(result)
                    .isEqualTo(new RunResult.Failed(
                            new RunError("Error", "java.lang.IllegalStateException: bug with ***"), false));
        }
    }

    @Nested
    final class Output {
        @Test
        void leavesOutLinksAndTextsWhoseConditionIsFalsy() throws Exception {
            var result = kit.run("""
                    steps: []
                    parameters: {yes: true, no: false}
                    output:
                      links:
                        - {title: a, if: "${{ parameters.yes }}", url: "http://a"}
                        - {title: b, if: "${{ parameters.no }}", url: "http://b"}
                        - {title: c, if: "${{ parameters.missing }}", url: "http://c"}
                      text: [{title: d, if: false}, plain]
                      any: {if: false}
                    """);

            assertThat(result.event().body().path("output")).hasToString("""
                    {"links":[{"title":"a","url":"http://a"},{"title":"c","url":"http://c"}],\
                    "text":["plain"],"any":{"if":false}}""");
        }
    }

    @Nested
    final class DryRuns {
        @Test
        void runOnlyActionsThatSupportThem() throws Exception {
            kit.environment(Map.of(), Map.of("key", "env-s3cret"));

            var result = kit.dryRun("""
                    steps:
                      - {id: a, name: A, action: echo, input: {text: "${{ secrets.token }}${{ environment.secrets.key }}"}}
                      - {id: b, name: B, action: fail, input: {message: x}}
                    output: {b: "${{ steps.b.output }}"}
                    """, Map.of("token", "s3cret"));

            assertThat(result.event().body().path("output")).hasToString("""
                    {"b":{"url":"<example>","count":0,"done":false,"list":["<example>"],"other":"<unknown>"}}""");
            assertThat(kit.lines())
                    .containsExactly(
                            "-|-|Starting up task with 3 steps",
                            "a|processing|Beginning step A",
                            "a|-|info: Running echo in dry-run mode with inputs (secrets redacted): {\n  \"text\": \"******\"\n}",
                            "a|-|info: ***",
                            "a|completed|Finished step A",
                            "b|processing|Beginning step B",
                            "b|-|info: Running fail in dry-run mode with inputs (secrets redacted): {\n  \"message\": \"x\"\n}",
                            "b|skipped|Skipping because fail does not support dry-run");
            assertThat(kit.echoed()).containsExactly("s3cret");
        }
    }

    @Nested
    final class Bounds {
        @Test
        void cutsALineThatIsTooLong() throws Exception {
            kit.run("""
                    steps: [{id: a, action: echo, input: {text: "%s"}}]
                    """.formatted("x".repeat(RunLog.MAX_CHARACTERS + 7)));

            assertThat(kit.lines()).anyMatch(line -> line.endsWith("… (7 characters more)"));
        }

        @Test
        void leavesOutLinesBeyondAGenerousNumber() throws Exception {
            kit.run("steps: [{id: a, action: chatty}]\n");

            assertThat(kit.lines()).hasSize(RunLog.MAX_LINES + 3);
            assertThat(kit.lines().get(RunLog.MAX_LINES + 1)).contains("Further lines of this task are left out");
            assertThat(kit.lines().getLast()).isEqualTo("a|completed|Finished step chatty");
        }
    }
}
