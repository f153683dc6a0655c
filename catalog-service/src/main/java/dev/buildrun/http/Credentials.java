package dev.buildrun.http;

import dev.buildrun.access.Authenticator;
import dev.buildrun.access.Caller;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** What a request brings to say who it comes from, and what its route wants of that. */
record Credentials(@Nullable String authorization, @Nullable String cookie, String pluginId, Route.Access access) {
    private static final String COOKIE = "backstage-auth";

    static Credentials of(HttpServerRequest http, String pluginId, Route.Access access) {
        var cookie = access == Route.Access.COOKIE ? http.getCookie(COOKIE) : null;
        return new Credentials(
                http.getHeader("Authorization"), cookie == null ? null : cookie.getValue(), pluginId, access);
    }

    /** Whether {@link #caller} has to ask something outside of memory. */
    boolean block(Authenticator authenticator) {
        return access != Route.Access.TOKENLESS
                && (authenticator.blocks(authorization)
                        || (cookie != null && authenticator.blocks("Bearer " + cookie)));
    }

    /** @throws ServiceException of kind AUTHENTICATION for credentials that are not valid, and for none where some are wanted */
    Caller caller(Authenticator authenticator) {
        return switch (access) {
            case TOKENLESS -> new Caller.Anonymous();
            case PUBLIC -> authenticator.authenticate(authorization, pluginId);
            case AUTHENTICATED -> known(authenticator.authenticate(authorization, pluginId));
            case COOKIE -> known(authenticator.authenticateLimited(authorization, cookie, pluginId));
        };
    }

    private static Caller known(Caller caller) {
        if (caller instanceof Caller.Anonymous) {
            throw ServiceException.of(ErrorKind.AUTHENTICATION, "Missing credentials");
        }
        return caller;
    }
}
