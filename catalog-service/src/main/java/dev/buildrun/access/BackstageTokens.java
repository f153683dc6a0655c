package dev.buildrun.access;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * Tokens that another Backstage backend has signed: those of users by its plugin {@code auth}, those of plugins by each of them. Only what
 * {@link Discovery} names is ever asked for keys. Blocks while it asks.
 */
final class BackstageTokens {
    private final Discovery discovery;
    private final Clock clock;
    private final Map<URI, RemoteKeys> keys = new ConcurrentHashMap<>();

    BackstageTokens(Discovery discovery, Clock clock) {
        this.discovery = discovery;
        this.clock = clock;
    }

    boolean isNeeded() {
        return !discovery.plugins().isEmpty();
    }

    /** A token whose signature and times hold; empty for every fault. Whom a plugin's token is for is left to the caller. */
    Optional<Tokens.Verified> verify(JWSObject jws) {
        return type(jws)
                .flatMap(type -> keys(type, jws)
                        .flatMap(keys -> keys.claims(jws))
                        .flatMap(claims -> Tokens.read(type, claims))
                        .filter(token -> JwtTimes.of(token.claims()).isCurrent(clock.instant(), true)));
    }

    /** Tokens of older backends have no type, and say by their audience what they are. */
    private static Optional<TokenType> type(JWSObject jws) {
        JWSHeader header = jws.getHeader();
        if (header.getType() != null) {
            return TokenType.of(header.getType().getType()).filter(type -> type != TokenType.REPOSITORY);
        }
        return claimed(jws)
                .filter(claims -> claims.path("aud").asString("").equals(Tokens.USER_AUDIENCE))
                .map(_ -> TokenType.USER);
    }

    private Optional<RemoteKeys> keys(TokenType type, JWSObject jws) {
        return switch (type) {
            case USER, LIMITED_USER -> discovery.baseUrl("auth").map(base -> keys(base + "/.well-known/jwks.json"));
            case PLUGIN ->
                claimed(jws)
                        .flatMap(claims -> discovery.baseUrl(claims.path("sub").asString("")))
                        .map(base -> keys(base + "/.backstage/auth/v1/jwks.json"));
            case REPOSITORY -> Optional.empty();
        };
    }

    private RemoteKeys keys(String url) {
        return keys.computeIfAbsent(URI.create(url), at -> new RemoteKeys(at, List.of(JWSAlgorithm.ES256.getName())));
    }

    /** What the token says before anybody knows whether it is genuine: good for nothing but to find the key. */
    private static Optional<JsonNode> claimed(JWSObject jws) {
        try {
            return Optional.of(Json.read(jws.getPayload().toBytes()));
        } catch (ServiceException _) {
            return Optional.empty();
        }
    }
}
