package dev.buildrun.access.signin;

import com.nimbusds.jose.JWSObject;
import dev.buildrun.access.RemoteKeys;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Talks with an OpenID provider: authorization code with PKCE, refresh, and who somebody is. Blocks. */
final class OidcClient implements IdentityProvider {
    private static final long SKEW_SECONDS = 60;

    private final SignInConfig.OpenId config;
    private final SignInConfig.Client client;
    private final Clock clock;
    private final ProviderCalls calls = new ProviderCalls();
    private volatile @Nullable Provider provider;

    private record Provider(JsonNode metadata, RemoteKeys keys) {
        URI at(String name) {
            return URI.create(metadata.path(name).asString(""));
        }

        String issuer() {
            return metadata.path("issuer").asString("");
        }
    }

    OidcClient(SignInConfig.OpenId config, SignInConfig.Client client, Clock clock) {
        this.config = config;
        this.client = client;
        this.clock = clock;
    }

    @Override
    public List<String> scopes() {
        return List.of("openid", "profile", "email");
    }

    @Override
    public String authorization(Ask ask) {
        var more = new HashMap<>(Map.of("nonce", ask.nonce()));
        if (config.prompt() != null) {
            more.put("prompt", config.prompt());
        }
        return ProviderCalls.authorization(provider().at("authorization_endpoint"), client, ask, more);
    }

    @Override
    public Grant exchange(Code code) {
        // RFC 9207: a code of another provider must not be shown to this one.
        var saysIssuer = provider()
                .metadata()
                .path("authorization_response_iss_parameter_supported")
                .asBoolean(false);
        if (code.issuer() == null
                ? saysIssuer
                : !code.issuer().equals(provider().issuer())) {
            throw IdentityProvider.refused("the code is of another one");
        }
        return grant(ProviderCalls.exchange(client, code), code.nonce(), "");
    }

    @Override
    public Grant refresh(String refreshToken, String scope) {
        return grant(ProviderCalls.refresh(refreshToken), null, scope);
    }

    private Grant grant(Map<String, String> parameters, @Nullable String nonce, String scope) {
        var answer = calls.post(provider().at("token_endpoint"), parameters, basic());
        var idToken = answer.path("id_token").asString(null);
        if (nonce != null && idToken == null) {
            throw IdentityProvider.refused("it gave no id_token");
        }
        var claims = idToken == null ? null : checked(idToken, nonce);
        var accessToken = answer.path("access_token").asString("");
        return new Grant(
                accessToken,
                idToken,
                answer.path("refresh_token").asString(null),
                answer.path("scope").asString(scope),
                answer.path("expires_in").asLong(0),
                profile(accessToken, claims));
    }

    /** What the provider tells now of the user; it must be the one of the token. */
    private Profile profile(String accessToken, @Nullable JsonNode claims) {
        var info = calls.get(provider().at("userinfo_endpoint"), accessToken);
        if (info.path("sub").asString("").isEmpty()
                || (claims != null && !info.path("sub").equals(claims.path("sub")))) {
            throw IdentityProvider.refused("its user info is of somebody else than its token");
        }
        return Profile.of(info);
    }

    private JsonNode checked(String idToken, @Nullable String nonce) {
        try {
            var claims = provider()
                    .keys()
                    .claims(JWSObject.parse(idToken))
                    .orElseThrow(() -> IdentityProvider.refused("its token is not signed with its keys"));
            var now = clock.instant().getEpochSecond();
            var audience = claims.path("aud");
            var isForUs = audience.isArray()
                    ? audience.valueStream().anyMatch(each -> each.asString("").equals(client.id()))
                    : audience.asString("").equals(client.id());
            if (!claims.path("iss").equals(provider().metadata().path("issuer"))
                    || !isForUs
                    || claims.path("exp").asLong(0) <= now
                    || claims.path("iat").asLong(Long.MAX_VALUE) > now + SKEW_SECONDS
                    || (nonce != null && !nonce.equals(claims.path("nonce").asString("")))) {
                throw IdentityProvider.refused("its token is not for this sign-in");
            }
            return claims;
        } catch (ParseException exception) {
            throw IdentityProvider.refused("its token is none");
        }
    }

    private Provider provider() {
        var known = provider;
        if (known == null) {
            var metadata = calls.get(config.metadataUrl());
            for (var name :
                    List.of("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "issuer")) {
                if (!metadata.path(name).isString()) {
                    throw IdentityProvider.refused("its metadata have no " + name);
                }
            }
            known = new Provider(
                    metadata,
                    new RemoteKeys(URI.create(metadata.path("jwks_uri").asString()), List.of()));
            provider = known;
        }
        return known;
    }

    private String basic() {
        var pair = ProviderCalls.encode(client.id()) + ":" + ProviderCalls.encode(client.secret());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
