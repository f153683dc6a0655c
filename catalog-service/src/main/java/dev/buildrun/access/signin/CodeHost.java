package dev.buildrun.access.signin;

import java.net.URI;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * A host that speaks OAuth 2 and tells by an API of its own who somebody is. One more kind of host is one more of these, and a line in
 * {@code dev.buildrun.config.SignInSection}.
 */
public non-sealed interface CodeHost extends SignInConfig.Host {
    /** Where browsers are sent to. */
    URI authorization();

    /** Where codes and refresh tokens are exchanged. */
    URI token();

    /** What must be asked for to learn who somebody is. */
    List<String> scopes();

    /**
     * Who somebody is.
     *
     * @param read GETs an address of the API in their name
     */
    Profile profile(Function<URI, JsonNode> read);

    /** An address below another one, with or without a slash at its end. */
    static URI below(URI base, String path) {
        return URI.create(base.toString().replaceAll("/+$", "") + path);
    }
}
