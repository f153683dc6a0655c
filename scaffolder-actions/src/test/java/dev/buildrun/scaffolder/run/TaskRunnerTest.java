package dev.buildrun.scaffolder.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
                    .isEqualTo("Invalid value on action echo.each parameter, \"${{ parameters.name }}\" must resolve to"
                            + " an array or object");
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
    final class Resumption {
        @Test
        void doesNotRunFinishedStepsAgain() throws Exception {
            var spec = """
                    steps:
                      - {id: one, action: echo, input: {text: hello}}
                      - {id: two, action: flaky, input: {text: "${{ steps.one.output.text }}"}}
                    output: {said: "${{ steps.two.output.text }}"}
                    """;
            var first = kit.run(spec);
            assertThat(first).isInstanceOf(RunResult.Failed.class);
            kit.events().events().clear();

            var second = kit.run(spec);

            assertThat(second.event().body().path("output")).hasToString("{\"said\":\"hello\"}");
            assertThat(kit.echoed()).containsExactly("hello");
            assertThat(kit.lines())
                    .containsExactly(
                            "-|-|Task recovered - resuming from last known good state. 1 step(s) already completed.",
                            "-|-|Starting up task with 2 steps",
                            "one|completed|Skipping step one because it was already completed in a previous run",
                            "two|processing|Beginning step flaky",
                            "two|completed|Finished step flaky");
        }

        @Test
        void givesACheckpointsResultBackAndTriesAFailedOneAgain() throws Exception {
            var spec = "steps: [{id: a, action: checkpointed, input: {}}]\n";
            assertThat(kit.run(spec)).isInstanceOf(RunResult.Failed.class);
            assertThat(kit.state().checkpoints().get("v1.task.checkpoint.a.work"))
                    .hasToString("""
                    {"status":"failed","reason":"attempt 1"}""");
            assertThat(kit.run(spec)).isInstanceOf(RunResult.Failed.class);
            assertThat(kit.state().checkpoints().get("v1.task.checkpoint.a.work"))
                    .hasToString("""
                    {"status":"success","value":2}""");

            assertThat(kit.run(spec)).isInstanceOf(RunResult.Completed.class);
            assertThat(kit.attempts()).isEqualTo(2);
        }
    }

    @Nested
    final class Ends {
        @Test
        void failsTheRunningStepWhenCancelledAndSkipsTheRest() throws Exception {
            kit.whileSleeping(cancellation -> cancellation.request());

            var result = kit.run("""
                    steps:
                      - {id: w, name: Wait, action: sleep}
                      - {id: z, action: echo, input: {text: x}}
                      - {id: last, name: Last, if: "${{ always() }}", action: echo, input: {text: x}}
                    """);

            assertThat(result)
                    .isEqualTo(new RunResult.Failed(
                            new RunError("Error", "Step w (Wait) of task task-1 has been cancelled."), true));
            assertThat(kit.lines())
                    .containsExactly(
                            "-|-|Starting up task with 3 steps",
                            "w|processing|Beginning step Wait",
                            "w|failed|Error: Step w (Wait) of task task-1 has been cancelled.",
                            "z|skipped|Skipping step z because a previous step failed",
                            "last|processing|Beginning step Last",
                            "last|failed|Additional error occurred: Step last (Last) of task task-1 has been cancelled.\n"
                                    + "Error: Step last (Last) of task task-1 has been cancelled.");
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }

        @Test
        void endsWithoutAResultWhenTheServiceStops() {
            kit.whileSleeping(cancellation -> cancellation.stop());

            assertThatThrownBy(() -> kit.run("""
                    steps: [{id: w, name: Wait, action: sleep}]
                    """)).isInstanceOf(InterruptedException.class);
            assertThat(kit.lines())
                    .containsExactly("-|-|Starting up task with 1 steps", "w|processing|Beginning step Wait");
            assertThat(kit.state().finishedSteps()).isEmpty();
        }

        @Test
        void neverInterruptsWhatKeepsLinesAndState() throws Exception {
            kit.cancelWhileWritingTheFirstLineOf("busy");

            var result = kit.run("""
                    steps: [{id: busy, name: Busy, action: busy}]
                    """);

            assertThat(result)
                    .isEqualTo(new RunResult.Failed(
                            new RunError("Error", "Step busy (Busy) of task task-1 has been cancelled."), true));
            assertThat(kit.lines()).contains("busy|-|info: one");
        }

        @Test
        void cancelsBeforeTheFirstStep() throws Exception {
            kit.cancellation().request();

            var result = kit.run("""
                    steps: [{id: a, name: A, action: echo, input: {text: x}}]
                    """);

            assertThat(result)
                    .isEqualTo(new RunResult.Failed(
                            new RunError("Error", "Step a (A) of task task-1 has been cancelled."), true));
            assertThat(kit.lines())
                    .containsExactly("-|-|Starting up task with 1 steps", "a|processing|Beginning step A");
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
                            "-|-|Starting up task with 2 steps",
                            "a|processing|Beginning step A",
                            "a|-|info: Running echo in dry-run mode with inputs (secrets redacted): {\n  \"text\": \"***\"\n}",
                            "a|-|info: ***",
                            "a|completed|Finished step A",
                            "b|processing|Beginning step B",
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

            assertThat(kit.lines()).anyMatch(line -> line.endsWith("… (23 characters more)"));
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
