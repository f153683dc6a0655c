package dev.buildrun.work;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes turns on a virtual thread of its own until it is closed. A turn that throws is logged and tried again after a pause; it
 * never ends the loop.
 */
public final class ClaimLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimLoop.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

    /** One round of claim, compute and commit. */
    @FunctionalInterface
    public interface Turn {
        /** Returns how many items were claimed; 0 lets the loop rest. Ends early with the exception when interrupted. */
        int take() throws InterruptedException;
    }

    private final String name;
    private final Turn turn;
    private final WakeUp wakeUp;
    private final Pace pace;
    private final Thread thread;
    private final TurnHistory history = new TurnHistory();
    private volatile boolean closing;
    private volatile boolean cancelled;

    private ClaimLoop(String name, Turn turn, WakeUp wakeUp, Pace pace) {
        this.name = name;
        this.turn = turn;
        this.wakeUp = wakeUp;
        this.pace = pace;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /** Starts a loop. */
    public static ClaimLoop start(String name, Turn turn, WakeUp wakeUp, Pace pace) {
        var loop = new ClaimLoop(name, turn, wakeUp, pace);
        loop.thread.start();
        return loop;
    }

    public String name() {
        return name;
    }

    public Pace pace() {
        return pace;
    }

    /** Lets the next turn begin at once; false where one is running. */
    public boolean trigger() {
        if (history.isRunning()) {
            return false;
        }
        wakeUp.signal();
        return true;
    }

    /**
     * Interrupts the turn that runs; false where none does. What it had claimed and not committed is claimed again when its lease is over,
     * and the loop goes on.
     */
    public boolean cancel() {
        if (!history.isRunning()) {
            return false;
        }
        cancelled = true;
        thread.interrupt();
        return true;
    }

    public LoopStatus status() {
        return history.status();
    }

    private void run() {
        var failures = 0;
        while (!closing) {
            try {
                history.begins();
                var claimed = turn.take();
                history.ended(claimed == 0 ? pace.idle() : Duration.ZERO, null);
                failures = 0;
                if (claimed == 0) {
                    wakeUp.await(pace.idle());
                }
            } catch (InterruptedException _) {
                if (!wasCancelled() || !rest(pace.firstRetry(), "Cancelled")) {
                    return;
                }
            } catch (RuntimeException exception) {
                failures = wasCancelled() ? 1 : failures + 1;
                var pause = pace.afterFailures(failures);
                warn(pause, exception);
                if (!rest(pause, exception.toString())) {
                    return;
                }
            }
        }
    }

    /** Forgets the interruption that a cancellation was. */
    private boolean wasCancelled() {
        var was = cancelled && !closing;
        cancelled = false;
        if (was) {
            Thread.interrupted();
        }
        return was;
    }

    private void warn(Duration pause, RuntimeException exception) {
        if (!closing) {
            LOG.atWarn()
                    .addKeyValue("loop", name)
                    .addKeyValue("retryInMillis", pause.toMillis())
                    .setCause(exception)
                    .log("A turn failed");
        }
    }

    /** Returns whether to go on. */
    private boolean rest(Duration pause, String error) {
        history.ended(pause, error);
        if (closing) {
            return false;
        }
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException _) {
            return wasCancelled();
        }
    }

    /** Waits ten seconds for the turn that runs, then interrupts it. What was claimed and not committed is claimed again later. */
    @Override
    public void close() {
        closing = true;
        wakeUp.signal();
        try {
            if (!thread.join(CLOSE_PATIENCE)) {
                LOG.atWarn().addKeyValue("loop", name).log("The last turn did not end in time and is interrupted");
                thread.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
