package dev.buildrun.scaffolder.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.run.RunEvent;
import dev.buildrun.scaffolder.run.StepStatus;
import dev.buildrun.scaffolder.testing.TaskProcess;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process may die at any moment: that a step is finished is kept with the line that says so, or neither is. */
class FinishedStepTest {
    private static final String FINISHED = "Finished step a";
    private static final String OTHER = "Another line";

    @TempDir
    private Path directory;

    private PreparedRun task;
    private TaskProcess process;
    private RunLines lines;
    private RunDatabase database;
    private StoredState state;

    @BeforeEach
    void start() {
        task = new PreparedRun(directory.resolve("process"));
        process = task.process;
        lines = task.lines();
        database = task.database(lines);
        state = task.state(database);
    }

    @AfterEach
    void stop() {
        task.close();
    }

    private List<String> messages() {
        return process.messages(task.claim.taskId());
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
    void isThereTogetherWithItsLine() {
        finish(() -> {
            say(FINISHED);
            // Whoever keeps the lines of other runs meanwhile passes this one by.
            task.lines().append(new RunEvent.Log(OTHER, null, null));
            await(OTHER);
            assertThat(messages()).doesNotContain(FINISHED);
            assertThat(stepsKept()).isZero();
        });

        assertThat(messages()).contains(FINISHED);
        assertThat(stepsKept()).isOne();
        say("The next step");
        await("The next step");
    }

    private void await(String text) {
        try {
            process.awaitEvent(task.claim.taskId(), "log", text);
        } catch (InterruptedException exception) {
            throw new AssertionError(exception);
        }
    }

    @Test
    void hasNoLineWhereItIsNotKept() {
        process.recovery.expire(task.claim);

        assertThatThrownBy(() -> finish(() -> say(FINISHED))).isInstanceOf(ServiceException.class);
        database.flush();

        assertThat(messages()).doesNotContain(FINISHED);
    }
}
