package dev.buildrun.scaffolder.task;

import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.scaffolder.run.RunEvent;
import dev.buildrun.work.WakeUp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The events of tasks, and the way to wait for more. What this process appends wakes its readers at once; for what other processes
 * append, {@link #lookAround} asks the database once for all tasks that somebody here reads.
 */
public final class TaskEvents {
    private final Database database;
    private final TaskEventStore events = new TaskEventStore();
    private final Clock clock;
    private final Ends ends;
    private final Map<UUID, Watched> watched = new ConcurrentHashMap<>();
    private volatile boolean isClosed;

    /** Nobody hears of ends. */
    public TaskEvents(Database database, Clock clock) {
        this(database, clock, (_, _, _) -> {});
    }

    public TaskEvents(Database database, Clock clock, Ends ends) {
        this.database = database;
        this.clock = clock;
        this.ends = ends;
    }

    /** Hears how tasks end, whichever way. */
    @FunctionalInterface
    public interface Ends {
        /**
         * Called in the transaction that ends it.
         *
         * @param task as it was before
         */
        void ended(Tx tx, Task task, TaskStatus status);
    }

    /** A task that somebody in this process reads. */
    private record Watched(Set<WakeUp> readers, AtomicLong newest) {
        Watched() {
            this(ConcurrentHashMap.newKeySet(), new AtomicLong());
        }

        void signal() {
            readers.forEach(WakeUp::signal);
        }
    }

    /** One reader's place in front of a task; used by one thread. */
    public final class Watch implements AutoCloseable {
        private final UUID taskId;
        private final WakeUp wakeUp = new WakeUp();

        private Watch(UUID taskId) {
            this.taskId = taskId;
            watched.compute(taskId, (_, present) -> {
                var task = present == null ? new Watched() : present;
                task.readers.add(wakeUp);
                return task;
            });
        }

        /** Returns when there may be more to read, or when the time is over; true for the first. */
        public boolean await(Duration atMost) throws InterruptedException {
            return wakeUp.await(atMost);
        }

        @Override
        public void close() {
            watched.computeIfPresent(taskId, (_, task) -> {
                task.readers.remove(wakeUp);
                return task.readers.isEmpty() ? null : task;
            });
        }
    }

    /** Begins to watch a task, before the first read, so that nothing that comes in between is missed. */
    public Watch watch(UUID taskId) {
        return new Watch(taskId);
    }

    /**
     * The events that a client has not seen: those with a higher id and, whatever their ids, completions. Of a task that may start over
     * only those since it last did, and none as long as the restart itself is the newest.
     *
     * @param after the id of the last event that the client has seen, 0 for none
     * @param limit events at most; the rest comes with the next call
     */
    public List<TaskEvent> after(Task task, long after, int limit) {
        return database.inTransaction(tx -> {
            if (!task.isRecoverable()) {
                return events.after(tx, task.id(), after, limit);
            }
            var from = Math.max(after, events.lastRecovery(tx, task.id()) - 1);
            var found = events.after(tx, task.id(), from, limit);
            return found.size() == 1 && found.getFirst().isRecovered() ? List.of() : found;
        });
    }

    /** A turn: wakes the readers of tasks that other processes have written to. Returns how many tasks there were. */
    public int lookAround() {
        if (watched.isEmpty()) {
            return 0;
        }
        var ids = List.copyOf(watched.keySet());
        database.inTransaction(tx -> events.newest(tx, ids)).forEach(this::heardOf);
        return 0;
    }

    private void heardOf(UUID taskId, long newest) {
        var task = watched.get(taskId);
        if (task != null && task.newest.getAndSet(newest) != newest) {
            task.signal();
        }
    }

    /** Whether the service goes down, so that readers should leave. */
    public boolean isClosed() {
        return isClosed;
    }

    /** Lets all readers go; those that come later find nothing to wait for. */
    public void close() {
        isClosed = true;
        watched.values().forEach(Watched::signal);
    }

    /** Appends within a transaction that holds the task's lock; {@link #signal} comes after its commit. */
    void append(Tx tx, UUID taskId, RunEvent event) {
        events.append(tx, taskId, event.type(), event.body(), clock.instant());
    }

    /** Tells whoever hears of ends, within the transaction. */
    void ended(Tx tx, Task task, TaskStatus status) {
        ends.ended(tx, task, status);
    }

    /** Wakes the readers of a task in this process. */
    void signal(UUID taskId) {
        var task = watched.get(taskId);
        if (task != null) {
            task.signal();
        }
    }
}
