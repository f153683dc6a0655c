package dev.buildrun.scaffolder.run;

/**
 * Tells whether somebody asked to cancel the task. The runner looks between steps; whoever wants a running step to stop
 * also interrupts the runner's thread. An interruption without a request means that the service is stopping.
 */
public interface Cancellation {
    boolean isRequested();
}
