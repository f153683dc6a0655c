package dev.buildrun.scaffolder.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.builtin.debug.DebugLog;
import dev.buildrun.scaffolder.builtin.debug.DebugWait;
import dev.buildrun.scaffolder.testing.Specs;
import dev.buildrun.scaffolder.testing.TaskProcess;
import dev.buildrun.scaffolder.testing.TestAction;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskLoopTest {
    private final DatabaseConfig database = TestDatabase.create();
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T10:00:00Z"));
    private final List<TaskProcess> processes = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        processes.forEach(TaskProcess::close);
    }

    private TaskProcess process(Action<?, ?>... actions) {
        return process(clock, TaskConfig.DEFAULTS, actions);
    }

    private TaskProcess process(Clock clock, TaskConfig config, Action<?, ?>... actions) {
        var all = new ArrayList<Action<?, ?>>(List.of(actions));
        all.add(new DebugLog());
        all.add(new DebugWait(Thread::sleep));
        var process = new TaskProcess(database, directory.resolve("process-" + processes.size()), clock, config, all);
        processes.add(process);
        return process;
    }

    /** An action that writes a file of the step's name. */
    private static TestAction works(String id) {
        return new TestAction(id, context -> {
            var file = context.step().stepId() + ".txt";
            context.workspace().write(file, "made".getBytes(StandardCharsets.UTF_8), false);
            return "result of " + context.input().name();
        });
    }

    private static UUID create(TaskProcess process, String... actions) {
        return process.tasks.create(Specs.calling(actions), TaskSecrets.NONE, null);
    }

    @Test
    void runsATaskToItsEnd() throws Exception {
        var process = process(works("test:work"));
        var spec = Specs.calling("test:work", "debug:log");
        spec.withObject("/output").put("made", "${{ steps.a.output.result }}");
        var id = process.tasks.create(spec, TaskSecrets.NONE, "user:default/ada");

        process.loop.claim();

        var task = process.awaitEnd(id);
        assertThat(task.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(task.createdBy()).isEqualTo("user:default/ada");
        assertThat(task.lastHeartbeatAt()).isEqualTo(clock.instant());
        assertThat(process.messages(id))
                .containsSubsequence(
                        "Starting up task with 2 steps",
                        "Beginning step Step a",
                        "Finished step Step a",
                        "Beginning step Step b",
                        "Finished step Step b",
                        "Run completed with status: completed");
        assertThat(process.log(id).getLast().body().path("output"))
                .isEqualTo(Json.object().put("made", "result of a"));
    }

    @Test
    void keepsTheLinesOfABurstTogetherAndInOrder() throws Exception {
        var process = process(new TestAction("test:talk", context -> {
            for (var line = 1_000; line < 1_500; line++) {
                context.log().info("line " + line);
            }
            return "said";
        }));
        var id = create(process, "test:talk");

        process.loop.claim();
        process.awaitEnd(id);

        assertThat(process.messages(id).stream().filter(message -> message.contains("line 1")))
                .hasSize(500)
                .isSorted();
        assertThat(process.count("(select distinct xmin::text from task_events) as transactions"))
                .isLessThan(100);
    }

    @Test
    void leavesNothingOfARunBehind() throws Exception {
        var seen = new ConcurrentHashMap<String, String>();
        var process = process(new TestAction("test:secret", context -> {
            seen.put("secret", context.secrets().get("token").orElse("none"));
            seen.put("initiator", String.valueOf(context.step().initiator().token()));
            context.log().info("my secret is open sesame");
            context.workspace().write("a.txt", new byte[10], false);
            return "open sesame";
        }));
        var secrets = TaskSecrets.of(Json.object().put("token", "open sesame").put(Tasks.BACKSTAGE_TOKEN, "jwt"));
        var id = process.tasks.create(Specs.calling("test:secret"), secrets, "user:default/ada");
        assertThat(process.count("tasks where secrets is not null")).isOne();

        process.loop.claim();

        assertThat(process.awaitEnd(id).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(seen).isEqualTo(Map.of("secret", "open sesame", "initiator", "jwt"));
        assertThat(process.count("tasks where secrets is not null or finished_steps is not null"))
                .isZero();
        assertThat(process.count("task_events where body like '%sesame%'")).isZero();
        assertThat(process.count("task_workspaces")).isZero();
        assertThat(directory.resolve("process-0")).isEmptyDirectory();
    }

    @Test
    void failsWithTheFirstErrorOfAStep() throws Exception {
        var process = process(new TestAction("test:fail", _ -> {
            throw dev.buildrun.error.ServiceException.input("There is no such thing");
        }));
        var id = create(process, "test:fail", "debug:log");

        process.loop.claim();

        assertThat(process.awaitEnd(id).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(process.messages(id)).contains("Skipping step b because a previous step failed");
        assertThat(process.log(id).getLast().body())
                .isEqualTo(Json.read("{\"message\": \"Run completed with status: failed\","
                        + "\"error\": {\"name\": \"InputError\", \"message\": \"There is no such thing\"}}"));
    }

    @Test
    void runsNoTaskTwiceOnTwoProcesses() throws Exception {
        var timesRun = new ConcurrentHashMap<String, Integer>();
        var counts = new TestAction("test:count", context -> {
            timesRun.merge(context.step().taskId(), 1, Integer::sum);
            return "counted";
        });
        var first = process(Clock.systemUTC(), TaskConfig.DEFAULTS, counts);
        var second = process(Clock.systemUTC(), TaskConfig.DEFAULTS, counts);
        var ids = new ArrayList<UUID>();
        for (var i = 0; i < 300; i++) {
            ids.add(create(i % 2 == 0 ? first : second, "test:count"));
        }

        first.startLoops();
        second.startLoops();

        for (var id : ids) {
            assertThat(first.awaitEnd(id).status()).isEqualTo(TaskStatus.COMPLETED);
        }
        assertThat(timesRun)
                .hasSize(300)
                .allSatisfy((_, times) -> assertThat(times).isOne());
        assertThat(first.count("task_events where event_type = 'completion'")).isEqualTo(300);
        assertThat(first.count("task_events where event_type = 'recovered'")).isZero();
    }

    @Test
    void runsOnlySoManyTasksAtOnce() throws Exception {
        var mayGoOn = new CountDownLatch(1);
        var process = process(
                clock,
                new TaskConfig(3, true, Duration.ofSeconds(30), Duration.ofHours(1), 5),
                new TestAction("test:work", _ -> {
                    mayGoOn.await();
                    return "done";
                }));
        var ids = List.of(
                create(process, "test:work"),
                create(process, "test:work"),
                create(process, "test:work"),
                create(process, "test:work"));

        assertThat(process.loop.claim()).isEqualTo(3);
        assertThat(process.loop.claim()).isZero();

        mayGoOn.countDown();
        process.startLoops();
        for (var id : ids) {
            assertThat(process.awaitEnd(id).status()).isEqualTo(TaskStatus.COMPLETED);
        }
    }
}
