package dev.buildrun.work;

import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Tells one waiting loop that there may be something to do. A signal that comes before the wait is not lost. */
public final class WakeUp {
    private final Semaphore signals = new Semaphore(0);

    /** Cheap, from any thread. Signals that come while one is pending are the same signal. */
    public void signal() {
        if (signals.availablePermits() == 0) {
            signals.release();
        }
    }

    /** Returns at the next signal, or when the time is over; true for a signal. */
    public boolean await(Duration atMost) throws InterruptedException {
        var signalled = signals.tryAcquire(atMost.toNanos(), java.util.concurrent.TimeUnit.NANOSECONDS);
        signals.drainPermits();
        return signalled;
    }
}
