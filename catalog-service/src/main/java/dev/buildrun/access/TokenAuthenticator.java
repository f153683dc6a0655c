package dev.buildrun.access;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Knows callers by their bearer tokens: those that this service signed, those of {@code backend.auth.externalAccess}, those of a Backstage
 * backend that is trusted, and those that people made. What a token proves is remembered by the token's hash, so nearly all answers come
 * from memory; {@link #blocks} says which don't.
 */
public final class TokenAuthenticator implements Authenticator {
    private static final int REMEMBERED_TOKENS = 10_000;
    /** How long it takes at most until a token that was revoked at another replica, or a key that was withdrawn, counts no more. */
    private static final Duration REMEMBERED_FOR = Duration.ofSeconds(10);

    private static final Pattern BEARER = Pattern.compile("(?i)bearer +(\\S+)");
    private static final Pattern PLUGIN_ID = Pattern.compile("[a-z0-9_-]+");

    private final Tokens tokens;
    private final Ownership ownership;
    private final AccessConfig config;
    private final TokenLookup own;
    private final ExternalTokens external;
    private final BackstageTokens backstage;
    private final @Nullable UserInfo userInfo;
    private final Clock clock;
    private final Map<ByteBuffer, Proof> remembered = new Remembered();

    public TokenAuthenticator(Tokens tokens, Ownership ownership, AccessConfig config, Clock clock) {
        this(tokens, ownership, config, TokenLookup.NONE, clock);
    }

    /** @param own finds the tokens that people made */
    public TokenAuthenticator(Tokens tokens, Ownership ownership, AccessConfig config, TokenLookup own, Clock clock) {
        this.tokens = tokens;
        this.ownership = ownership;
        this.config = config;
        this.own = own;
        this.external = new ExternalTokens(config.external(), clock);
        this.backstage = new BackstageTokens(config.discovery(), clock);
        this.userInfo = config.discovery().baseUrl("auth").map(UserInfo::new).orElse(null);
        this.clock = clock;
    }

    /** What a token proves, wherever it is used. */
    private sealed interface Proof {
        /** Until when it may be remembered. */
        Instant until();

        /**
         * @param isOwn whether this service signed it
         * @param claimed on whose behalf the user acts by the word of whoever signed
         * @param user on whose behalf the plugin calls; null where it calls for itself
         * @param mandate with which another backend is asked what the user may; null where none is
         */
        record Signed(
                Tokens.Verified token,
                boolean isOwn,
                List<String> claimed,
                @Nullable Signed user,
                @Nullable Mandate mandate,
                Instant until)
                implements Proof {}

        record External(ExternalTokens.Known program, Instant until) implements Proof {}

        record Made(TokenLookup.Holder holder, Instant until) implements Proof {}
    }

    @Override
    public Caller authenticate(@Nullable String authorization, String pluginId) {
        return bearer(authorization)
                .map(token -> caller(proof(token), pluginId, false))
                .orElseGet(Caller.Anonymous::new);
    }

    @Override
    public Caller authenticateLimited(@Nullable String authorization, @Nullable String cookie, String pluginId) {
        return bearer(authorization)
                .or(() -> Optional.ofNullable(cookie))
                .map(token -> caller(proof(token), pluginId, true))
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

    @Override
    public boolean blocks(@Nullable String authorization) {
        var token = bearer(authorization).orElse(null);
        return token != null && remembered(hash(token)) == null && (isMade(token) || asksForKeys(token));
    }

    private static boolean isMade(String token) {
        return token.startsWith(TokenLookup.PREFIX);
    }

    private boolean asksForKeys(String token) {
        return (backstage.isNeeded() || external.asksForKeys()) && !external.isFixed(token) && !tokens.hasKeyOf(token);
    }

    private Caller caller(Proof proof, String pluginId, boolean isLimitedEnough) {
        return switch (proof) {
            case Proof.Signed signed -> caller(signed, pluginId, isLimitedEnough);
            case Proof.External(var program, var _) -> program.at(pluginId);
            case Proof.Made(var holder, var _) -> made(holder, pluginId);
        };
    }

    private Caller caller(Proof.Signed signed, String pluginId, boolean isLimitedEnough) {
        return switch (signed.token().type()) {
            case USER -> user(signed, null);
            case PLUGIN -> plugin(signed, pluginId);
            case LIMITED_USER -> {
                if (!isLimitedEnough) {
                    throw ServiceException.of(ErrorKind.AUTHENTICATION, "Illegal limited user token");
                }
                yield limited(signed, null);
            }
            case REPOSITORY -> throw illegal();
        };
    }

    /** A token of our own names us and Backstage; those of others are told apart by whose keys signed them, as in Backstage. */
    private Caller.User user(Proof.Signed signed, @Nullable String plugin) {
        var token = signed.token();
        if (signed.isOwn()
                && (!token.issuer().equals(config.issuer()) || !token.audience().equals(Tokens.USER_AUDIENCE))) {
            throw illegal();
        }
        return limited(signed, plugin);
    }

    private Caller.User limited(Proof.Signed signed, @Nullable String plugin) {
        var user = signed.token().subject();
        var mandate = signed.mandate();
        return new Caller.User(
                user,
                ownership.refsOf(user, signed.claimed()),
                Scope.ALL,
                plugin,
                mandate == null ? null : mandate.again());
    }

    private Caller plugin(Proof.Signed signed, String pluginId) {
        var token = signed.token();
        if (!token.audience().equals(pluginId)
                || !PLUGIN_ID.matcher(token.subject()).matches()) {
            throw illegal();
        }
        var subject = "plugin:" + token.subject();
        return signed.user() == null ? new Caller.Service(subject) : onBehalfOf(signed.user(), subject);
    }

    private Caller onBehalfOf(Proof.Signed user, String plugin) {
        return switch (user.token().type()) {
            case USER -> user(user, plugin);
            case LIMITED_USER -> limited(user, plugin);
            case PLUGIN, REPOSITORY -> throw illegal();
        };
    }

    /** A token that has no permission of a plugin is good for nothing there, also where no permission is asked for. */
    private Caller made(TokenLookup.Holder holder, String pluginId) {
        if (!holder.scope().reaches(pluginId)) {
            throw ServiceException.of(ErrorKind.NOT_ALLOWED, "This token has no permission of '" + pluginId + "'");
        }
        return holder.isUser()
                ? new Caller.User(holder.subject(), ownership.refsOf(holder.subject()), holder.scope(), null)
                : new Caller.Service(holder.subject(), holder.scope());
    }

    private Proof proof(String token) {
        var hash = hash(token);
        var known = remembered(hash);
        if (known != null) {
            return known;
        }
        var proof = prove(token);
        synchronized (remembered) {
            remembered.put(hash, proof);
        }
        return proof;
    }

    private @Nullable Proof remembered(ByteBuffer hash) {
        synchronized (remembered) {
            var known = remembered.get(hash);
            return known != null && clock.instant().isBefore(known.until()) ? known : null;
        }
    }

    private Proof prove(String token) {
        var soon = clock.instant().plus(REMEMBERED_FOR);
        if (isMade(token)) {
            return new Proof.Made(own.find(token).orElseThrow(TokenAuthenticator::illegal), soon);
        }
        return tokens.verify(token)
                .<Proof>map(verified -> signed(token, verified, true, verified.expiresAt()))
                .or(() -> external.fixed(token).map(known -> new Proof.External(known, soon)))
                .or(() -> LegacyTokens.parse(token)
                        .filter(_ -> token.length() <= Tokens.MAX_CHARACTERS)
                        .flatMap(jws -> backstage
                                .verify(jws)
                                .<Proof>map(
                                        verified -> signed(token, verified, false, earlier(soon, verified.expiresAt())))
                                .or(() -> external.signed(jws)
                                        .map(known -> new Proof.External(known, earlier(soon, known.expiresAt()))))))
                .orElseThrow(TokenAuthenticator::illegal);
    }

    /** With all that others have to be asked about the token, so that nobody is while it is remembered. */
    private Proof.Signed signed(String token, Tokens.Verified verified, boolean isOwn, Instant until) {
        return switch (verified.type()) {
            case USER, LIMITED_USER ->
                new Proof.Signed(
                        verified, isOwn, isOwn ? List.of() : claimed(token, verified), null, mandate(token), until);
            case PLUGIN -> {
                var user = onBehalfOf(verified.claims().path("obo"));
                yield new Proof.Signed(
                        verified, isOwn, List.of(), user, null, user == null ? until : earlier(until, user.until()));
            }
            case REPOSITORY -> new Proof.Signed(verified, isOwn, List.of(), null, null, until);
        };
    }

    private @Nullable Mandate mandate(@Nullable String token) {
        return config.permissionBackend() == null || token == null
                ? null
                : tokens.mandate(token).map(Mandate::of).orElse(null);
    }

    /**
     * A user for whom something goes on, with the groups that they are in now.
     *
     * @param token the one with which they began it, which has been verified then; null where there was none
     */
    public Caller.User acting(String userEntityRef, @Nullable String token) {
        return new Caller.User(userEntityRef, ownership.refsOf(userEntityRef), Scope.ALL, null, mandate(token));
    }

    /**
     * A token with which something goes on for a user: the same where it holds for so long, and is what another backend wants to see; else
     * one of our own that does.
     */
    public String current(String userEntityRef, String token, Duration atLeast) {
        var mandate = mandate(token);
        return mandate != null && clock.instant().plus(atLeast).isBefore(mandate.until())
                ? token
                : tokens.current(userEntityRef, token, atLeast);
    }

    private Proof.@Nullable Signed onBehalfOf(JsonNode claim) {
        if (claim.isMissingNode()) {
            return null;
        }
        if (!(proof(claim.asString("")) instanceof Proof.Signed user)) {
            throw illegal();
        }
        return user;
    }

    /** Only whom the catalog does not know is anybody else asked about. */
    private List<String> claimed(String token, Tokens.Verified user) {
        var inside = UserInfo.refs(user.claims().path("ent"));
        return inside.isEmpty() && userInfo != null && !ownership.isKnown(user.subject())
                ? userInfo.ownershipRefs(token)
                : inside;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** Forgets what a token proved, for instance since it was revoked. */
    public void forgetMade() {
        synchronized (remembered) {
            remembered.values().removeIf(Proof.Made.class::isInstance);
        }
    }

    private static ServiceException illegal() {
        return ServiceException.of(ErrorKind.AUTHENTICATION, "Illegal token");
    }

    private static ByteBuffer hash(String token) {
        return ByteBuffer.wrap(sha256(token));
    }

    static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException exception) {
            throw new IllegalStateException(exception);
        }
    }

    /** Forgets what was used longest ago. */
    private static final class Remembered extends LinkedHashMap<ByteBuffer, Proof> {
        private static final long serialVersionUID = 1L;

        Remembered() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Proof> eldest) {
            return size() > REMEMBERED_TOKENS;
        }
    }
}
