package dev.buildrun.access.token;

import dev.buildrun.access.Scope;
import dev.buildrun.access.TokenLookup;
import dev.buildrun.audit.AuditEntry;
import dev.buildrun.audit.AuditStore;
import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.error.ServiceException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Makes, finds and revokes access tokens. Blocks; does not ask who may. */
public final class AccessTokens implements TokenLookup {
    private static final int MAX_PER_CREATOR = 100;
    private static final int PREFIX_BYTES = 6;
    private static final int SECRET_BYTES = 32;
    private static final Pattern TOKEN = Pattern.compile("(" + PREFIX + "[A-Za-z0-9_-]{8})[A-Za-z0-9_-]{43}");
    private static final Duration BETWEEN_NOTES = Duration.ofMinutes(1);
    private static final Duration KEPT_AFTER_END = Duration.ofDays(90);

    private final Database database;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final AccessTokenStore store = new AccessTokenStore();
    private final AuditStore audit = new AuditStore();

    public AccessTokens(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** A new token with the only copy of its secret. */
    public record Created(AccessToken token, String secret) {
        /** Leaves the secret out, since records end up in logs. */
        @Override
        public String toString() {
            return "Created[" + token + "]";
        }
    }

    /**
     * What a token is to be.
     *
     * @param subject the full reference of a user, or the subject of a service
     */
    public record Wish(String name, String subject, boolean isUser, Scope scope, Duration lifetime) {}

    /** @throws ServiceException of kind CONFLICT where somebody has made too many */
    public Created create(Wish wish, String createdBy) {
        var prefix = PREFIX + random(PREFIX_BYTES);
        var secret = prefix + random(SECRET_BYTES);
        var now = clock.instant();
        var token = new AccessToken(
                UUID.randomUUID(),
                wish.name(),
                wish.subject(),
                wish.isUser(),
                prefix,
                wish.scope(),
                new AccessToken.Times(now, now.plus(wish.lifetime()), null, null));
        database.transact(tx -> {
            store.deleteEndedBefore(tx, now.minus(KEPT_AFTER_END));
            if (store.countLocked(tx, createdBy, now) >= MAX_PER_CREATOR) {
                throw ServiceException.conflict(
                        "Expected at most " + MAX_PER_CREATOR + " tokens that are good, found as many; revoke some");
            }
            store.insert(tx, token, createdBy, sha256(secret));
            note(tx, createdBy, "token.create", token);
        });
        return new Created(token, secret);
    }

    private String random(int bytes) {
        var some = new byte[bytes];
        random.nextBytes(some);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(some);
    }

    /** Those that somebody made, or that act for them, the newest first. */
    public List<AccessToken> of(String who) {
        return database.inTransaction(tx -> store.of(tx, who));
    }

    /**
     * Revokes a token; doing it twice is no fault.
     *
     * @param mayAll whether the actor may revoke those of others too
     * @throws ServiceException of kind NOT_FOUND for a token that there is not, or that is not the actor's
     */
    public void revoke(UUID id, String actor, boolean mayAll) {
        database.transact(tx -> {
            var token = store.find(tx, id)
                    .filter(_ -> mayAll || store.isOf(tx, id, actor))
                    .orElseThrow(() -> ServiceException.notFound("No token " + id));
            if (store.revoke(tx, id, clock.instant())) {
                note(tx, actor, "token.revoke", token);
            }
        });
    }

    private void note(Tx tx, String actor, String action, AccessToken token) {
        audit.write(
                tx,
                new AuditEntry(
                        clock.instant(),
                        actor,
                        action,
                        "token:" + token.id() + " of " + token.subject(),
                        AuditEntry.Outcome.SUCCEEDED,
                        token.name()));
    }

    @Override
    public Optional<Holder> find(String token) {
        var parts = TOKEN.matcher(token);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var now = clock.instant();
        return database.inTransaction(tx -> store.find(tx, parts.group(1))
                .filter(found -> MessageDigest.isEqual(found.hash(), sha256(token)))
                .map(AccessTokenStore.Hashed::token)
                .filter(found -> found.isGood(now))
                .map(found -> {
                    store.used(tx, found.id(), now, now.minus(BETWEEN_NOTES));
                    return new Holder(found.subject(), found.isUser(), found.scope());
                }));
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException exception) {
            throw new IllegalStateException(exception);
        }
    }
}
