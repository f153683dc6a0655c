package dev.buildrun.notification;

import static dev.buildrun.database.schema.Tables.OUTGOING_NOTICES;
import static org.jooq.impl.DSL.select;

import dev.buildrun.database.Tx;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** What another backend is to tell people; only this class writes {@code outgoing_notices}. */
final class OutgoingNoticeStore {
    /**
     * One to be sent.
     *
     * @param body JSON
     * @param attempts with the one that is made now
     */
    record Outgoing(long id, String body, int attempts, Instant createdAt) {}

    void insert(Tx tx, String body, Instant now) {
        var at = now.atOffset(ZoneOffset.UTC);
        tx.jooq()
                .insertInto(OUTGOING_NOTICES)
                .set(OUTGOING_NOTICES.BODY, body)
                .set(OUTGOING_NOTICES.CREATED_AT, at)
                .set(OUTGOING_NOTICES.DUE_AT, at)
                .execute();
    }

    /** Takes the one that is due for longest, and which nobody else has taken, until the lease is over. */
    Optional<Outgoing> claim(Tx tx, Instant now, Instant leaseUntil) {
        var next = select(OUTGOING_NOTICES.ID)
                .from(OUTGOING_NOTICES)
                .where(OUTGOING_NOTICES.DUE_AT.le(now.atOffset(ZoneOffset.UTC)))
                .orderBy(OUTGOING_NOTICES.DUE_AT, OUTGOING_NOTICES.ID)
                .limit(1)
                .forUpdate()
                .skipLocked();
        return tx.jooq()
                .update(OUTGOING_NOTICES)
                .set(OUTGOING_NOTICES.DUE_AT, leaseUntil.atOffset(ZoneOffset.UTC))
                .set(OUTGOING_NOTICES.ATTEMPTS, OUTGOING_NOTICES.ATTEMPTS.plus(1))
                .where(OUTGOING_NOTICES.ID.in(next))
                .returningResult(List.of(OUTGOING_NOTICES.fields()))
                .fetchOptional()
                .map(row -> new Outgoing(
                        row.get(OUTGOING_NOTICES.ID),
                        row.get(OUTGOING_NOTICES.BODY),
                        row.get(OUTGOING_NOTICES.ATTEMPTS),
                        row.get(OUTGOING_NOTICES.CREATED_AT).toInstant()));
    }

    void postpone(Tx tx, long id, Instant until) {
        tx.jooq()
                .update(OUTGOING_NOTICES)
                .set(OUTGOING_NOTICES.DUE_AT, until.atOffset(ZoneOffset.UTC))
                .where(OUTGOING_NOTICES.ID.eq(id))
                .execute();
    }

    void remove(Tx tx, long id) {
        tx.jooq().deleteFrom(OUTGOING_NOTICES).where(OUTGOING_NOTICES.ID.eq(id)).execute();
    }
}
