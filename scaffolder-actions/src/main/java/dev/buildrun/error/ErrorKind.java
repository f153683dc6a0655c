package dev.buildrun.error;

/**
 * What went wrong, by whose fault it is. The wire names and status codes are those of Backstage's own error classes, so that
 * its clients react as they always do.
 */
public enum ErrorKind {
    NOT_MODIFIED("NotModifiedError", 304),
    INPUT("InputError", 400),
    AUTHENTICATION("AuthenticationError", 401),
    NOT_ALLOWED("NotAllowedError", 403),
    NOT_FOUND("NotFoundError", 404),
    CONFLICT("ConflictError", 409),
    GONE("GoneError", 410),
    INTERNAL("Error", 500),
    NOT_IMPLEMENTED("NotImplementedError", 501),
    SERVICE_UNAVAILABLE("ServiceUnavailableError", 503);

    private final String wireName;
    private final int status;

    ErrorKind(String wireName, int status) {
        this.wireName = wireName;
        this.status = status;
    }

    /** The value of {@code error.name} in a response body. */
    public String wireName() {
        return wireName;
    }

    /** The HTTP status code. */
    public int status() {
        return status;
    }
}
