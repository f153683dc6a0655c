package dev.buildrun.scaffolder.task;

import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.error.ServiceException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The database as one run uses it: whatever it writes takes the lines along that wait to be kept. To the runner whatever an action's line or
 * ledger throws is a failed step; this remembers that it was the database that failed, which is no reason to fail the task. Used by the
 * run's thread.
 */
final class RunDatabase {
    private final Database database;
    private final TaskEvents events;
    private final RunLines lines;
    private final TaskStore tasks = new TaskStore();
    private final TaskEventStore eventStore = new TaskEventStore();
    private @Nullable RuntimeException failure;

    RunDatabase(Database database, TaskEvents events, RunLines lines) {
        this.database = database;
        this.events = events;
        this.lines = lines;
    }

    Claim claim() {
        return lines.claim();
    }

    RunLines lines() {
        return lines;
    }

    /** Writes something of the task, under its lock. */
    void write(Consumer<Tx> work) {
        change(tx -> {
            work.accept(tx);
            return true;
        });
    }

    /** The same for a write with a result. */
    <T> T change(Function<Tx, T> work) {
        return withLines(waiting -> database.inTransaction(tx -> {
            tasks.lock(tx, claim());
            eventStore.append(tx, TaskEventStore.Row.of(claim().taskId(), waiting));
            return work.apply(tx);
        }));
    }

    /** The same for who has a transaction already that locks the row of the task first, and keeps the lines that wait. */
    <T> T withLines(Function<List<RunLines.Line>, T> work) {
        return guarded(() -> {
            var waiting = lines.take();
            try {
                var result = work.apply(waiting);
                if (!waiting.isEmpty()) {
                    events.signal(claim().taskId());
                }
                return result;
            } catch (RuntimeException exception) {
                // What is wrong may be the work alone.
                lines.putBack(waiting);
                throw exception;
            }
        });
    }

    <T> T read(Function<Tx, T> work) {
        return guarded(() -> database.inTransaction(work));
    }

    private <T> T guarded(java.util.function.Supplier<T> work) {
        try {
            return work.get();
        } catch (ServiceException exception) {
            throw exception;
        } catch (RuntimeException exception) {
            failure = exception;
            throw exception;
        }
    }

    /** Keeps the lines that wait and are true without the end of the task, if that can be done; the run writes no more. */
    void flush() {
        try {
            if (lines.withdraw()) {
                write(_ -> {});
            }
        } catch (RuntimeException exception) {
            // They tell of a step that is run again, or of a task that another run has.
        }
    }

    /** Throws again what the database threw during the run, if anything. */
    void throwFailure() {
        var first = failure == null ? lines.failure() : failure;
        if (first != null && !(first instanceof ServiceException)) {
            throw first;
        }
    }
}
