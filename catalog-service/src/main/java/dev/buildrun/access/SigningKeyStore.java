package dev.buildrun.access;

import static dev.buildrun.database.schema.Tables.SIGNING_KEY;

import dev.buildrun.database.Tx;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** The table of public keys. */
final class SigningKeyStore {
    static final String CHANNEL = "signing_key";

    void insert(Tx tx, String kid, String publicJwk, Instant createdAt, Instant expiresAt) {
        tx.jooq()
                .insertInto(SIGNING_KEY)
                .set(SIGNING_KEY.KID, kid)
                .set(SIGNING_KEY.PUBLIC_JWK, publicJwk)
                .set(SIGNING_KEY.CREATED_AT, createdAt.atOffset(ZoneOffset.UTC))
                .set(SIGNING_KEY.EXPIRES_AT, expiresAt.atOffset(ZoneOffset.UTC))
                .execute();
        tx.jooq().execute("notify " + CHANNEL);
    }

    /** The JWKs of all keys that have not expired, the newest first. */
    List<String> unexpired(Tx tx, Instant now) {
        return tx.jooq()
                .select(SIGNING_KEY.PUBLIC_JWK)
                .from(SIGNING_KEY)
                .where(SIGNING_KEY.EXPIRES_AT.gt(now.atOffset(ZoneOffset.UTC)))
                .orderBy(SIGNING_KEY.CREATED_AT.desc(), SIGNING_KEY.KID)
                .fetch(SIGNING_KEY.PUBLIC_JWK);
    }

    void deleteExpired(Tx tx, Instant now) {
        tx.jooq()
                .deleteFrom(SIGNING_KEY)
                .where(SIGNING_KEY.EXPIRES_AT.le(now.atOffset(ZoneOffset.UTC)))
                .execute();
    }
}
