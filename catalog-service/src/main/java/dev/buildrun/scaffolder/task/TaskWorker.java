package dev.buildrun.scaffolder.task;

import dev.buildrun.database.Database;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.Initiator;
import dev.buildrun.scaffolder.run.Cancellation;
import dev.buildrun.scaffolder.run.RunError;
import dev.buildrun.scaffolder.run.RunResult;
import dev.buildrun.scaffolder.run.TaskRun;
import dev.buildrun.scaffolder.run.TaskRunner;
import dev.buildrun.scaffolder.run.TaskSide;
import dev.buildrun.scaffolder.task.TaskEventStore.Row;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a claimed task on the calling thread, from its workspace to its last event. */
public final class TaskWorker {
    private static final Logger LOG = LoggerFactory.getLogger(TaskWorker.class);

    private final Database database;
    private final WaitStore waits = new WaitStore();
    private final JointWrites<TaskEnd.Ending> endings;
    private final TaskEvents events;
    private final LineWriter lines;
    private final TaskRecovery recovery;
    private final Vault vault;
    private final TaskRunner runner;
    private final Path directory;
    private final Clock clock;

    /**
     * Makes a worker.
     *
     * @param directory for the workspaces of this process alone: what an earlier process left there is removed
     */
    public TaskWorker(
            Database database,
            TaskEvents events,
            TaskRecovery recovery,
            Vault vault,
            TaskRunner runner,
            Path directory,
            Clock clock) {
        this.database = database;
        this.events = events;
        this.lines = new LineWriter(database, events);
        this.recovery = recovery;
        this.vault = vault;
        this.runner = runner;
        this.directory = OwnDirectory.emptied(directory);
        this.clock = clock;
        var ends = new TaskEnd(events, clock);
        this.endings = new JointWrites<>(some -> database.inTransaction(tx -> ends.end(tx, some)));
    }

    /** One run of a task: what it was given, and what it has. */
    private record Run(ClaimedTask claimed, RunDatabase database, StoredState state, StoredWaits waits) {
        Claim claim() {
            return claimed.claim();
        }

        /** What there may be of the task besides its row. */
        TaskEnd.Remains remains() {
            return new TaskEnd.Remains(
                    !claimed.isFirstRun() || state.hasKeptFiles(), !claimed.isFirstRun() || waits.hasAsked());
        }
    }

    /** What a run throws ends here; the worst that can happen to a task is that another run goes on with it. */
    void run(ClaimedTask claimed, Cancellation cancellation) {
        var claim = claimed.claim();
        var own = new RunDatabase(database, events, new RunLines(lines, claim, clock));
        try {
            var run = prepare(claimed, own);
            switch (attempt(run, cancellation)) {
                case RunResult.Ended ended -> end(run, ended);
                case RunResult.Suspended suspended -> park(own, suspended.stepId());
            }
        } catch (InterruptedException _) {
            own.flush();
            leave(claim, () -> recovery.giveBack(claim));
        } catch (ServiceException exception) {
            own.flush();
            leave(claim, () -> recovery.fail(claim, error(exception)));
        } catch (RuntimeException exception) {
            LOG.atError()
                    .addKeyValue("taskId", claim.taskId())
                    .setCause(exception)
                    .log("a run broke");
            own.flush();
            leave(claim, () -> recovery.interrupted(claim));
        } finally {
            // Also where the thread dies; the lease of the task runs out then.
            own.flush();
        }
    }

    private Run prepare(ClaimedTask claimed, RunDatabase own) {
        var cipher = vault.cipher();
        var state = TaskState.open(claimed.claim().taskId(), claimed.state(), cipher);
        return new Run(
                claimed,
                own,
                new StoredState(own, state, cipher),
                new StoredWaits(own, claimed.suspendedAt(), vault, clock));
    }

    private RunResult attempt(Run run, Cancellation cancellation) throws InterruptedException {
        var claim = run.claim();
        // Never the directory of another run of the same task, which may not have noticed yet that it was given up.
        var name = claim.taskId() + "_" + claim.token();
        var workspace = Workspace.begin(directory.resolve(name), runner.workspaceLimits());
        try {
            if (!run.claimed().isFirstRun()) {
                run.state().restore(workspace);
            }
            var own = run.database();
            var effects = new StoredEffects(own, clock);
            var side = new TaskSide(own.lines(), run.state(), effects, workspace, cancellation, run.waits());
            var result = runner.run(taskRun(run.claimed()), side);
            own.throwFailure();
            return result;
        } finally {
            workspace.delete();
        }
    }

    private TaskRun taskRun(ClaimedTask claimed) {
        var task = claimed.task();
        var secrets = vault.secrets(claimed);
        var initiator = new Initiator(
                task.createdBy(), secrets.get(Tasks.BACKSTAGE_TOKEN).orElse(null));
        return new TaskRun(task.id().toString(), task.spec(), secrets, initiator, false);
    }

    /**
     * The task's end: its last lines, status, last event and the removal of what only a run needs are one transaction, with those of other
     * tasks that end at that moment.
     */
    private void end(Run run, RunResult.Ended result) {
        var claim = run.claim();
        run.database().withLines(waiting -> {
            endings.write(new TaskEnd.Ending(run.claimed(), result, Row.of(claim.taskId(), waiting), run.remains()));
            return true;
        });
        events.signal(claim.taskId());
        LOG.atInfo().addKeyValue("taskId", claim.taskId()).log("task ended");
    }

    /** The task waits, without a run. Where the answer has come meanwhile, it is opened at once. */
    private void park(RunDatabase own, String stepId) {
        var claim = own.claim();
        var isParked = own.change(tx -> waits.park(tx, claim.taskId(), stepId, clock.instant()));
        LOG.atInfo().addKeyValue("taskId", claim.taskId()).log(isParked ? "task waits" : "task has its answer already");
    }

    /** Does the last thing for a run that did not come to a result; when even that fails, the lease runs out. */
    private static void leave(Claim claim, Runnable lastThing) {
        try {
            lastThing.run();
        } catch (RuntimeException exception) {
            LOG.atInfo()
                    .addKeyValue("taskId", claim.taskId())
                    .log("a run left its task as it is: {}", exception.getMessage());
        }
    }

    private static RunError error(ServiceException exception) {
        return new RunError(exception.kind().wireName(), exception.getMessage());
    }
}
