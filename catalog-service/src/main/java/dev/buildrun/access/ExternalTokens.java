package dev.buildrun.access;

import com.nimbusds.jose.JWSObject;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The programs of {@code backend.auth.externalAccess}, found by their tokens. */
final class ExternalTokens {
    private final Map<ByteBuffer, Known> fixed = new HashMap<>();
    private final List<Signed> signed = new ArrayList<>();
    private boolean asksForKeys;

    /** A program, and what its entry in the configuration lets it do. */
    record Known(String subject, ExternalAccess entry, Instant expiresAt) {
        /**
         * The program as a caller of a plugin.
         *
         * @throws ServiceException of kind NOT_ALLOWED where its restrictions do not name the plugin, in Backstage's words
         */
        Caller at(String pluginId) {
            var restrictions = entry.restrictions();
            if (restrictions.isEmpty()) {
                return new Caller.Service(subject);
            }
            var scope = restrictions.get(pluginId);
            if (scope == null) {
                throw ServiceException.of(
                        ErrorKind.NOT_ALLOWED,
                        "This token's access is restricted to plugin(s) '" + String.join("', '", restrictions.keySet())
                                + "'");
            }
            return new Caller.Service(subject, scope);
        }
    }

    private interface Signed {
        Optional<Known> verify(JWSObject jws);
    }

    ExternalTokens(List<ExternalAccess> entries, Clock clock) {
        for (var entry : entries) {
            switch (entry.proof()) {
                case ExternalAccess.StaticToken(var token, var subject) ->
                    fixed.put(
                            ByteBuffer.wrap(TokenAuthenticator.sha256(token)),
                            new Known("external:" + subject, entry, Instant.MAX));
                case ExternalAccess.Legacy(var secret, var subject) -> {
                    var legacy = new LegacyTokens(secret, clock);
                    var known = new Known("external:" + subject, entry, Instant.MAX);
                    signed.add(jws -> legacy.accepts(jws) ? Optional.of(known) : Optional.empty());
                }
                case ExternalAccess.Jwks jwks -> {
                    asksForKeys = true;
                    var tokens = new JwksTokens(jwks, clock);
                    signed.add(jws -> tokens.verify(jws)
                            .map(known -> new Known("external:" + known.subject(), entry, known.expiresAt())));
                }
            }
        }
    }

    boolean asksForKeys() {
        return asksForKeys;
    }

    boolean isFixed(String token) {
        return fixed(token).isPresent();
    }

    Optional<Known> fixed(String token) {
        return Optional.ofNullable(fixed.get(ByteBuffer.wrap(TokenAuthenticator.sha256(token))));
    }

    Optional<Known> signed(JWSObject jws) {
        return signed.stream().flatMap(each -> each.verify(jws).stream()).findFirst();
    }
}
