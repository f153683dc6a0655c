package dev.buildrun.access;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Knows callers by their bearer tokens: user and plugin tokens that this service signed, and the fixed tokens in the config. Answers
 * from memory; a token's signature is checked once and then remembered by the token's hash until the token ends.
 */
public final class TokenAuthenticator implements Authenticator {
    private static final int REMEMBERED_TOKENS = 10_000;
    private static final Pattern BEARER = Pattern.compile("(?i)bearer +(\\S+)");
    private static final Pattern PLUGIN_ID = Pattern.compile("[a-z0-9_-]+");

    private final Tokens tokens;
    private final Ownership ownership;
    private final AccessConfig config;
    private final Clock clock;
    private final Map<ByteBuffer, AccessConfig.ExternalToken> external = new HashMap<>();
    private final Map<ByteBuffer, Tokens.Verified> remembered = new Remembered();

    public TokenAuthenticator(Tokens tokens, Ownership ownership, AccessConfig config, Clock clock) {
        this.tokens = tokens;
        this.ownership = ownership;
        this.config = config;
        this.clock = clock;
        config.externalTokens().forEach(entry -> external.put(hash(entry.token()), entry));
    }

    @Override
    public Caller authenticate(@Nullable String authorization, String pluginId) {
        return bearer(authorization)
                .map(token -> authenticateToken(token, pluginId))
                .orElseGet(Caller.Anonymous::new);
    }

    /** The token of a header; any other scheme counts as none, as in Backstage. */
    public static Optional<String> bearer(@Nullable String authorization) {
        if (authorization == null) {
            return Optional.empty();
        }
        var matcher = BEARER.matcher(authorization);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private Caller authenticateToken(String token, String pluginId) {
        var hash = hash(token);
        var fixed = external.get(hash);
        return fixed != null ? externalCaller(fixed, pluginId) : caller(verified(hash, token), pluginId);
    }

    private static Caller externalCaller(AccessConfig.ExternalToken token, String pluginId) {
        if (!token.plugins().isEmpty() && !token.plugins().contains(pluginId)) {
            throw ServiceException.of(
                    ErrorKind.NOT_ALLOWED,
                    "This token's access is restricted to plugin(s) '" + String.join("', '", token.plugins()) + "'");
        }
        return new Caller.Service("external:" + token.subject());
    }

    private Caller caller(Tokens.Verified token, String pluginId) {
        return switch (token.type()) {
            case USER -> user(token);
            case PLUGIN -> plugin(token, pluginId);
            case LIMITED_USER -> throw ServiceException.of(ErrorKind.AUTHENTICATION, "Illegal limited user token");
            case REPOSITORY -> throw illegal();
        };
    }

    private Caller user(Tokens.Verified token) {
        if (!token.issuer().equals(config.issuer()) || !token.audience().equals(Tokens.USER_AUDIENCE)) {
            throw illegal();
        }
        return new Caller.User(token.subject(), ownership.refsOf(token.subject()));
    }

    private static Caller plugin(Tokens.Verified token, String pluginId) {
        if (!token.audience().equals(pluginId)
                || !PLUGIN_ID.matcher(token.subject()).matches()) {
            throw illegal();
        }
        return new Caller.Service("plugin:" + token.subject());
    }

    private Tokens.Verified verified(ByteBuffer hash, String token) {
        synchronized (remembered) {
            var known = remembered.get(hash);
            if (known != null && clock.instant().isBefore(known.expiresAt())) {
                return known;
            }
        }
        var verified = tokens.verify(token).orElseThrow(TokenAuthenticator::illegal);
        synchronized (remembered) {
            remembered.put(hash, verified);
        }
        return verified;
    }

    private static ServiceException illegal() {
        return ServiceException.of(ErrorKind.AUTHENTICATION, "Illegal token");
    }

    private static ByteBuffer hash(String token) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return ByteBuffer.wrap(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException exception) {
            throw new IllegalStateException(exception);
        }
    }

    /** Forgets what was used longest ago. */
    private static final class Remembered extends LinkedHashMap<ByteBuffer, Tokens.Verified> {
        private static final long serialVersionUID = 1L;

        Remembered() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Tokens.Verified> eldest) {
            return size() > REMEMBERED_TOKENS;
        }
    }
}
