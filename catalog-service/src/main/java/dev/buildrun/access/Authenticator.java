package dev.buildrun.access;

import org.jspecify.annotations.Nullable;

/**
 * Turns the {@code Authorization} header of a request into a caller. Called on the event loop for nearly every request, where it
 * answers from memory within microseconds.
 */
public interface Authenticator {
    /**
     * @param authorization the header as it came, null where there is none
     * @param pluginId the plugin that is called, since a token may be restricted to some
     * @return {@link Caller.Anonymous} where the header is missing or is not a bearer token
     * @throws dev.buildrun.error.ServiceException of kind AUTHENTICATION for a token that is not valid, NOT_ALLOWED for one that is not
     *     valid here
     */
    Caller authenticate(@Nullable String authorization, String pluginId);

    /**
     * The same on a route that browsers open without a header: there the user's cookie, and the limited token in it, counts too.
     *
     * @param cookie the value of the cookie {@code backstage-auth}; null where there is none
     */
    default Caller authenticateLimited(@Nullable String authorization, @Nullable String cookie, String pluginId) {
        return authenticate(authorization, pluginId);
    }

    /** Whether something outside of memory must be asked about the token first. Then nobody may call the others on an event loop. */
    default boolean blocks(@Nullable String authorization) {
        return false;
    }
}
