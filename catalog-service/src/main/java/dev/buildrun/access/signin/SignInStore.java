package dev.buildrun.access.signin;

import static dev.buildrun.database.schema.Tables.SIGN_IN_SESSION;

import dev.buildrun.database.Tx;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** The table of those who are signed in. */
final class SignInStore {
    /**
     * Somebody who is signed in.
     *
     * @param refreshToken of the provider, encrypted
     * @param scope that the provider granted when it began
     */
    record Session(byte[] idHash, String provider, String userRef, String refreshToken, String scope) {}

    void insert(Tx tx, Session session, Instant now, Instant end) {
        tx.jooq()
                .insertInto(SIGN_IN_SESSION)
                .set(SIGN_IN_SESSION.ID_HASH, session.idHash())
                .set(SIGN_IN_SESSION.PROVIDER, session.provider())
                .set(SIGN_IN_SESSION.USER_REF, session.userRef())
                .set(SIGN_IN_SESSION.REFRESH_TOKEN, session.refreshToken())
                .set(SIGN_IN_SESSION.SCOPE, session.scope())
                .set(SIGN_IN_SESSION.PROFILE, "{}")
                .set(SIGN_IN_SESSION.CREATED_AT, now.atOffset(ZoneOffset.UTC))
                .set(SIGN_IN_SESSION.USED_AT, now.atOffset(ZoneOffset.UTC))
                .set(SIGN_IN_SESSION.EXPIRES_AT, end.atOffset(ZoneOffset.UTC))
                .execute();
    }

    Optional<Session> find(Tx tx, byte[] idHash, String provider, Instant now) {
        return tx.jooq()
                .selectFrom(SIGN_IN_SESSION)
                .where(SIGN_IN_SESSION.ID_HASH.eq(idHash))
                .and(SIGN_IN_SESSION.PROVIDER.eq(provider))
                .and(SIGN_IN_SESSION.EXPIRES_AT.gt(now.atOffset(ZoneOffset.UTC)))
                .fetchOptional(row -> new Session(
                        row.get(SIGN_IN_SESSION.ID_HASH),
                        provider,
                        row.get(SIGN_IN_SESSION.USER_REF),
                        row.get(SIGN_IN_SESSION.REFRESH_TOKEN),
                        row.get(SIGN_IN_SESSION.SCOPE)));
    }

    /** Keeps what the last refresh brought. */
    void used(Tx tx, Session session, Instant now, Instant end) {
        tx.jooq()
                .update(SIGN_IN_SESSION)
                .set(SIGN_IN_SESSION.REFRESH_TOKEN, session.refreshToken())
                .set(SIGN_IN_SESSION.USER_REF, session.userRef())
                .set(SIGN_IN_SESSION.USED_AT, now.atOffset(ZoneOffset.UTC))
                .set(SIGN_IN_SESSION.EXPIRES_AT, end.atOffset(ZoneOffset.UTC))
                .where(SIGN_IN_SESSION.ID_HASH.eq(session.idHash()))
                .execute();
    }

    boolean delete(Tx tx, byte[] idHash) {
        return tx.jooq()
                        .deleteFrom(SIGN_IN_SESSION)
                        .where(SIGN_IN_SESSION.ID_HASH.eq(idHash))
                        .execute()
                == 1;
    }

    void deleteExpired(Tx tx, Instant now) {
        tx.jooq()
                .deleteFrom(SIGN_IN_SESSION)
                .where(SIGN_IN_SESSION.EXPIRES_AT.le(now.atOffset(ZoneOffset.UTC)))
                .execute();
    }
}
