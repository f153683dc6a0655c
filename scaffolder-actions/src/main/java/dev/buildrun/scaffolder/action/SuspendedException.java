package dev.buildrun.scaffolder.action;

/** The step waits, and holds no thread meanwhile. Thrown by {@link TaskControl#ask}, caught by the runner alone. */
public final class SuspendedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SuspendedException() {
        super("The step waits for an answer", null, false, false);
    }
}
