package dev.buildrun.scaffolder.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.run.RunEvent;
import dev.buildrun.scaffolder.run.StepStatus;
import dev.buildrun.scaffolder.testing.Specs;
import dev.buildrun.scaffolder.testing.TaskProcess;
import dev.buildrun.scaffolder.testing.TestAction;
import dev.buildrun.scaffolder.workspace.Workspace;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process may die at any moment: that a step is finished is kept with the line that says so, or neither is. */
class FinishedStepTest {
    private static final String FINISHED = "Finished step a";
    private static final String OTHER = "Another line";

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T10:00:00Z"));

    @TempDir
    private Path directory;

    private TaskProcess process;
    private Claim claim;
    private RunLines lines;
    private RunDatabase database;
    private StoredState state;

    @BeforeEach
    void start() {
        process = new TaskProcess(
                TestDatabase.create(),
                directory.resolve("process"),
                clock,
                TaskConfig.DEFAULTS,
                List.of(new TestAction("test:work", _ -> "done")));
        process.tasks.create(Specs.calling("test:work"), TaskSecrets.NONE, null);
        claim = process.database
                .inTransaction(
                        tx -> new TaskStore().claim(tx, clock.instant(), Duration.ofMinutes(1), Duration.ofHours(1), 1))
                .getFirst()
                .claim();
        var cipher = TaskProcess.VAULT.cipher();
        lines = new RunLines(new LineWriter(process.database, process.events), claim, clock);
        database = new RunDatabase(process.database, process.events, lines);
        state = new StoredState(database, TaskState.open(claim.taskId(), TaskState.Sealed.NOTHING, cipher), cipher);
    }

    @AfterEach
    void stop() {
        process.close();
    }

    private void say(String text) {
        lines.append(new RunEvent.Log(text, "a", StepStatus.COMPLETED));
    }

    private void finish(Runnable line) {
        var workspace = Workspace.open(directory.resolve("workspace"), Workspace.Limits.USUAL);
        state.stepFinished("a", Json.object(), workspace, false, line);
    }

    private int stepsKept() {
        return process.count("tasks where finished_steps is not null");
    }

    @Test
    void isThereTogetherWithItsLine() throws InterruptedException {
        var onlyOther = new CountDownLatch(1);

        finish(() -> {
            say(FINISHED);
            // Whoever keeps the lines of other runs meanwhile passes this one by.
            var second = new RunLines(new LineWriter(process.database, process.events), claim, clock);
            second.append(new RunEvent.Log(OTHER, null, null));
            await(OTHER);
            if (!process.messages(claim.taskId()).contains(FINISHED) && stepsKept() == 0) {
                onlyOther.countDown();
            }
        });

        assertThat(onlyOther.await(0, TimeUnit.SECONDS)).isTrue();
        assertThat(process.messages(claim.taskId())).contains(FINISHED);
        assertThat(stepsKept()).isOne();
        say("The next step");
        await("The next step");
    }

    private void await(String text) {
        try {
            process.awaitEvent(claim.taskId(), "log", text);
        } catch (InterruptedException exception) {
            throw new AssertionError(exception);
        }
    }

    @Test
    void hasNoLineWhereItIsNotKept() {
        process.recovery.expire(claim);

        assertThatThrownBy(() -> finish(() -> say(FINISHED))).isInstanceOf(ServiceException.class);
        database.flush();

        assertThat(process.messages(claim.taskId())).doesNotContain(FINISHED);
    }
}
