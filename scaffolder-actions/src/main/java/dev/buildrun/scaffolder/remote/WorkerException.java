package dev.buildrun.scaffolder.remote;

/** The worker could not be reached, or does not answer as it should. */
final class WorkerException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Of the answer; 0 where there was none. */
    private final int status;

    WorkerException(String message, int status) {
        super(message);
        this.status = status;
    }

    WorkerException(String message, Throwable cause) {
        super(message, cause);
        this.status = 0;
    }

    int status() {
        return status;
    }

    /** Whether it may be otherwise in a moment. */
    boolean isTransient() {
        return status == 0 || status >= 500;
    }
}
