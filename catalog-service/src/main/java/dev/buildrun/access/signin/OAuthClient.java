package dev.buildrun.access.signin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Talks with a code host: OAuth 2 with PKCE, and the host's own API for who somebody is. Blocks. */
final class OAuthClient implements IdentityProvider {
    /** Before what is kept in place of a refresh token: an access token that has no end, as OAuth apps of GitHub get. */
    private static final String ENDLESS = "access-token:";

    private static final Pattern BETWEEN_SCOPES = Pattern.compile("[ ,]+");

    private final CodeHost host;
    private final SignInConfig.Client client;
    private final ProviderCalls calls = new ProviderCalls();

    OAuthClient(CodeHost host, SignInConfig.Client client) {
        this.host = host;
        this.client = client;
    }

    @Override
    public List<String> scopes() {
        return host.scopes();
    }

    @Override
    public String authorization(Ask ask) {
        return ProviderCalls.authorization(host.authorization(), client, ask, Map.of());
    }

    @Override
    public Grant exchange(Code code) {
        return grant(ProviderCalls.exchange(client, code), null);
    }

    @Override
    public Grant refresh(String refreshToken, String scope) {
        if (refreshToken.startsWith(ENDLESS)) {
            var accessToken = refreshToken.substring(ENDLESS.length());
            return new Grant(accessToken, null, refreshToken, scope, 0, profile(accessToken));
        }
        return grant(ProviderCalls.refresh(refreshToken), scope);
    }

    /** @param scope what holds where the host does not say it again; null where it must say it */
    private Grant grant(Map<String, String> parameters, @Nullable String scope) {
        var all = new HashMap<>(parameters);
        all.put("client_id", client.id());
        all.put("client_secret", client.secret());
        var answer = calls.post(host.token(), all, null);
        var accessToken = answer.path("access_token").asString("");
        if (accessToken.isEmpty()) {
            // GitHub says so with 200. What it says is the host's text, so only its code is repeated.
            throw IdentityProvider.refused("it gave no token (" + code(answer) + ")");
        }
        var refreshToken = answer.path("refresh_token").asString("");
        var expiresIn = answer.path("expires_in").asLong(0);
        var isEndless = refreshToken.isEmpty() && expiresIn == 0;
        return new Grant(
                accessToken,
                null,
                isEndless ? ENDLESS + accessToken : refreshToken.isEmpty() ? null : refreshToken,
                words(answer.path("scope").asString(scope == null ? "" : scope)),
                expiresIn,
                profile(accessToken));
    }

    private Profile profile(String accessToken) {
        var profile = host.profile(url -> calls.get(url, accessToken));
        if (profile.subject().isEmpty() || profile.username().isEmpty()) {
            throw IdentityProvider.refused("it does not say who it is");
        }
        return profile;
    }

    private static String code(JsonNode answer) {
        var code = answer.path("error").asString("");
        return code.matches("[a-z_]{1,60}") ? code : "without a reason";
    }

    /** GitHub puts commas between scopes. */
    private static String words(String scope) {
        return BETWEEN_SCOPES.matcher(scope.strip()).replaceAll(" ");
    }
}
