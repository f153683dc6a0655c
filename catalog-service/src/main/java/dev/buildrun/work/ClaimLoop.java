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
    private volatile boolean closing;

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

    private void run() {
        var failures = 0;
        while (!closing) {
            try {
                if (turn.take() == 0) {
                    wakeUp.await(pace.idle());
                }
                failures = 0;
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException exception) {
                failures++;
                if (!rest(pace.afterFailures(failures), exception)) {
                    return;
                }
            }
        }
    }

    /** Returns whether to go on. */
    private boolean rest(Duration pause, RuntimeException exception) {
        if (closing) {
            return false;
        }
        LOG.atWarn()
                .addKeyValue("loop", name)
                .addKeyValue("retryInMillis", pause.toMillis())
                .setCause(exception)
                .log("A turn failed");
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException _) {
            return false;
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
