package dev.buildrun.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.buildrun.audit.AuditStore;
import dev.buildrun.database.Database;
import dev.buildrun.json.Json;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The keys that sign tokens, and those that are trusted. A private key lives in the memory of the process that made it and signs for
 * an hour; its public half is in the database until no token of it can be valid any more, so that every replica trusts it, and this
 * process after a restart too. {@link KeyRotation} turns the ring; everything else only reads memory.
 */
public final class KeyRing {
    /** On this channel PostgreSQL notifies whoever listens that there is another key. */
    public static final String CHANNEL = SigningKeyStore.CHANNEL;

    static final Duration SIGNS_FOR = Duration.ofHours(1);
    /** How long a key is published before it signs: longer than any replica waits between two looks at the table. */
    static final Duration KNOWN_BEFORE = Duration.ofMinutes(1);

    /** A key may sign longer than planned while the database is away; its tokens must not outlive it all the same. */
    private static final Duration SLACK = Duration.ofHours(2);

    private final Database database;
    private final SigningKeyStore store = new SigningKeyStore();
    private final AuditStore audit = new AuditStore();
    private final Clock clock;
    private final Duration longestToken;
    private @Nullable PrivateKey next;
    private volatile PrivateKey current;
    private volatile Trusted trusted = new Trusted(Map.of(), Json.object());

    private record PrivateKey(ECKey key, Instant createdAt) {}

    private record Trusted(Map<String, JWSVerifier> verifiers, ObjectNode jwks) {}

    /**
     * Makes this process' first key and reads those of others.
     *
     * @param longestToken the longest lifetime of any token that is signed
     */
    public KeyRing(Database database, Clock clock, Duration longestToken) {
        this.database = database;
        this.clock = clock;
        this.longestToken = longestToken;
        this.current = create();
        reload();
    }

    /** Makes and takes the next key where it is time, and reads which keys are trusted now. Blocks. */
    public synchronized void turn() {
        var age = Duration.between(current.createdAt(), clock.instant());
        if (next == null && age.compareTo(SIGNS_FOR.minus(KNOWN_BEFORE)) >= 0) {
            next = create();
        }
        reload();
        if (next != null && isKnownToAll(next)) {
            current = next;
            next = null;
        }
    }

    private boolean isKnownToAll(PrivateKey key) {
        return Duration.between(key.createdAt(), clock.instant()).compareTo(KNOWN_BEFORE) >= 0;
    }

    private PrivateKey create() {
        var now = clock.instant();
        try {
            var key = new ECKeyGenerator(Curve.P_256)
                    .keyID(UUID.randomUUID().toString())
                    .algorithm(JWSAlgorithm.ES256)
                    .generate();
            var expiresAt = now.plus(SIGNS_FOR).plus(longestToken).plus(SLACK);
            database.transact(tx -> {
                store.insert(tx, key.getKeyID(), key.toPublicJWK().toJSONString(), now, expiresAt);
                audit.writeNow(tx, null, "key.create", "key:" + key.getKeyID(), List.of());
            });
            return new PrivateKey(key, now);
        } catch (JOSEException exception) {
            throw new IllegalStateException("This Java can't make P-256 keys", exception);
        }
    }

    private void reload() {
        var now = clock.instant();
        var jwks = database.inTransaction(tx -> {
            store.deleteExpired(tx, now);
            return store.unexpired(tx, now);
        });
        trusted = trust(jwks);
    }

    private static Trusted trust(List<String> jwks) {
        var verifiers = new HashMap<String, JWSVerifier>();
        var published = Json.object();
        var keys = published.putArray("keys");
        for (var jwk : jwks) {
            try {
                var key = ECKey.parse(jwk);
                verifiers.put(key.getKeyID(), new ECDSAVerifier(key.toECPublicKey()));
                keys.add(Json.read(jwk));
            } catch (ParseException | JOSEException exception) {
                throw new IllegalStateException(
                        "The table signing_key holds something that is no P-256 key", exception);
            }
        }
        return new Trusted(Map.copyOf(verifiers), published);
    }

    /** The private key that signs now. */
    ECKey signingKey() {
        return current.key();
    }

    /** What checks signatures of a key that is trusted. */
    Optional<JWSVerifier> verifier(String kid) {
        return Optional.ofNullable(trusted.verifiers().get(kid));
    }

    /** The JSON Web Key Set of all trusted keys, public halves only. */
    public ObjectNode jwks() {
        return trusted.jwks();
    }
}
