package dev.buildrun.scaffolder.rollback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Yaml;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.task.Approvals;
import dev.buildrun.scaffolder.task.Approvals.Approver;
import dev.buildrun.scaffolder.task.Rollback;
import dev.buildrun.scaffolder.task.TaskConfig;
import dev.buildrun.scaffolder.task.TaskRollbacks;
import dev.buildrun.scaffolder.task.TaskStatus;
import dev.buildrun.scaffolder.task.WaitTurns;
import dev.buildrun.scaffolder.testing.TaskProcess;
import dev.buildrun.scaffolder.testing.World;
import dev.buildrun.scaffolder.wait.ApprovalWait;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.testing.TestDatabase;
import dev.buildrun.work.WakeUp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** A template that wants what it did undone when it fails, and somebody who does not agree in the middle. */
class DeniedApprovalTest {
    private static final Approver BOB = new Approver("user:default/bob", List.of("user:default/bob"));
    private static final String TASK = """
            steps:
              - {id: one, action: test:make, input: {name: lamp}}
              - {id: two, action: test:make, input: {name: desk}}
              - {id: ask, action: approval:wait, input: {message: "Go on?", approvers: ["user:default/bob"], timeout: 1h}}
              - {id: three, action: test:make, input: {name: chair}}
            buildrun: {onFailure: rollback}
            """;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T10:00:00Z"));
    private final World world = new World();

    @TempDir
    private Path directory;

    private TaskProcess process;
    private TaskRollbacks rollbacks;
    private RollbackLoop loop;
    private Approvals approvals;

    @BeforeEach
    void start() {
        process = new TaskProcess(
                TestDatabase.create(), directory, clock, TaskConfig.DEFAULTS, List.of(world, new ApprovalWait()));
        rollbacks = new TaskRollbacks(process.database, process.events, clock, new WakeUp());
        loop = new RollbackLoop(rollbacks, process.actions, TaskConfig.DEFAULTS, new WakeUp());
        approvals = new Approvals(process.database, _ -> List.of(), clock);
    }

    @AfterEach
    void stop() {
        loop.close();
        process.close();
    }

    private UUID waiting() {
        var id = process.tasks.create((ObjectNode) Yaml.read(TASK), TaskSecrets.NONE, null);
        runTurn();
        assertThat(world.things).containsExactly("lamp", "desk");
        return id;
    }

    private void runTurn() {
        process.loop.claim();
        process.awaitNoRuns();
        loop.claim();
        while (loop.running() > 0) {
            Thread.onSpinWait();
        }
    }

    private String approval() {
        return approvals.waitingFor(BOB).getFirst().awaited().id().toString();
    }

    @Test
    void undoesWhatCameBeforeWhenTheApprovalIsDenied() {
        var id = waiting();

        approvals.decide(approval(), BOB, false, "not this week");
        runTurn();

        assertThat(world.things).isEmpty();
        assertThat(world.undone).containsExactly("desk", "lamp");
        assertThat(process.task(id).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(rollbacks.find(process.task(id)).orElseThrow().status()).isEqualTo(Rollback.Status.DONE);
        var messages = process.messages(id);
        assertThat(messages)
                .containsSubsequence(
                        "The task has failed. What it did is rolled back, since its template says so",
                        "Removed desk",
                        "Removed lamp",
                        "Rollback finished: 2 undone, 0 left over",
                        "Run completed with status: failed");
        assertThat(messages).filteredOn(line -> line.contains("not this week")).isNotEmpty();
    }

    @Test
    void reportsWhatOthersHaveTouchedMeanwhile() {
        var id = waiting();
        world.touched.add("desk");

        approvals.decide(approval(), BOB, false, null);
        runTurn();

        assertThat(world.things).containsExactly("desk");
        assertThat(rollbacks.find(process.task(id)).orElseThrow().effects())
                .extracting(effect -> effect.entry().effect().key() + " " + effect.isUndone())
                .containsExactly("lamp true", "desk false");
    }

    @Test
    void undoesWhatCameBeforeWhenNobodyDecidesInTime() {
        var id = waiting();
        var turns = new WaitTurns(process.database, process.events, _ -> List.of(), (_, _, _, _) -> {}, clock);

        clock.advance(Duration.ofHours(2));
        turns.turn();
        runTurn();

        assertThat(world.things).isEmpty();
        assertThat(process.task(id).status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void undoesWhatCameBeforeWhenTheTaskIsCancelledWhileItWaits() {
        var id = waiting();

        process.tasks.cancel(id.toString());
        runTurn();

        assertThat(world.things).isEmpty();
        assertThat(process.task(id).status()).isEqualTo(TaskStatus.FAILED);
    }
}
