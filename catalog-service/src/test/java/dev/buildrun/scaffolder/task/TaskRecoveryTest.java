package dev.buildrun.scaffolder.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.testing.Specs;
import dev.buildrun.scaffolder.testing.TaskProcess;
import dev.buildrun.scaffolder.testing.TestAction;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskRecoveryTest {
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofMinutes(1);

    private final DatabaseConfig database = TestDatabase.create();
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T10:00:00Z"));
    private final Queue<String> ran = new ConcurrentLinkedQueue<>();
    private final List<TaskProcess> processes = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        processes.forEach(TaskProcess::close);
    }

    private TaskProcess process(TestAction... actions) {
        return process(TaskConfig.DEFAULTS, actions);
    }

    private TaskProcess process(TaskConfig config, TestAction... actions) {
        var process = new TaskProcess(
                database, directory.resolve("process-" + processes.size()), clock, config, List.of(actions));
        processes.add(process);
        return process;
    }

    /** An action that remembers that it ran, and writes a file of the step's name. */
    private TestAction works(String id) {
        return new TestAction(id, context -> {
            ran.add(context.step().stepId());
            context.workspace().write(context.step().stepId() + ".txt", "made".getBytes(StandardCharsets.UTF_8), false);
            return "result of " + context.input().name();
        });
    }

    private static TestAction dies(String id) {
        return new TestAction(id, _ -> {
            throw new StackOverflowError("the end of this thread");
        });
    }

    private static UUID create(TaskProcess process, String... actions) {
        return process.tasks.create(Specs.calling(actions), TaskSecrets.NONE, null);
    }

    @Test
    void goesOnWhereADeadProcessStopped() throws Exception {
        var first = process(works("test:work"), dies("test:fragile"));
        var second = process(works("test:work"), new TestAction("test:fragile", context -> {
            ran.add(context.step().stepId());
            return Files.readString(context.workspace().resolve("a.txt"));
        }));
        var spec = Specs.calling("test:work", "test:fragile");
        spec.withObject("/output")
                .put("found", "${{ steps.b.output.result }}")
                .put("kept", "${{ steps.a.output.result }}");
        var secrets = TaskSecrets.of(Json.object().put("token", "open sesame"));
        var id = first.tasks.create(spec, secrets, null);
        first.loop.claim();
        first.awaitNoRuns();

        assertThat(second.recovery.recover()).isZero();
        clock.advance(LONGER_THAN_A_LEASE);
        assertThat(second.recovery.recover()).isOne();
        second.loop.claim();

        assertThat(second.awaitEnd(id).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(ran).containsExactly("a", "b");
        assertThat(second.log(id).getLast().body().path("output"))
                .isEqualTo(Json.object().put("found", "made").put("kept", "result of a"));
        assertThat(second.messages(id))
                .containsSubsequence(
                        "Beginning step Step b",
                        "recovered",
                        "Task recovered - resuming from last known good state. 1 step(s) already completed.",
                        "Skipping step a because it was already completed in a previous run",
                        "Beginning step Step b",
                        "Finished step Step b",
                        "Run completed with status: completed");
    }

    @Test
    void refusesWhatARunWritesThatLostItsTask() throws Exception {
        var isBlocked = new CountDownLatch(1);
        var mayGoOn = new CountDownLatch(1);
        var slow = process(new TestAction("test:work", context -> {
            isBlocked.countDown();
            mayGoOn.await();
            context.log().info("I am still here");
            return "late";
        }));
        var quick = process(works("test:work"));
        var id = create(slow, "test:work");
        slow.loop.claim();
        isBlocked.await();
        slow.awaitEvent(id, "log", "Beginning step");

        clock.advance(LONGER_THAN_A_LEASE);
        quick.recovery.recover();
        quick.loop.claim();
        quick.awaitEnd(id);
        var events = quick.log(id);
        mayGoOn.countDown();
        slow.awaitNoRuns();

        assertThat(quick.log(id)).isEqualTo(events);
        assertThat(quick.messages(id)).doesNotContain("I am still here");
        assertThat(quick.task(id).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void interruptsARunThatLostItsTask() throws Exception {
        var isBlocked = new CountDownLatch(1);
        var slow = process(new TestAction("test:work", _ -> {
            isBlocked.countDown();
            new CountDownLatch(1).await();
            return "never";
        }));
        var quick = process(works("test:work"));
        var id = create(slow, "test:work");
        slow.loop.claim();
        isBlocked.await();
        slow.awaitEvent(id, "log", "Beginning step");
        clock.advance(LONGER_THAN_A_LEASE);
        quick.recovery.recover();
        quick.loop.claim();
        quick.awaitEnd(id);

        slow.loop.beat();

        slow.awaitNoRuns();
        assertThat(quick.task(id).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void keepsATaskAsLongAsItGivesASignOfLife() throws Exception {
        var isBlocked = new CountDownLatch(1);
        var mayGoOn = new CountDownLatch(1);
        var slow = process(new TestAction("test:work", _ -> {
            isBlocked.countDown();
            mayGoOn.await();
            return "done";
        }));
        var other = process(works("test:work"));
        var id = create(slow, "test:work");
        slow.loop.claim();
        isBlocked.await();
        slow.awaitEvent(id, "log", "Beginning step");

        for (var i = 0; i < 10; i++) {
            clock.advance(Duration.ofSeconds(20));
            slow.loop.beat();
            assertThat(other.recovery.recover()).isZero();
        }
        mayGoOn.countDown();

        assertThat(slow.awaitEnd(id).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(slow.messages(id)).doesNotContain("recovered");
    }

    @Test
    void givesUpATaskThatKillsEveryProcess() throws Exception {
        var config = new TaskConfig(10, true, Duration.ofSeconds(30), Duration.ofHours(1), 2);
        var process = process(config, dies("test:fragile"));
        var id = create(process, "test:fragile");

        for (var i = 0; i < 3; i++) {
            process.loop.claim();
            process.awaitNoRuns();
            clock.advance(LONGER_THAN_A_LEASE);
            process.recovery.recover();
        }

        assertThat(process.task(id).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(process.log(id)
                        .getLast()
                        .body()
                        .path("error")
                        .path("message")
                        .asString())
                .isEqualTo("The task was given up: it was interrupted 3 times");
    }

    @Test
    void doesNotFailATaskForWantOfTheDatabase() throws Exception {
        var holder = new ArrayList<TaskProcess>();
        var process = process(works("test:work"), new TestAction("test:cut-off", context -> {
            if (ran.contains("cut off")) {
                return "well";
            }
            ran.add("cut off");
            holder.getFirst()
                    .execute("alter table task_events add constraint cut_off check (body not like '%write this%')");
            try {
                // More than are kept together, so that one of them hears that they can't be.
                for (var line = 0; line < 1_000; line++) {
                    context.log().info("Nobody can write this down");
                }
                return "not reached";
            } finally {
                holder.getFirst().execute("alter table task_events drop constraint cut_off");
            }
        }));
        holder.add(process);
        var id = create(process, "test:work", "test:cut-off");

        process.loop.claim();
        process.awaitEvent(id, "recovered", "");
        process.loop.claim();

        assertThat(process.awaitEnd(id).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(ran).containsExactly("a", "cut off");
    }

    @Test
    void failsATaskWithoutAProcessWhenRecoveryIsOff() throws Exception {
        var config = new TaskConfig(10, false, Duration.ofSeconds(30), Duration.ofHours(1), 2);
        var process = process(config, dies("test:fragile"));
        var id = create(process, "test:fragile");
        process.loop.claim();
        process.awaitNoRuns();
        clock.advance(LONGER_THAN_A_LEASE);

        process.recovery.recover();

        assertThat(process.task(id).status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void failsATaskThatTakesTooLong() throws Exception {
        var config = new TaskConfig(10, true, Duration.ofSeconds(30), Duration.ofHours(1), 2);
        var isBlocked = new CountDownLatch(1);
        var process = process(config, works("test:work"), new TestAction("test:block", _ -> {
            isBlocked.countDown();
            new CountDownLatch(1).await();
            return "never";
        }));
        var id = create(process, "test:work", "test:block");
        process.loop.claim();
        isBlocked.await();
        process.awaitEvent(id, "log", "Beginning step Step b");
        clock.advance(Duration.ofHours(1).plusSeconds(1));

        process.loop.beat();

        process.awaitNoRuns();
        assertThat(process.task(id).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(process.log(id).reversed().subList(0, 2))
                .extracting(event -> event.body().toString())
                .containsExactly(
                        "{\"message\":\"This task was marked as stale as it exceeded its timeout\"}",
                        "{\"message\":\"This task was marked as stale as it exceeded its timeout\",\"stepId\":\"b\","
                                + "\"status\":\"failed\"}");
    }

    @Test
    void givesItsTasksBackWhenItCloses() throws Exception {
        var isBlocked = new CountDownLatch(1);
        var first = process(works("test:work"), new TestAction("test:block", _ -> {
            isBlocked.countDown();
            new CountDownLatch(1).await();
            return "never";
        }));
        var second = process(works("test:work"), works("test:block"));
        var id = create(first, "test:work", "test:block");
        first.loop.claim();
        isBlocked.await();

        first.loop.close();
        second.loop.claim();

        assertThat(second.awaitEnd(id).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(ran).containsExactly("a", "b");
    }
}
