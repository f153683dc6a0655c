package dev.buildrun.scaffolder.task;

import dev.buildrun.scaffolder.run.RunEvent;
import dev.buildrun.scaffolder.run.RunEvents;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The events of one run on their way to the database. They are kept soon by {@link LineWriter}, or together with whatever else the run
 * writes, whichever comes first; so a transaction of its own is for those lines alone that nothing else follows. A crash can lose the last
 * ones, which tell of a step that is run again.
 */
final class RunLines implements RunEvents {
    private static final int MOST_WAITING = 200;

    private final LineWriter writer;
    private final Claim claim;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Line> waiting = new ArrayList<>();
    private boolean isBeingKept;
    private boolean isHeldBack;
    /** What went wrong where nobody of the run could be told. */
    private @Nullable RuntimeException failure;

    RunLines(LineWriter writer, Claim claim, Clock clock) {
        this.writer = writer;
        this.claim = claim;
        this.clock = clock;
    }

    /**
     * An event, and when it came.
     *
     * @param isHeld whether it is true only together with what the run itself writes next: that a step is finished, or the end of the task
     */
    record Line(RunEvent event, Instant at, boolean isHeld) {}

    Claim claim() {
        return claim;
    }

    @Override
    public void append(RunEvent event) {
        lock.lock();
        try {
            while (waiting.size() >= MOST_WAITING && !isHeldBack && failure == null) {
                changed.awaitUninterruptibly();
            }
            throwFailure();
            waiting.add(new Line(event, clock.instant(), isHeldBack));
            if (!isHeldBack) {
                writer.soon(this);
            }
        } finally {
            lock.unlock();
        }
    }

    /** From now on lines wait for what the run itself writes next, together with which alone they are true. */
    void holdBack() {
        lock.lock();
        try {
            isHeldBack = true;
        } finally {
            lock.unlock();
        }
    }

    /** That is written; what comes now is true by itself. */
    void release() {
        lock.lock();
        try {
            isHeldBack = false;
        } finally {
            lock.unlock();
        }
    }

    /** What the run writes itself, now that nobody else writes lines of it. */
    List<Line> take() {
        lock.lock();
        try {
            while (isBeingKept) {
                changed.awaitUninterruptibly();
            }
            throwFailure();
            return taken();
        } finally {
            lock.unlock();
        }
    }

    /** Takes back what {@link #take} has given, since it could not be written. */
    void putBack(List<Line> lines) {
        lock.lock();
        try {
            waiting.addAll(0, lines);
        } finally {
            lock.unlock();
        }
    }

    /** The task does not end with this run: drops what would not be true, and says whether there is anything left to write. */
    boolean withdraw() {
        lock.lock();
        try {
            isHeldBack = true;
            while (isBeingKept) {
                changed.awaitUninterruptibly();
            }
            waiting.removeIf(Line::isHeld);
            return !waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** What another thread writes, which then tells {@link #kept} or {@link #lost}. */
    List<Line> begin() {
        lock.lock();
        try {
            if (isBeingKept || isHeldBack || waiting.isEmpty()) {
                return List.of();
            }
            isBeingKept = true;
            return taken();
        } finally {
            lock.unlock();
        }
    }

    private List<Line> taken() {
        var lines = List.copyOf(waiting);
        waiting.clear();
        return lines;
    }

    void kept() {
        end(null);
    }

    /** The run hears of it when it next writes. */
    void lost(RuntimeException reason) {
        end(reason);
    }

    private void end(@Nullable RuntimeException reason) {
        lock.lock();
        try {
            isBeingKept = false;
            failure = failure == null ? reason : failure;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What was thrown while lines were kept; null where nothing was. */
    @Nullable
    RuntimeException failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    private void throwFailure() {
        if (failure != null) {
            throw failure;
        }
    }
}
