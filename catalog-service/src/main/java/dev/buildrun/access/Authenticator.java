package dev.buildrun.access;

import org.jspecify.annotations.Nullable;

/**
 * Turns the {@code Authorization} header of a request into a caller. Called on the event loop for every request, so it must answer from
 * memory within microseconds.
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
}
