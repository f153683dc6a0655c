package dev.buildrun.scaffolder.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.EffectLedger.Effect;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.testing.Specs;
import dev.buildrun.scaffolder.testing.TaskProcess;
import dev.buildrun.scaffolder.testing.TestAction;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run writes together, and what it therefore need not write. */
class FewTransactionsTest {
    private static final String REFUSE_FILES = "alter table task_blobs add constraint refused check (false)";
    private static final String REFUSE_ENDS =
            "alter table task_events add constraint refused check (event_type <> 'completion')";

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T10:00:00Z"));
    private final List<String> ran = new ArrayList<>();

    @TempDir
    private Path directory;

    private TaskProcess process;

    @BeforeEach
    void start() {
        var write = new TestAction("test:write", context -> {
            ran.add(context.step().stepId());
            context.workspace().write("file", "text".getBytes(StandardCharsets.UTF_8), false);
            return "done";
        });
        var wrong = new TestAction("test:wrong", context -> {
            context.log().info("said before");
            context.effects().intend(new Effect("kind", "k".repeat(1_000)), Json.object());
            return "not reached";
        });
        process = new TaskProcess(TestDatabase.create(), directory, clock, TaskConfig.DEFAULTS, List.of(write, wrong));
    }

    @AfterEach
    void stop() {
        process.close();
    }

    private UUID run(String... actions) {
        var id = process.tasks.create(Specs.calling(actions), TaskSecrets.NONE, null);
        runTurn();
        return id;
    }

    private void runTurn() {
        process.loop.claim();
        process.awaitNoRuns();
    }

    @Test
    void keepsNoFilesWhenNoStepFollows() {
        process.execute(REFUSE_FILES);

        var id = run("test:write");

        assertThat(process.task(id).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void keepsFilesWhenAStepFollows() {
        process.execute(REFUSE_FILES);

        var id = run("test:write", "test:write");

        assertThat(process.task(id).status()).isEqualTo(TaskStatus.OPEN);
        assertThat(ran).containsExactly("a");
    }

    @Test
    void tellsThatTheLastStepHasFinishedOnlyTogetherWithTheEnd() {
        process.execute(REFUSE_ENDS);
        var id = run("test:write", "test:write");
        var before = process.messages(id);
        process.execute("alter table task_events drop constraint refused");

        runTurn();

        assertThat(before).contains("Finished step Step a").doesNotContain("Finished step Step b");
        assertThat(process.task(id).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(process.messages(id)).contains("Finished step Step b");
        // The first one was finished for good, the last one was not.
        assertThat(ran).containsExactly("a", "b", "b");
    }

    @Test
    void keepsTheLinesBeforeAWriteThatIsRefused() {
        var id = run("test:wrong");

        assertThat(process.task(id).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(process.messages(id)).anyMatch(line -> line.contains("said before"));
    }

    @Test
    void writesATaskOfOneStepInAFewTransactions() {
        var id = run("test:write");

        assertThat(process.count(
                        "(select distinct xmin::text from task_events where task_id = '" + id + "') as transactions"))
                .isLessThanOrEqualTo(2);
    }
}
