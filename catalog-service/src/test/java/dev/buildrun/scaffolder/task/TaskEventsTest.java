package dev.buildrun.scaffolder.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.testing.Specs;
import dev.buildrun.scaffolder.testing.TaskProcess;
import dev.buildrun.scaffolder.testing.TestAction;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.testing.TestDatabase;
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

class TaskEventsTest {
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T10:00:00Z"));

    @TempDir
    private Path directory;

    private TaskProcess process;
    private TaskProcess other;

    @BeforeEach
    void start() {
        var database = TestDatabase.create();
        var work = new TestAction("test:work", _ -> "done");
        process = new TaskProcess(database, directory.resolve("a"), clock, TaskConfig.DEFAULTS, List.of(work));
        other = new TaskProcess(database, directory.resolve("b"), clock, TaskConfig.DEFAULTS, List.of(work));
    }

    @AfterEach
    void stop() {
        process.close();
        other.close();
    }

    private UUID ended(ObjectNode spec) throws InterruptedException {
        var id = process.tasks.create(spec, TaskSecrets.NONE, null);
        process.loop.claim();
        process.awaitEnd(id);
        return id;
    }

    @Test
    void givesWhatCameAfterAndEveryCompletion() throws Exception {
        var id = ended(Specs.calling("test:work"));
        var all = process.log(id);

        assertThat(process.events.after(process.task(id), all.get(1).id(), 100)).isEqualTo(all.subList(2, all.size()));
        assertThat(process.events.after(process.task(id), Long.MAX_VALUE, 100)).containsExactly(all.getLast());
        assertThat(process.events.after(process.task(id), 0, 2)).isEqualTo(all.subList(0, 2));
    }

    @Test
    void hidesWhatWasBeforeATaskStartedOver() throws Exception {
        var id = ended(Specs.startingOver(Specs.calling("test:work")));

        process.tasks.retry(id.toString(), TaskSecrets.NONE);
        assertThat(process.log(id)).isEmpty();
        process.loop.claim();
        process.awaitEnd(id);

        assertThat(process.messages(id))
                .startsWith("recovered", "Starting up task with 1 steps")
                .containsOnlyOnce("Starting up task with 1 steps");
    }

    @Test
    void wakesTheReadersOfTheTaskOnly() {
        var id = process.tasks.create(Specs.calling("test:work"), TaskSecrets.NONE, null);
        var another = process.tasks.create(Specs.calling("test:work"), TaskSecrets.NONE, null);

        try (var watch = process.events.watch(id);
                var otherWatch = process.events.watch(another)) {
            process.tasks.cancel(id.toString());

            assertThat(woken(watch)).isTrue();
            assertThat(woken(otherWatch)).isFalse();
        }
    }

    @Test
    void wakesTheReadersOfWhatAnotherProcessAppends() {
        var id = process.tasks.create(Specs.calling("test:work"), TaskSecrets.NONE, null);

        try (var watch = process.events.watch(id)) {
            other.tasks.cancel(id.toString());
            assertThat(woken(watch)).isFalse();

            process.events.lookAround();
            assertThat(woken(watch)).isTrue();

            process.events.lookAround();
            assertThat(woken(watch)).isFalse();
        }
    }

    private static boolean woken(TaskEvents.Watch watch) {
        try {
            return watch.await(AT_ONCE);
        } catch (InterruptedException exception) {
            throw new IllegalStateException(exception);
        }
    }
}
