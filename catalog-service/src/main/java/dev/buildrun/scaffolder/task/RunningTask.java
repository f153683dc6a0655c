package dev.buildrun.scaffolder.task;

import dev.buildrun.scaffolder.run.Cancellation;
import java.time.Duration;
import java.time.Instant;

/** A run of this process, as its loop sees it; used by the loop's threads one at a time. */
final class RunningTask {
    private final ClaimedTask claimed;
    private final Cancellation cancellation;
    private final Thread thread;
    private Instant leaseUntil;
    private boolean isCancelled;

    /** @param thread not started yet */
    RunningTask(ClaimedTask claimed, Cancellation cancellation, Thread thread, Instant leaseUntil) {
        this.claimed = claimed;
        this.cancellation = cancellation;
        this.thread = thread;
        this.leaseUntil = leaseUntil;
    }

    Claim claim() {
        return claimed.claim();
    }

    synchronized void start() {
        if (claimed.isCancelRequested()) {
            cancel();
        }
        thread.start();
    }

    synchronized void renewed(Instant until) {
        leaseUntil = until;
    }

    synchronized boolean isLeaseOver(Instant now) {
        return now.isAfter(leaseUntil);
    }

    boolean isOutOfTime(Instant now) {
        return now.isAfter(claimed.runUntil());
    }

    /** Somebody asked to cancel the task. Interrupts what the run does, once. */
    synchronized void cancel() {
        if (!isCancelled) {
            isCancelled = true;
            cancellation.request();
        }
    }

    /** The run is to leave the task alone, for this process goes down or the task is not its any more. */
    void stop() {
        cancellation.stop();
    }

    /** Waits for the run to end; false when it has not. */
    boolean join(Duration atMost) throws InterruptedException {
        return thread.join(atMost);
    }
}
