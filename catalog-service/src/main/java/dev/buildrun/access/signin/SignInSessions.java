package dev.buildrun.access.signin;

import dev.buildrun.audit.AuditStore;
import dev.buildrun.database.Database;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.seal.Seal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;

/** Who is signed in, and with which refresh token of the provider, which is encrypted. Blocks. */
final class SignInSessions {
    private static final int SECRET_BYTES = 32;

    private final Database database;
    private final Seal seal;
    private final String provider;
    private final Duration lifetime;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final SignInStore store = new SignInStore();
    private final AuditStore audit = new AuditStore();

    SignInSessions(Database database, Seal seal, String provider, Duration lifetime, Clock clock) {
        this.database = database;
        this.seal = seal;
        this.provider = provider;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /** What one renewal brought. */
    record Renewed(String userRef, String refreshToken) {}

    String random() {
        var bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** @return the secret of the session, for the cookie */
    String begin(String userRef, String refreshToken, String scope) {
        var secret = random();
        var hash = hash(secret);
        var now = clock.instant();
        database.transact(tx -> {
            store.deleteExpired(tx, now);
            store.insert(
                    tx,
                    new SignInStore.Session(hash, provider, userRef, sealed(hash, refreshToken), scope),
                    now,
                    now.plus(lifetime));
            audit.writeNow(tx, userRef, "session.begin", "provider:" + provider, List.of());
        });
        return secret;
    }

    /** Notes a sign-in that leaves no session, since the provider gives no refresh token. */
    void note(String userRef) {
        database.transact(tx -> audit.writeNow(tx, userRef, "session.begin", "provider:" + provider, List.of()));
    }

    /**
     * Renews what a session has. The provider is asked outside of any transaction.
     *
     * @param ask the provider, with the refresh token that there is and the scope that was granted
     * @throws ServiceException of kind AUTHENTICATION for a session that is over, or that the provider does not renew
     */
    void renew(String secret, BiFunction<String, String, Renewed> ask) {
        var hash = hash(secret);
        var session = database.inTransaction(tx -> store.find(tx, hash, provider, clock.instant()))
                .orElseThrow(
                        () -> ServiceException.of(ErrorKind.AUTHENTICATION, "Refresh failed; the session is over"));
        var token = seal.open(owner(hash), Base64.getDecoder().decode(session.refreshToken()))
                .orElseThrow(() ->
                        ServiceException.of(ErrorKind.AUTHENTICATION, "Refresh failed; the session can't be read"));
        var renewed = ask.apply(new String(token, StandardCharsets.UTF_8), session.scope());
        var now = clock.instant();
        database.transact(tx -> store.used(
                tx,
                new SignInStore.Session(
                        hash, provider, renewed.userRef(), sealed(hash, renewed.refreshToken()), session.scope()),
                now,
                now.plus(lifetime)));
    }

    void end(String secret) {
        database.transact(tx -> {
            var hash = hash(secret);
            var session = store.find(tx, hash, provider, clock.instant());
            if (store.delete(tx, hash) && session.isPresent()) {
                audit.writeNow(tx, session.get().userRef(), "session.end", "provider:" + provider, List.of());
            }
        });
    }

    private String sealed(byte[] hash, String refreshToken) {
        return Base64.getEncoder()
                .encodeToString(seal.close(owner(hash), refreshToken.getBytes(StandardCharsets.UTF_8)));
    }

    /** What is sealed belongs to its session and opens for no other. */
    private static UUID owner(byte[] hash) {
        return UUID.nameUUIDFromBytes(hash);
    }

    static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException exception) {
            throw new IllegalStateException(exception);
        }
    }
}
