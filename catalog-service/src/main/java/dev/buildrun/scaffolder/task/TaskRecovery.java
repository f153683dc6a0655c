package dev.buildrun.scaffolder.task;

import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.run.RunError;
import dev.buildrun.scaffolder.run.RunEvent;
import dev.buildrun.scaffolder.run.StepStatus;
import dev.buildrun.work.WakeUp;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What becomes of a task whose run is no more: it is opened for another run to go on with, or, once that has happened too often or has
 * taken too long, it fails. So every task that was ever claimed ends.
 */
public final class TaskRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRecovery.class);
    private static final int BATCH = 50;
    private static final String STALE = "This task was marked as stale as it exceeded its timeout";

    private final Database database;
    private final TaskStore tasks = new TaskStore();
    private final TaskEventStore eventStore = new TaskEventStore();
    private final TaskEnd ends;
    private final TaskEvents events;
    private final TaskConfig config;
    private final Clock clock;
    private final WakeUp wakeUp;

    /** @param wakeUp signalled when there are tasks to claim */
    public TaskRecovery(Database database, TaskEvents events, TaskConfig config, Clock clock, WakeUp wakeUp) {
        this.database = database;
        this.events = events;
        this.config = config;
        this.clock = clock;
        this.ends = new TaskEnd(events, clock);
        this.wakeUp = wakeUp;
    }

    /** A turn: deals with tasks whose process gives no sign of life. Returns how many there were. */
    public int recover() {
        var abandoned = database.inTransaction(tx -> {
            var found = tasks.lockAbandoned(tx, clock.instant(), BATCH);
            found.forEach(task -> goOnOrFail(tx, task, 1));
            return found;
        });
        abandoned.forEach(held -> tell(held.task().id()));
        return abandoned.size();
    }

    /** The process goes down in good order: another one goes on at once, and it does not count. */
    void giveBack(Claim claim) {
        settle(claim, tx -> goOnOrFail(tx, tasks.hold(tx, claim), 0));
    }

    /** The run broke without the task's fault, for instance for want of the database. */
    void interrupted(Claim claim) {
        settle(claim, tx -> goOnOrFail(tx, tasks.hold(tx, claim), 1));
    }

    /** The task can't be run, for a reason that is its own. */
    void fail(Claim claim, RunError error) {
        settle(claim, tx -> end(tx, tasks.hold(tx, claim).task(), new RunEvent.Failed(error).body()));
    }

    /** The run has lasted too long: the task fails now, whatever the run does. */
    void expire(Claim claim) {
        settle(claim, tx -> {
            expire(tx, tasks.hold(tx, claim).task());
        });
    }

    private void settle(Claim claim, Consumer<Tx> decision) {
        database.transact(decision);
        tell(claim.taskId());
    }

    private void tell(UUID taskId) {
        events.signal(taskId);
        wakeUp.signal();
    }

    private void goOnOrFail(Tx tx, HeldTask held, int counts) {
        var id = held.task().id();
        if (clock.instant().isAfter(held.runUntil())) {
            expire(tx, held.task());
        } else if (!config.isRecoveryEnabled()) {
            fail(
                    tx,
                    held.task(),
                    "The process that ran the task is gone, and scaffolder.taskRecovery.enabled is false");
        } else if (held.interruptions() + counts > config.maxInterruptions()) {
            fail(
                    tx,
                    held.task(),
                    "The task was given up: it was interrupted " + (held.interruptions() + counts) + " times");
        } else {
            LOG.atInfo().addKeyValue("taskId", id).log("opened a task again whose run was interrupted");
            tasks.reopen(tx, id, counts, clock.instant());
            events.append(tx, id, new RunEvent.Recovered(held.task().recoverStrategy()));
        }
    }

    private void fail(Tx tx, Task task, String message) {
        end(tx, task, new RunEvent.Failed(new RunError(ErrorKind.INTERNAL.wireName(), message)).body());
    }

    private void expire(Tx tx, Task task) {
        for (var step : eventStore.unfinishedSteps(tx, task.id())) {
            events.append(tx, task.id(), new RunEvent.Log(STALE, step, StepStatus.FAILED));
        }
        end(tx, task, Json.object().put("message", STALE));
    }

    private void end(Tx tx, Task task, ObjectNode completion) {
        LOG.atWarn().addKeyValue("taskId", task.id()).log("a task failed that could not be run to its end");
        ends.end(tx, task, TaskStatus.FAILED, completion);
    }
}
