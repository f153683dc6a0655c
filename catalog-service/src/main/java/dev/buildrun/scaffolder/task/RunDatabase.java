package dev.buildrun.scaffolder.task;

import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.error.ServiceException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The database as one run uses it. To the runner whatever an action's line or ledger throws is a failed step; this remembers that it
 * was the database that failed, which is no reason to fail the task. Used by the run's thread, and by the one that
 * keeps its lines.
 */
final class RunDatabase {
    private final Database database;
    private final Claim claim;
    private final TaskStore tasks = new TaskStore();
    private volatile @Nullable RuntimeException failure;

    RunDatabase(Database database, Claim claim) {
        this.database = database;
        this.claim = claim;
    }

    Claim claim() {
        return claim;
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
        return read(tx -> {
            tasks.lock(tx, claim);
            return work.apply(tx);
        });
    }

    <T> T read(Function<Tx, T> work) {
        try {
            return database.inTransaction(work);
        } catch (ServiceException exception) {
            throw exception;
        } catch (RuntimeException exception) {
            failure = exception;
            throw exception;
        }
    }

    /** Throws again what the database threw during the run, if anything. */
    void throwFailure() {
        var first = failure;
        if (first != null) {
            throw first;
        }
    }
}
