package dev.buildrun.access;

import com.nimbusds.jose.JWSObject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Tokens of an identity provider for programs, as {@code backend.auth.externalAccess} of type {@code jwks} describes them. */
final class JwksTokens {
    private final ExternalAccess.Jwks config;
    private final RemoteKeys keys;
    private final Clock clock;

    JwksTokens(ExternalAccess.Jwks config, Clock clock) {
        this.config = config;
        this.keys = new RemoteKeys(config.url(), config.algorithms());
        this.clock = clock;
    }

    /** Whom a token is of, and until when it holds. */
    record Known(String subject, Instant expiresAt) {}

    Optional<Known> verify(JWSObject jws) {
        return keys.claims(jws)
                .filter(this::isForUs)
                .map(claims -> new Known(
                        (config.subjectPrefix() == null ? "" : config.subjectPrefix() + ":")
                                + claims.path("sub").asString(),
                        Instant.ofEpochSecond(claims.path("exp").asLong())));
    }

    private boolean isForUs(JsonNode claims) {
        return !claims.path("sub").asString("").isEmpty()
                && JwtTimes.of(claims).isCurrent(clock.instant(), true)
                && (config.issuers().isEmpty()
                        || config.issuers().contains(claims.path("iss").asString("")))
                && (config.audiences().isEmpty()
                        || audiences(claims.path("aud")).stream().anyMatch(config.audiences()::contains));
    }

    static List<String> audiences(JsonNode claim) {
        return claim.isArray()
                ? claim.valueStream().map(each -> each.asString("")).toList()
                : List.of(claim.asString(""));
    }
}
