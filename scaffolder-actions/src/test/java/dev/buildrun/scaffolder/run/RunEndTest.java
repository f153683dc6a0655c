package dev.buildrun.scaffolder.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.scaffolder.testing.RunKit;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a run ends before its time, and how the next one goes on. */
final class RunEndTest {
    @TempDir
    Path directory;

    private RunKit kit;

    @BeforeEach
    void start() {
        kit = new RunKit(directory.resolve("task"));
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
            kit.onFirstLineOf("busy", kit.cancellation()::request);

            var result = kit.run("""
                    steps: [{id: busy, name: Busy, action: busy}]
                    """);

            assertThat(result)
                    .isEqualTo(new RunResult.Failed(
                            new RunError("Error", "Step busy (Busy) of task task-1 has been cancelled."), true));
            assertThat(kit.lines()).contains("busy|-|info: one");
        }

        @Test
        void passesOnWhatTheTasksOwnerThrows() {
            kit.onFirstLineOf("a", () -> {
                throw new IllegalArgumentException("the database is gone");
            });

            assertThatThrownBy(() -> kit.run("""
                    steps: [{id: a, name: A, action: echo, input: {text: x}}]
                    """)).isInstanceOf(IllegalArgumentException.class);
            assertThat(kit.lines()).hasSize(2);
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
}
