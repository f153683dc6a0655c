package dev.buildrun.scaffolder.task;

import dev.buildrun.database.Database;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.Initiator;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.run.Cancellation;
import dev.buildrun.scaffolder.run.RunError;
import dev.buildrun.scaffolder.run.RunResult;
import dev.buildrun.scaffolder.run.TaskRun;
import dev.buildrun.scaffolder.run.TaskRunner;
import dev.buildrun.scaffolder.run.TaskSide;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a claimed task on the calling thread, from its workspace to its last event. */
public final class TaskWorker {
    private static final Logger LOG = LoggerFactory.getLogger(TaskWorker.class);

    private final Database database;
    private final TaskStore tasks = new TaskStore();
    private final WaitStore waits = new WaitStore();
    private final TaskEnd ends;
    private final TaskEvents events;
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
        this.recovery = recovery;
        this.vault = vault;
        this.runner = runner;
        this.directory = OwnDirectory.emptied(directory);
        this.clock = clock;
        this.ends = new TaskEnd(clock);
    }

    /** What a run throws ends here; the worst that can happen to a task is that another run goes on with it. */
    void run(ClaimedTask claimed, Cancellation cancellation) {
        var claim = claimed.claim();
        try {
            switch (attempt(claimed, cancellation)) {
                case RunResult.Ended ended -> end(claimed, ended);
                case RunResult.Suspended suspended -> park(claim, suspended.stepId());
            }
        } catch (InterruptedException _) {
            leave(claim, () -> recovery.giveBack(claim));
        } catch (ServiceException exception) {
            leave(claim, () -> end(claimed, new RunResult.Failed(error(exception), false)));
        } catch (RuntimeException exception) {
            LOG.atError()
                    .addKeyValue("taskId", claim.taskId())
                    .setCause(exception)
                    .log("a run broke");
            leave(claim, () -> recovery.interrupted(claim));
        }
    }

    private RunResult attempt(ClaimedTask claimed, Cancellation cancellation) throws InterruptedException {
        var claim = claimed.claim();
        // Never the directory of another run of the same task, which may not have noticed yet that it was given up.
        var name = claim.taskId() + "_" + claim.token();
        var workspace = Workspace.open(directory.resolve(name), runner.workspaceLimits());
        var run = new RunDatabase(database, claim);
        try (var lines = new RunLines(events, run, clock)) {
            var state = new StoredState(
                    run,
                    TaskState.open(claim.taskId(), claimed.state(), vault.cipher()),
                    vault.cipher());
            state.restore(workspace);
            var effects = new StoredEffects(run, clock);
            var questions = new StoredWaits(run, claimed.suspendedAt(), vault, clock);
            var side = new TaskSide(lines, state, effects, workspace, cancellation, questions);
            var result = runner.run(taskRun(claimed), side);
            run.throwFailure();
            return result;
        } finally {
            workspace.delete();
        }
    }

    private TaskRun taskRun(ClaimedTask claimed) {
        var task = claimed.task();
        var secrets = claimed.secrets()
                .map(encrypted -> vault.cipher().decrypt(task.id(), encrypted))
                .orElse(TaskSecrets.NONE);
        var initiator = new Initiator(
                task.createdBy(), secrets.get(Tasks.BACKSTAGE_TOKEN).orElse(null));
        return new TaskRun(task.id().toString(), task.spec(), secrets, initiator, false);
    }

    /** The task's end: status, last event and the removal of what only a run needs are one transaction. */
    private void end(ClaimedTask claimed, RunResult.Ended result) {
        var claim = claimed.claim();
        var status = switch (result) {
            case RunResult.Completed _ -> TaskStatus.COMPLETED;
            case RunResult.Failed _ -> TaskStatus.FAILED;
        };
        database.transact(tx -> {
            tasks.lock(tx, claim);
            ends.end(tx, claimed.task(), status, result.event().body());
        });
        events.signal(claim.taskId());
        LOG.atInfo().addKeyValue("taskId", claim.taskId()).log("task {}", status.wireName());
    }

    /** The task waits, without a run. Where the answer has come meanwhile, it is opened at once. */
    private void park(Claim claim, String stepId) {
        var isParked = database.inTransaction(tx -> {
            tasks.lock(tx, claim);
            return waits.park(tx, claim.taskId(), stepId, clock.instant());
        });
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
