package dev.buildrun.access.signin;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A provider as the flow sees it: authorization code, refresh, and who somebody is. Blocks. */
sealed interface IdentityProvider permits OidcClient, OAuthClient {
    /** What must be asked for. */
    List<String> scopes();

    /** Where the browser goes. */
    String authorization(Ask ask);

    /** @throws ServiceException of kind AUTHENTICATION where the provider refuses, or what it says does not hold */
    Grant exchange(Code code);

    /**
     * Renews what a session has.
     *
     * @param scope what was granted when it began
     */
    Grant refresh(String refreshToken, String scope);

    /**
     * What the provider is asked.
     *
     * @param challenge of PKCE, for S256
     */
    record Ask(String scope, String state, String nonce, String challenge) {}

    /**
     * What the browser has brought back, with what is known of the request that it answers.
     *
     * @param issuer who says that the code is theirs; null where nobody says it
     */
    record Code(String code, @Nullable String issuer, String verifier, String nonce) {}

    /**
     * What the provider has given out.
     *
     * @param refreshToken null where it gave none
     * @param expiresInSeconds 0 for never
     */
    record Grant(
            String accessToken,
            @Nullable String idToken,
            @Nullable String refreshToken,
            String scope,
            long expiresInSeconds,
            Profile profile) {}

    static ServiceException refused(String why) {
        return ServiceException.of(ErrorKind.AUTHENTICATION, "The identity provider has not let the user in: " + why);
    }
}
