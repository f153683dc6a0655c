package dev.buildrun.error;

import org.jspecify.annotations.Nullable;

/**
 * A failure whose message is meant for the caller: it says what was expected, what was found, and where. Any other exception
 * that reaches the edge is a bug and is answered with status 500 and no detail.
 */
public final class ServiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorKind kind;

    private ServiceException(ErrorKind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public static ServiceException of(ErrorKind kind, String message) {
        return new ServiceException(kind, message, null);
    }

    public static ServiceException of(ErrorKind kind, String message, Throwable cause) {
        return new ServiceException(kind, message, cause);
    }

    public static ServiceException input(String message) {
        return of(ErrorKind.INPUT, message);
    }

    public static ServiceException notFound(String message) {
        return of(ErrorKind.NOT_FOUND, message);
    }

    public static ServiceException conflict(String message) {
        return of(ErrorKind.CONFLICT, message);
    }

    /** Backstage refuses with an empty message, so that a refusal tells nothing about what it protects. */
    public static ServiceException notAllowed() {
        return of(ErrorKind.NOT_ALLOWED, "");
    }

    public ErrorKind kind() {
        return kind;
    }

    /** Never null, unlike in the class it extends. */
    @Override
    public String getMessage() {
        var message = super.getMessage();
        return message == null ? "" : message;
    }
}
