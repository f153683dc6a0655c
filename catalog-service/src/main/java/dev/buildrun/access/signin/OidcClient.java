package dev.buildrun.access.signin;

import com.nimbusds.jose.JWSObject;
import dev.buildrun.access.RemoteKeys;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Talks with an OpenID provider: authorization code with PKCE, refresh, and who somebody is. Blocks. */
final class OidcClient {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MAX_CHARACTERS = 1_000_000;
    private static final long SKEW_SECONDS = 60;

    private final OidcConfig config;
    private final URI callback;
    private final Clock clock;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private volatile @Nullable Provider provider;

    private record Provider(JsonNode metadata, RemoteKeys keys) {
        URI at(String name) {
            return URI.create(metadata.path(name).asString(""));
        }
    }

    /**
     * What the provider has given out.
     *
     * @param refreshToken null where it gave none
     */
    record Grant(
            String accessToken,
            @Nullable String idToken,
            @Nullable String refreshToken,
            String scope,
            long expiresInSeconds,
            Profile profile) {}

    OidcClient(OidcConfig config, URI callback, Clock clock) {
        this.config = config;
        this.callback = callback;
        this.clock = clock;
    }

    /** Where the browser goes. */
    String authorization(String scope, String state, String nonce, String challenge) {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("client_id", config.client().id());
        parameters.put("response_type", "code");
        parameters.put("redirect_uri", callback.toString());
        parameters.put("scope", scope);
        parameters.put("state", state);
        parameters.put("nonce", nonce);
        parameters.put("code_challenge", challenge);
        parameters.put("code_challenge_method", "S256");
        if (config.prompt() != null) {
            parameters.put("prompt", config.prompt());
        }
        var endpoint = provider().at("authorization_endpoint").toString();
        return endpoint + (endpoint.contains("?") ? "&" : "?") + form(parameters);
    }

    /** @throws ServiceException of kind AUTHENTICATION where the provider refuses, or what it says does not hold */
    Grant exchange(String code, String verifier, String nonce) {
        return grant(
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "redirect_uri",
                        callback.toString(),
                        "code_verifier",
                        verifier),
                nonce);
    }

    Grant refresh(String refreshToken) {
        return grant(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken), null);
    }

    private Grant grant(Map<String, String> parameters, @Nullable String nonce) {
        var answer = json(HttpRequest.newBuilder(provider().at("token_endpoint"))
                .header("Authorization", basic())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(parameters))));
        var idToken = answer.path("id_token").asString(null);
        if (nonce != null && idToken == null) {
            throw refused("it gave no id_token");
        }
        var claims = idToken == null ? null : checked(idToken, nonce);
        var accessToken = answer.path("access_token").asString("");
        return new Grant(
                accessToken,
                idToken,
                answer.path("refresh_token").asString(null),
                answer.path("scope").asString(""),
                answer.path("expires_in").asLong(0),
                profile(accessToken, claims));
    }

    /** What the provider tells now of the user; it must be the one of the token. */
    private Profile profile(String accessToken, @Nullable JsonNode claims) {
        var info = json(HttpRequest.newBuilder(provider().at("userinfo_endpoint"))
                .header("Authorization", "Bearer " + accessToken));
        if (info.path("sub").asString("").isEmpty()
                || (claims != null && !info.path("sub").equals(claims.path("sub")))) {
            throw refused("its user info is of somebody else than its token");
        }
        return Profile.of(info);
    }

    private JsonNode checked(String idToken, @Nullable String nonce) {
        try {
            var claims = provider()
                    .keys()
                    .claims(JWSObject.parse(idToken))
                    .orElseThrow(() -> refused("its token is not signed with its keys"));
            var now = clock.instant().getEpochSecond();
            var audience = claims.path("aud");
            var isForUs = audience.isArray()
                    ? audience.valueStream()
                            .anyMatch(each ->
                                    each.asString("").equals(config.client().id()))
                    : audience.asString("").equals(config.client().id());
            if (!claims.path("iss").equals(provider().metadata().path("issuer"))
                    || !isForUs
                    || claims.path("exp").asLong(0) <= now
                    || claims.path("iat").asLong(Long.MAX_VALUE) > now + SKEW_SECONDS
                    || (nonce != null && !nonce.equals(claims.path("nonce").asString("")))) {
                throw refused("its token is not for this sign-in");
            }
            return claims;
        } catch (ParseException exception) {
            throw refused("its token is none");
        }
    }

    private Provider provider() {
        var known = provider;
        if (known == null) {
            var metadata = json(HttpRequest.newBuilder(config.metadataUrl()));
            for (var name :
                    List.of("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "issuer")) {
                if (!metadata.path(name).isString()) {
                    throw refused("its metadata have no " + name);
                }
            }
            known = new Provider(
                    metadata,
                    new RemoteKeys(URI.create(metadata.path("jwks_uri").asString()), List.of()));
            provider = known;
        }
        return known;
    }

    private JsonNode json(HttpRequest.Builder request) {
        try {
            var answer = http.send(
                    request.timeout(PATIENCE)
                            .header("Accept", "application/json")
                            .build(),
                    HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), MAX_CHARACTERS));
            if (answer.statusCode() != 200) {
                throw refused("it answered with " + answer.statusCode());
            }
            return Json.read(answer.body());
        } catch (IOException exception) {
            throw ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, "The identity provider can't be reached");
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the identity provider was asked", exception);
        }
    }

    private String basic() {
        var pair = encode(config.client().id()) + ":" + encode(config.client().secret());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static ServiceException refused(String why) {
        return ServiceException.of(ErrorKind.AUTHENTICATION, "The identity provider has not let the user in: " + why);
    }

    static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
