package dev.buildrun.scaffolder.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.EffectLedger.Effect;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.testing.Specs;
import dev.buildrun.scaffolder.testing.TaskProcess;
import dev.buildrun.scaffolder.testing.TestAction;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TasksTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T10:00:00Z"));
    private final CountDownLatch isBlocked = new CountDownLatch(1);
    private final AtomicInteger failures = new AtomicInteger(1);
    private final List<String> ran = new ArrayList<>();

    @TempDir
    private Path directory;

    private TaskProcess process;

    @BeforeEach
    void start() {
        var block = new TestAction("test:block", _ -> {
            isBlocked.countDown();
            new CountDownLatch(1).await();
            return "never";
        });
        var work = new TestAction("test:work", context -> {
            ran.add(context.step().stepId());
            return "done";
        });
        var failFirst = new TestAction("test:fail-first", context -> {
            var effect = new Effect("thing", "the-thing");
            var known = context.effects().find(effect);
            ran.add(known.map(entry -> entry.isConfirmed() ? "confirmed" : "intended")
                    .orElse("unknown"));
            if (known.isEmpty()) {
                context.effects().intend(effect, Json.object());
                context.effects().confirm(effect, Json.object().put("id", 1));
            }
            ran.add(context.checkpoints().once("key", () -> Json.text("made")).asString()
                    + context.secrets().get("s").orElse(""));
            if (failures.getAndDecrement() > 0) {
                throw ServiceException.input("not yet");
            }
            return "done";
        });
        process = new TaskProcess(
                TestDatabase.create(),
                directory.resolve("w"),
                clock,
                TaskConfig.DEFAULTS,
                List.of(block, work, failFirst));
    }

    @AfterEach
    void stop() {
        process.close();
    }

    private static void assertNotFound(String id, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        exception -> assertThat(exception.kind()).isEqualTo(ErrorKind.NOT_FOUND))
                .hasMessage("No task with id '" + id + "' found");
    }

    @Test
    void knowsNoTaskOfAnIdThatIsNone() {
        assertNotFound("not-a-uuid", () -> process.tasks.get("not-a-uuid"));
        assertNotFound("not-a-uuid", () -> process.tasks.cancel("not-a-uuid"));
        assertNotFound("not-a-uuid", () -> process.tasks.retry("not-a-uuid", TaskSecrets.NONE));
        var absent = "00000000-0000-0000-0000-000000000000";
        assertNotFound(absent, () -> process.tasks.get(absent));
        assertNotFound(absent, () -> process.tasks.cancel(absent));
        assertNotFound(absent, () -> process.tasks.retry(absent, TaskSecrets.NONE));
    }

    @Test
    void refusesASpecThatCouldNotBeReadBack() {
        var deep = Json.object();
        var spec = deep;
        for (var i = 0; i < Json.MAX_DEPTH + 1; i++) {
            deep = deep.putObject("deeper");
        }

        assertThatThrownBy(() -> process.tasks.create(spec, TaskSecrets.NONE, null))
                .isInstanceOf(ServiceException.class);
    }

    @Nested
    class Cancel {
        @Test
        void interruptsTheStepAndSkipsTheRest() throws Exception {
            var id =
                    process.tasks.create(Specs.calling("test:work", "test:block", "test:work"), TaskSecrets.NONE, null);
            process.loop.claim();
            isBlocked.await();
            process.awaitEvent(id, "log", "Beginning step Step b");

            process.tasks.cancel(id.toString());
            process.loop.beat();

            assertThat(process.awaitEnd(id).status()).isEqualTo(TaskStatus.FAILED);
            assertThat(ran).containsExactly("a");
            assertThat(process.messages(id))
                    .containsSubsequence(
                            "Beginning step Step b",
                            "Step b has been cancelled.",
                            "Error: Step b (Step b) of task " + id + " has been cancelled.",
                            "Skipping step c because a previous step failed",
                            "Run completed with status: failed");
            assertThat(process.log(id).stream().filter(event -> event.type().equals("cancelled")))
                    .extracting(event -> event.body().toString())
                    .containsExactly(
                            "{\"message\":\"Step b has been cancelled.\",\"stepId\":\"b\",\"status\":\"cancelled\"}");
            assertThat(process.count("tasks where secrets is not null")).isZero();
        }

        @Test
        void endsAnOpenTaskAsSoonAsItIsClaimed() throws Exception {
            var id = process.tasks.create(Specs.calling("test:work"), TaskSecrets.NONE, null);
            process.tasks.cancel(id.toString());
            assertThat(process.task(id).status()).isEqualTo(TaskStatus.OPEN);
            assertThat(process.log(id))
                    .extracting(event -> event.body().path("stepId").isNumber())
                    .containsExactly(true);

            process.loop.claim();

            assertThat(process.awaitEnd(id).status()).isEqualTo(TaskStatus.FAILED);
            assertThat(ran).isEmpty();
        }

        @Test
        void leavesATaskThatHasEndedAsItIs() throws Exception {
            var id = process.tasks.create(Specs.calling("test:work"), TaskSecrets.NONE, null);
            process.loop.claim();
            process.awaitEnd(id);

            process.tasks.cancel(id.toString());

            assertThat(process.task(id).status()).isEqualTo(TaskStatus.COMPLETED);
            assertThat(process.log(id)).last().extracting(TaskEvent::type).isEqualTo("cancelled");
        }
    }

    @Nested
    class Retry {
        @Test
        void runsAgainFromTheFirstStepAndRemembersWhatWasDone() throws Exception {
            var id = process.tasks.create(Specs.calling("test:work", "test:fail-first"), TaskSecrets.NONE, null);
            process.loop.claim();
            assertThat(process.awaitEnd(id).status()).isEqualTo(TaskStatus.FAILED);

            process.tasks.retry(id.toString(), TaskSecrets.of(Json.object().put("s", " again")));
            assertThat(process.task(id).status()).isEqualTo(TaskStatus.OPEN);
            process.loop.claim();

            assertThat(process.awaitEnd(id).status()).isEqualTo(TaskStatus.COMPLETED);
            assertThat(ran).containsExactly("a", "unknown", "made", "a", "confirmed", "made again");
            assertThat(process.log(id))
                    .extracting(TaskEvent::type)
                    .containsOnlyOnce("completion")
                    .contains("recovered");
            assertThat(process.count("tasks where secrets is not null")).isZero();
        }

        @Test
        void isRefusedWhileTheTaskHasNotEnded() {
            var id = process.tasks.create(Specs.calling("test:work"), TaskSecrets.NONE, null);

            assertThatThrownBy(() -> process.tasks.retry(id.toString(), TaskSecrets.NONE))
                    .hasMessage("Task with taskId " + id + " cannot be retried")
                    .isInstanceOfSatisfying(
                            ServiceException.class,
                            exception -> assertThat(exception.kind()).isEqualTo(ErrorKind.CONFLICT));
        }

        @Test
        void forgetsThatTheTaskWasCancelled() throws Exception {
            var id = process.tasks.create(Specs.calling("test:work"), TaskSecrets.NONE, null);
            process.tasks.cancel(id.toString());
            process.loop.claim();
            process.awaitEnd(id);

            process.tasks.retry(id.toString(), TaskSecrets.NONE);
            process.loop.claim();

            assertThat(process.awaitEnd(id).status()).isEqualTo(TaskStatus.COMPLETED);
        }
    }
}
