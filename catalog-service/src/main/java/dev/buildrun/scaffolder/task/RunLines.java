package dev.buildrun.scaffolder.task;

import dev.buildrun.scaffolder.run.RunEvent;
import dev.buildrun.scaffolder.run.RunEvents;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where the events of one run go. What tells how far a step is, is kept before the run goes on. Plain lines come in bursts, and a
 * transaction for each would take longer than what they tell of: the first is kept at once, those that follow closely are kept together
 * a moment later. A crash can lose these, which are lines of a step that is run again.
 */
final class RunLines implements RunEvents, AutoCloseable {
    private static final Duration LONGEST_WAIT = Duration.ofMillis(100);
    private static final int MOST_WAITING = 200;

    private final TaskEvents events;
    private final RunDatabase run;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Line> waiting = new ArrayList<>();
    private long lastKept = System.nanoTime() - LONGEST_WAIT.toNanos();
    private boolean isTimerRunning;
    /** What went wrong where nobody of the run could be told. */
    private @Nullable RuntimeException failure;

    RunLines(TaskEvents events, RunDatabase run, Clock clock) {
        this.events = events;
        this.run = run;
        this.clock = clock;
    }

    /** An event, and when it came. */
    record Line(RunEvent event, Instant at) {}

    @Override
    public void append(RunEvent event) {
        lock.lock();
        try {
            throwFailure();
            waiting.add(new Line(event, clock.instant()));
            if (!isPlain(event) || waiting.size() >= MOST_WAITING || isLongSinceTheLast()) {
                keep();
            } else if (!isTimerRunning) {
                isTimerRunning = true;
                Thread.ofVirtual().name("task-lines-" + run.claim().taskId()).start(this::keepLater);
            }
        } finally {
            lock.unlock();
        }
    }

    private static boolean isPlain(RunEvent event) {
        return event instanceof RunEvent.Log log && log.status() == null;
    }

    private boolean isLongSinceTheLast() {
        return System.nanoTime() - lastKept >= LONGEST_WAIT.toNanos();
    }

    private void keepLater() {
        try {
            Thread.sleep(LONGEST_WAIT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        lock.lock();
        try {
            isTimerRunning = false;
            keep();
        } catch (RuntimeException exception) {
            failure = exception;
        } finally {
            lock.unlock();
        }
    }

    private void keep() {
        if (!waiting.isEmpty()) {
            var lines = List.copyOf(waiting);
            waiting.clear();
            lastKept = System.nanoTime();
            events.append(run, lines);
        }
    }

    private void throwFailure() {
        if (failure != null) {
            throw failure;
        }
    }

    /** Keeps what still waits. */
    @Override
    public void close() {
        lock.lock();
        try {
            throwFailure();
            keep();
        } finally {
            lock.unlock();
        }
    }
}
