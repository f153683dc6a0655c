package dev.buildrun.scaffolder.run;

import org.jspecify.annotations.Nullable;

/**
 * The way to end a run from another thread. The owner of a task makes one per run and keeps it; nobody else interrupts the run's
 * thread.
 *
 * <p>An action is interrupted only while its own code runs. What the runner and the owner's event log, state and ledger do in
 * between is shielded, because an interrupt would break their database connections.
 */
public final class Cancellation {
    private boolean isRequested;
    private boolean isStopping;
    private @Nullable Thread interruptible;

    /** Somebody asked to cancel the task: it ends as failed. */
    public synchronized void request() {
        isRequested = true;
        interrupt();
    }

    /** The service goes down: the run ends without a result, so that another process can go on with the task. */
    public synchronized void stop() {
        isStopping = true;
        interrupt();
    }

    public synchronized boolean isRequested() {
        return isRequested;
    }

    synchronized boolean isStopping() {
        return isStopping;
    }

    /** From here on the calling thread may be interrupted; it is at once if the run is to end. */
    synchronized void open() {
        interruptible = Thread.currentThread();
        if (isRequested || isStopping) {
            interrupt();
        }
    }

    /**
     * From here on the calling thread is not interrupted; an interrupt that nobody has noticed is taken back.
     *
     * @return whether it might have been until now
     */
    synchronized boolean close() {
        var wasOpen = interruptible != null;
        interruptible = null;
        Thread.interrupted();
        return wasOpen;
    }

    private void interrupt() {
        if (interruptible != null) {
            interruptible.interrupt();
        }
    }
}
