package dev.buildrun.scaffolder.rollback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.task.Rollback;
import dev.buildrun.scaffolder.task.TaskConfig;
import dev.buildrun.scaffolder.task.TaskRollbacks;
import dev.buildrun.scaffolder.task.TaskStatus;
import dev.buildrun.scaffolder.testing.Specs;
import dev.buildrun.scaffolder.testing.TaskProcess;
import dev.buildrun.scaffolder.testing.TestAction;
import dev.buildrun.scaffolder.testing.World;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.testing.TestDatabase;
import dev.buildrun.work.WakeUp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class RollbackLoopTest {
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofMinutes(1);

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T10:00:00Z"));
    private final World world = new World();

    @TempDir
    private Path directory;

    private TaskProcess process;
    private TaskRollbacks rollbacks;
    private RollbackLoop loop;

    @BeforeEach
    void start() {
        var failing = new TestAction("test:fail", _ -> {
            throw ServiceException.input("It was not to be");
        });
        var stranger = new TestAction("test:stranger", context -> {
            var effect = new dev.buildrun.scaffolder.action.EffectLedger.Effect("mystery", "42");
            context.effects().intend(effect, dev.buildrun.json.Json.object());
            return "done";
        });
        process = new TaskProcess(
                TestDatabase.create(), directory, clock, TaskConfig.DEFAULTS, List.of(world, failing, stranger));
        rollbacks = new TaskRollbacks(process.database, process.events, clock, new WakeUp());
        loop = new RollbackLoop(rollbacks, process.actions, TaskConfig.DEFAULTS, new WakeUp());
    }

    @AfterEach
    void stop() {
        loop.close();
        process.close();
    }

    private UUID run(ObjectNode spec) throws InterruptedException {
        var id = process.tasks.create(spec, TaskSecrets.NONE, null);
        process.loop.claim();
        while (!process.task(id).status().isEnd()) {
            Thread.onSpinWait();
        }
        process.awaitNoRuns();
        return id;
    }

    private Rollback request(UUID id) {
        return rollbacks.request(process.task(id), "user:default/ada");
    }

    /** Takes a turn and waits until what it has begun is over. */
    private void turn() {
        loop.claim();
        while (loop.running() > 0) {
            Thread.onSpinWait();
        }
    }

    private Rollback rollback(UUID id) {
        return rollbacks.find(process.task(id)).orElseThrow();
    }

    @Test
    void undoesTheLastEffectFirst() throws Exception {
        var id = run(Specs.calling("test:make", "test:make", "test:make"));

        request(id);
        turn();

        assertThat(world.undone).containsExactly("c", "b", "a");
        assertThat(world.things).isEmpty();
        assertThat(rollback(id).status()).isEqualTo(Rollback.Status.DONE);
        assertThat(process.messages(id))
                .containsSubsequence(
                        "Rollback requested by user:default/ada",
                        "Removed c",
                        "Removed b",
                        "Removed a",
                        "Rollback finished: 3 undone, 0 left over");
        assertThat(process.task(id).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void leavesWhatOthersHaveTouchedAndSaysSo() throws Exception {
        var id = run(Specs.calling("test:make", "test:make"));
        world.touched.add("a");

        request(id);
        turn();

        assertThat(world.things).containsExactly("a");
        assertThat(rollback(id).hasLeftovers()).isTrue();
        assertThat(process.messages(id))
                .contains(
                        "Left over: a at the shelf, because somebody uses it. To remove it by hand: ask them",
                        "Rollback finished: 1 undone, 1 left over");
    }

    @Test
    void triesWhatWasLeftOverAgainWhenAskedAgain() throws Exception {
        var id = run(Specs.calling("test:make"));
        world.touched.add("a");
        request(id);
        turn();
        world.touched.clear();

        request(id);
        turn();

        assertThat(world.things).isEmpty();
        assertThat(rollback(id).hasLeftovers()).isFalse();
    }

    @Test
    void doesNothingWhenAskedAgainAfterAllIsUndone() throws Exception {
        var id = run(Specs.calling("test:make"));
        request(id);
        turn();
        var before = process.log(id);

        request(id);
        turn();

        assertThat(world.undone).containsExactly("a");
        assertThat(process.log(id)).isEqualTo(before);
    }

    @Test
    void leavesAnEffectOverThatNobodyCanUndo() throws Exception {
        var id = run(Specs.calling("test:stranger"));

        request(id);
        turn();

        assertThat(process.messages(id))
                .contains(
                        "Left over: the mystery 42 at 42, because no action of this service knows how to undo it. To"
                                + " remove it by hand: see whether it is there, and remove it with the tool that belongs to it");
    }

    @Test
    void goesOnWhereARunDied() throws Exception {
        var id = run(Specs.calling("test:make", "test:make"));
        request(id);
        var dead = rollbacks.claim(Duration.ofSeconds(10), 1).getFirst();
        var entry = rollbacks.pending(dead).getFirst();
        rollbacks.settle(
                dead,
                entry,
                world.undo(new dev.buildrun.scaffolder.action.Compensation.Undoing(id.toString(), entry, null)));

        turn();
        assertThat(world.undone).containsExactly("b");
        clock.advance(LONGER_THAN_A_LEASE);
        turn();

        assertThat(world.undone).containsExactly("b", "a");
        assertThat(rollback(id).status()).isEqualTo(Rollback.Status.DONE);
        assertThatThrownBy(() -> rollbacks.end(dead, Rollback.Status.DONE))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONFLICT));
    }

    @Test
    void triesAgainLaterWhatCanNotBeUndoneNow() throws Exception {
        var id = run(Specs.calling("test:make", "test:make"));
        world.failures = 1;
        request(id);

        turn();
        assertThat(world.undone).containsExactly("a");
        turn();
        assertThat(rollback(id).status()).isEqualTo(Rollback.Status.REQUESTED);
        clock.advance(Duration.ofSeconds(2));
        turn();

        assertThat(world.undone).containsExactly("a", "b");
        assertThat(rollback(id).status()).isEqualTo(Rollback.Status.DONE);
    }

    private String why(UUID id) {
        return Objects.requireNonNull(rollback(id).effects().getFirst().report())
                .path("why")
                .asString();
    }

    @Test
    void givesUpInTheEndWhatCanNeverBeUndone() throws Exception {
        var id = run(Specs.calling("test:make"));
        world.failures = 1_000;
        request(id);

        for (var turns = 0; turns < 20; turns++) {
            turn();
            clock.advance(Duration.ofMinutes(5));
        }

        assertThat(rollback(id).status()).isEqualTo(Rollback.Status.DONE);
        assertThat(why(id)).isEqualTo("undoing it has failed 6 times, the last time with: The world is closed");
        assertThat(world.things).containsExactly("a");
    }

    @Test
    void givesUpARollbackWhoseRunsDieAgainAndAgain() throws Exception {
        var id = run(Specs.calling("test:make"));
        request(id);
        for (var death = 0; death <= TaskConfig.DEFAULTS.maxInterruptions(); death++) {
            rollbacks.claim(Duration.ofSeconds(10), 1);
            clock.advance(LONGER_THAN_A_LEASE);
        }

        turn();

        assertThat(rollback(id).status()).isEqualTo(Rollback.Status.GIVEN_UP);
        assertThat(why(id)).isEqualTo("the rollback was interrupted 6 times before it came to it");
    }

    @Test
    void undoesAFailedTaskWhoseTemplateWantsIt() throws Exception {
        var spec = Specs.calling("test:make", "test:fail");
        spec.putObject("buildrun").put("onFailure", "rollback");
        var id = run(spec);
        assertThat(process.log(id)).noneMatch(event -> event.type().equals("completion"));

        turn();

        assertThat(world.things).isEmpty();
        assertThat(process.task(id).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(process.messages(id))
                .endsWith(
                        "The task has failed. What it did is rolled back, since its template says so",
                        "Removed a",
                        "Rollback finished: 1 undone, 0 left over",
                        "Run completed with status: failed");
    }

    @Test
    void refusesATemplateThatWantsSomethingUnknown() {
        var spec = Specs.calling("test:make");
        spec.putObject("buildrun").put("onFailure", "explode");

        assertThatThrownBy(() -> process.tasks.create(spec, TaskSecrets.NONE, null))
                .hasMessage(
                        "Expected the template's spec.buildrun.onFailure to be keep or rollback, found \"explode\"");
    }

    @Test
    void refusesToUndoATaskThatHasNotEnded() {
        var id = process.tasks.create(Specs.calling("test:make"), TaskSecrets.NONE, null);

        assertThatThrownBy(() -> request(id))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONFLICT))
                .hasMessageContaining("is open; expected it to have ended");
    }

    @Test
    void refusesARetryWhileTheTaskIsBeingUndone() throws Exception {
        var id = run(Specs.calling("test:make"));
        request(id);

        assertThatThrownBy(() -> process.tasks.retry(id.toString(), TaskSecrets.NONE))
                .hasMessageContaining("cannot be retried while it is being rolled back");
    }

    @Test
    void doesEverythingAgainWhenATaskIsRetriedThatWasUndone() throws Exception {
        var id = run(Specs.calling("test:make"));
        request(id);
        turn();

        process.tasks.retry(id.toString(), TaskSecrets.NONE);
        process.loop.claim();
        process.awaitEnd(id);

        assertThat(world.things).containsExactly("a");
        assertThat(rollback(id).hasLeftovers()).isTrue();
    }
}
