package dev.buildrun.scaffolder.task;

import dev.buildrun.database.Tx;
import dev.buildrun.scaffolder.run.RunEvent;
import dev.buildrun.scaffolder.run.RunResult;
import dev.buildrun.scaffolder.task.TaskEventStore.Row;
import java.time.Clock;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        tasks.end(tx, task.id(), status, clock.instant());
        events.append(tx, List.of(lastEvent(tx, task, status, completion, Remains.ALL)));
    }

    /**
     * What a run writes in the end.
     *
     * @param lines that are to be kept before the last event
     */
    record Ending(ClaimedTask claimed, RunResult.Ended result, List<Row> lines, Remains remains) {
        TaskStatus status() {
            return switch (result) {
                case RunResult.Completed _ -> TaskStatus.COMPLETED;
                case RunResult.Failed _ -> TaskStatus.FAILED;
            };
        }
    }

    /**
     * The same by runs.
     *
     * @return those whose task has ended or was given to another run, with a failure of kind CONFLICT; by identity
     */
    Map<Ending, RuntimeException> end(Tx tx, List<Ending> endings) {
        var now = clock.instant();
        var lost = new IdentityHashMap<Ending, RuntimeException>();
        var rows = new ArrayList<Row>();
        for (var status : List.of(TaskStatus.COMPLETED, TaskStatus.FAILED)) {
            var some =
                    endings.stream().filter(ending -> ending.status() == status).toList();
            var claims = some.stream().map(ending -> ending.claimed().claim()).toList();
            var held = claims.isEmpty() ? Set.of() : tasks.end(tx, claims, status, now);
            for (var ending : some) {
                var claim = ending.claimed().claim();
                if (held.contains(claim)) {
                    rows.addAll(ending.lines());
                    rows.add(lastEvent(
                            tx,
                            ending.claimed().task(),
                            status,
                            ending.result().event().body(),
                            ending.remains()));
                } else {
                    lost.put(ending, TaskStore.lost(claim));
                }
            }
        }
        events.append(tx, rows);
        return lost;
    }

    /** Removes what is left of a task, and says what is to be its last event. */
    private Row lastEvent(Tx tx, Task task, TaskStatus status, ObjectNode completion, Remains remains) {
        var now = clock.instant();
        if (remains.waits()) {
            waits.close(tx, task.id(), now);
        }
        if (remains.files()) {
            workspaces.delete(tx, task.id());
        }
        told.ended(tx, task, status);
        if (status == TaskStatus.FAILED
                && OnFailure.of(task.spec()) == OnFailure.ROLLBACK
                && effects.hasAny(tx, task.id())) {
            var line = new RunEvent.Log(ROLLED_BACK, null, null);
            effects.forgetLeftovers(tx, task.id());
            rollbacks.request(tx, task.id(), null, completion, now);
            return Row.of(task.id(), line.type(), line.body(), now);
        }
        return Row.of(task.id(), COMPLETION, completion, now);
    }
}
