package dev.buildrun.scaffolder.task;

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

/** A task that was created and claimed, and what a run of it keeps in the database; no run has begun. */
final class PreparedRun implements AutoCloseable {
    final TaskProcess process;
    final Claim claim;
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T10:00:00Z"));

    /** @param directory for the files of the process */
    PreparedRun(Path directory) {
        process = new TaskProcess(
                TestDatabase.create(),
                directory,
                clock,
                TaskConfig.DEFAULTS,
                List.of(new TestAction("test:work", _ -> "done")));
        process.tasks.create(Specs.calling("test:work"), TaskSecrets.NONE, null);
        claim = process.database
                .inTransaction(
                        tx -> new TaskStore().claim(tx, clock.instant(), Duration.ofMinutes(1), Duration.ofHours(1), 1))
                .getFirst()
                .claim();
    }

    RunLines lines() {
        return new RunLines(new LineWriter(process.database, process.events), claim, clock);
    }

    RunDatabase database(RunLines lines) {
        return new RunDatabase(process.database, process.events, lines);
    }

    /** Of a run before which no step was finished. */
    StoredState state(RunDatabase database) {
        var cipher = TaskProcess.VAULT.cipher();
        return new StoredState(database, TaskState.open(claim.taskId(), TaskState.Sealed.NOTHING, cipher), cipher);
    }

    @Override
    public void close() {
        process.close();
    }
}
