package dev.buildrun.deploy.crash;

/** The store is not what it should be; the message says in what. */
public final class CrashFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CrashFailure(String message) {
        super(message);
    }
}
