package dev.buildrun.http;

/**
 * One thing that a mount serves.
 *
 * @param method in upper case; a GET route answers HEAD too
 * @param pattern path relative to the mount: literal parts (matched in any case), {@code :name} for one part, {@code *} at the end for all
 *     the rest, even nothing
 * @param maxBodyBytes a larger body is refused
 */
public record Route(
        String method, String pattern, Runs runs, Access access, long maxBodyBytes, boolean spools, Endpoint endpoint) {
    /** What Express' JSON parser takes by default. */
    public static final long DEFAULT_MAX_BODY_BYTES = 102_400;

    /** Where the endpoint runs. */
    public enum Runs {
        /** On the event loop: it answers from memory and never blocks; what takes long there it gives back as {@link Answer.Later}. */
        ON_EVENT_LOOP,
        /** On a virtual thread of its own. */
        ON_VIRTUAL_THREAD
    }

    /** Who may call. */
    public enum Access {
        /** Anybody; a token is not even looked at, and it does not matter whether the service starts or stops. */
        TOKENLESS,
        /** Anybody, even without a token; a valid token is still read. */
        PUBLIC,
        /** A user or a service, by the token in the header or by the user's cookie; for what a browser opens without a header. */
        COOKIE,
        /** A user or a service; nobody else gets past 401. */
        AUTHENTICATED
    }

    /** A route that memory answers. */
    public static Route fromMemory(String method, String pattern, Endpoint endpoint) {
        return new Route(
                method, pattern, Runs.ON_EVENT_LOOP, Access.AUTHENTICATED, DEFAULT_MAX_BODY_BYTES, false, endpoint);
    }

    /** A route that reads or writes something slower than memory. */
    public static Route blocking(String method, String pattern, Endpoint endpoint) {
        return new Route(
                method, pattern, Runs.ON_VIRTUAL_THREAD, Access.AUTHENTICATED, DEFAULT_MAX_BODY_BYTES, false, endpoint);
    }

    /** The same route, open to callers without a token. */
    public Route open() {
        return new Route(method, pattern, runs, Access.PUBLIC, maxBodyBytes, spools, endpoint);
    }

    /** The same route, open to browsers that bring the user's cookie. */
    public Route withCookie() {
        return new Route(method, pattern, runs, Access.COOKIE, maxBodyBytes, spools, endpoint);
    }

    /** The same route, answered to everybody at any time. */
    public Route tokenless() {
        return new Route(method, pattern, runs, Access.TOKENLESS, maxBodyBytes, spools, endpoint);
    }

    /** The same route with another limit for its body. */
    public Route accepting(long bytes) {
        return new Route(method, pattern, runs, access, bytes, spools, endpoint);
    }

    /** The same route, whose body goes to a temporary file while it arrives. */
    public Route spooling(long bytes) {
        return new Route(method, pattern, Runs.ON_VIRTUAL_THREAD, access, bytes, true, endpoint);
    }
}
