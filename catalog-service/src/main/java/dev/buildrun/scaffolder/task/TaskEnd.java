package dev.buildrun.scaffolder.task;

import dev.buildrun.database.Tx;
import dev.buildrun.scaffolder.run.RunEvent;
import dev.buildrun.scaffolder.run.RunResult;
import dev.buildrun.scaffolder.task.TaskEventStore.Row;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a task ends: its status, its last event and the removal of what only a run needs, in the caller's transaction. Where the template
 * wants a failed task undone, the last event waits for that, so that whoever follows the task sees it.
 */
final class TaskEnd {
    private static final String COMPLETION = "completion";
    private static final String ROLLED_BACK =
            "The task has failed. What it did is rolled back, since its template says so";

    private final TaskStore tasks = new TaskStore();
    private final TaskEventStore events = new TaskEventStore();
    private final EffectStore effects = new EffectStore();
    private final RollbackStore rollbacks = new RollbackStore();
    private final WorkspaceStore workspaces = new WorkspaceStore();
    private final WaitStore waits = new WaitStore();
    private final TaskEvents told;
    private final Clock clock;

    TaskEnd(TaskEvents told, Clock clock) {
        this.told = told;
        this.clock = clock;
    }

    /**
     * What there may be of a task besides its row.
     *
     * @param files a kept workspace
     * @param waits questions that it has asked
     */
    record Remains(boolean files, boolean waits) {
        static final Remains ALL = new Remains(true, true);
    }

    /** After a lock. */
    void end(Tx tx, Task task, TaskStatus status, ObjectNode completion) {
        var now = clock.instant();
        tasks.end(tx, task.id(), status, now);
        end(tx, task, status, completion, List.of(), Remains.ALL);
    }

    /**
     * The same by its run, with the lines that are to be kept before.
     *
     * @throws dev.buildrun.error.ServiceException of kind CONFLICT when the task has ended or was given to another run
     */
    void end(Tx tx, ClaimedTask claimed, RunResult.Ended result, List<Row> lines, Remains remains) {
        var status = switch (result) {
            case RunResult.Completed _ -> TaskStatus.COMPLETED;
            case RunResult.Failed _ -> TaskStatus.FAILED;
        };
        tasks.end(tx, claimed.claim(), status, clock.instant());
        end(tx, claimed.task(), status, result.event().body(), lines, remains);
    }

    private void end(Tx tx, Task task, TaskStatus status, ObjectNode completion, List<Row> lines, Remains remains) {
        var now = clock.instant();
        if (remains.waits()) {
            waits.close(tx, task.id(), now);
        }
        if (remains.files()) {
            workspaces.delete(tx, task.id());
        }
        var rows = new ArrayList<>(lines);
        if (status == TaskStatus.FAILED
                && OnFailure.of(task.spec()) == OnFailure.ROLLBACK
                && effects.hasAny(tx, task.id())) {
            var line = new RunEvent.Log(ROLLED_BACK, null, null);
            rows.add(Row.of(task.id(), line.type(), line.body(), now));
            effects.forgetLeftovers(tx, task.id());
            rollbacks.request(tx, task.id(), null, completion, now);
        } else {
            rows.add(Row.of(task.id(), COMPLETION, completion, now));
        }
        events.append(tx, rows);
        told.ended(tx, task, status);
    }
}
