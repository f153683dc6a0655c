package dev.buildrun.scaffolder.task;

import dev.buildrun.database.Database;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.task.RunLines.Line;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the lines of all runs of this process, many in one transaction: the first at once, and whatever has gathered a moment later. A
 * transaction for each would take longer than what they tell of.
 */
final class LineWriter {
    private static final Duration PAUSE = Duration.ofMillis(30);

    private final Database database;
    private final TaskEvents events;
    private final TaskStore tasks = new TaskStore();
    private final TaskEventStore store = new TaskEventStore();
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<RunLines> due = new LinkedHashSet<>();
    private boolean isRunning;

    LineWriter(Database database, TaskEvents events) {
        this.database = database;
        this.events = events;
    }

    /** The run has lines. */
    void soon(RunLines run) {
        lock.lock();
        try {
            due.add(run);
            if (!isRunning) {
                isRunning = true;
                Thread.ofVirtual().name("task-lines").start(this::writeAll);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Until there is nothing, and the pause behind the last transaction is over. */
    private void writeAll() {
        for (var runs = next(); !runs.isEmpty(); runs = next()) {
            var lines = new LinkedHashMap<RunLines, List<Line>>();
            runs.forEach(run -> lines.put(run, run.begin()));
            lines.values().removeIf(List::isEmpty);
            if (!lines.isEmpty()) {
                write(lines);
                pause();
            }
        }
    }

    private List<RunLines> next() {
        lock.lock();
        try {
            var runs = List.copyOf(due);
            due.clear();
            isRunning = !runs.isEmpty();
            return runs;
        } finally {
            lock.unlock();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is wrong with one run must not fall upon the others. */
    private void write(Map<RunLines, List<Line>> lines) {
        try {
            tell(lines.keySet(), keep(lines));
        } catch (RuntimeException exception) {
            if (lines.size() == 1) {
                lines.keySet().forEach(run -> run.lost(exception));
            } else {
                lines.forEach((run, own) -> write(Map.of(run, own)));
            }
        } catch (Error error) {
            // Nobody may wait for this thread in vain.
            lines.keySet().forEach(run -> run.lost(new IllegalStateException("Lines could not be kept", error)));
        }
    }

    /** Returns the claims that still hold; what others have to say is not written. */
    private Set<Claim> keep(Map<RunLines, List<Line>> lines) {
        return database.inTransaction(tx -> {
            var held =
                    tasks.lock(tx, lines.keySet().stream().map(RunLines::claim).toList());
            var rows = new ArrayList<TaskEventStore.Row>();
            lines.forEach((run, own) -> {
                if (held.contains(run.claim())) {
                    own.forEach(
                            line -> rows.add(TaskEventStore.Row.of(run.claim().taskId(), line)));
                }
            });
            store.append(tx, rows);
            return held;
        });
    }

    private void tell(Set<RunLines> runs, Set<Claim> held) {
        for (var run : runs) {
            if (held.contains(run.claim())) {
                run.kept();
                events.signal(run.claim().taskId());
            } else {
                run.lost(ServiceException.conflict(
                        TaskStore.LOST.formatted(run.claim().taskId())));
            }
        }
    }
}
