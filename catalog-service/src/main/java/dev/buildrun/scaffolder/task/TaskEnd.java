package dev.buildrun.scaffolder.task;

import dev.buildrun.database.Tx;
import dev.buildrun.scaffolder.run.RunEvent;
import java.time.Clock;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a task ends: its status, its last event and the removal of what only a run needs, in the caller's transaction. Where the template
 * wants a failed task undone, the last event waits for that, so that whoever follows the task sees it.
 */
final class TaskEnd {
    private static final String COMPLETION = "completion";

    private final TaskStore tasks = new TaskStore();
    private final TaskEventStore events = new TaskEventStore();
    private final EffectStore effects = new EffectStore();
    private final RollbackStore rollbacks = new RollbackStore();
    private final WorkspaceStore workspaces = new WorkspaceStore();
    private final Clock clock;

    TaskEnd(Clock clock) {
        this.clock = clock;
    }

    /** After a lock. */
    void end(Tx tx, Task task, TaskStatus status, ObjectNode completion) {
        var now = clock.instant();
        tasks.end(tx, task.id(), status, now);
        workspaces.delete(tx, task.id());
        if (status == TaskStatus.FAILED
                && OnFailure.of(task.spec()) == OnFailure.ROLLBACK
                && effects.hasAny(tx, task.id())) {
            log(tx, task, "The task has failed. What it did is rolled back, since its template says so", now);
            effects.forgetLeftovers(tx, task.id());
            rollbacks.request(tx, task.id(), null, completion, now);
        } else {
            events.append(tx, task.id(), COMPLETION, completion, now);
        }
    }

    private void log(Tx tx, Task task, String message, Instant now) {
        var line = new RunEvent.Log(message, null, null);
        events.append(tx, task.id(), line.type(), line.body(), now);
    }
}
