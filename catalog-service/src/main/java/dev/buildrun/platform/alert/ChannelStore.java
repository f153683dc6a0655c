package dev.buildrun.platform.alert;

import static dev.buildrun.database.schema.Tables.ALERT_DELIVERIES;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import dev.buildrun.database.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.types.DayToSecond;
import org.jspecify.annotations.Nullable;

/** The table of messages to channels. Whoever writes progress names the fence of its lease; nothing is written when that is over. */
final class ChannelStore {
    private static final int MAX_ERROR = 500;

    /**
     * A message.
     *
     * @param event {@code firing} or {@code resolved}
     * @param attempts how many were made
     * @param fence grows with each lease
     */
    record Delivery(
            long id,
            UUID alertId,
            String event,
            String channel,
            String status,
            int attempts,
            long fence,
            @Nullable String lastError,
            @Nullable Instant doneAt) {}

    void insert(Tx tx, UUID alertId, String event, String channel) {
        tx.jooq()
                .insertInto(ALERT_DELIVERIES)
                .set(ALERT_DELIVERIES.ALERT_ID, alertId)
                .set(ALERT_DELIVERIES.EVENT, event)
                .set(ALERT_DELIVERIES.CHANNEL, channel)
                .set(ALERT_DELIVERIES.STATUS, "pending")
                .set(ALERT_DELIVERIES.NEXT_AT, currentOffsetDateTime())
                .onConflictDoNothing()
                .execute();
    }

    /** Leases what is due; that an alert is over waits until it was told that it fires. */
    List<Delivery> claim(Tx tx, Duration lease, int limit) {
        var first = ALERT_DELIVERIES.as("first");
        var isAfterAnother = exists(selectOne()
                .from(first)
                .where(first.ALERT_ID.eq(ALERT_DELIVERIES.ALERT_ID))
                .and(first.ID.lt(ALERT_DELIVERIES.ID))
                .and(first.STATUS.eq("pending")));
        var due = select(ALERT_DELIVERIES.ID)
                .from(ALERT_DELIVERIES)
                .where(ALERT_DELIVERIES.NEXT_AT.le(currentOffsetDateTime()))
                .and(ALERT_DELIVERIES
                        .LEASED_UNTIL
                        .isNull()
                        .or(ALERT_DELIVERIES.LEASED_UNTIL.lt(currentOffsetDateTime())))
                .and(not(isAfterAnother))
                .orderBy(ALERT_DELIVERIES.NEXT_AT)
                .limit(limit)
                .forUpdate()
                .skipLocked();
        return tx.jooq()
                .update(ALERT_DELIVERIES)
                .set(ALERT_DELIVERIES.FENCE, ALERT_DELIVERIES.FENCE.plus(1))
                .set(ALERT_DELIVERIES.LEASED_UNTIL, currentOffsetDateTime().plus(DayToSecond.valueOf(lease)))
                .where(ALERT_DELIVERIES.ID.in(due))
                .returning()
                .fetch(ChannelStore::delivery);
    }

    void delivered(Tx tx, Delivery delivery) {
        end(tx, delivery, "delivered", null);
    }

    void dead(Tx tx, Delivery delivery, String error) {
        end(tx, delivery, "dead", error);
    }

    private static void end(Tx tx, Delivery delivery, String status, @Nullable String error) {
        tx.jooq()
                .update(ALERT_DELIVERIES)
                .set(ALERT_DELIVERIES.STATUS, status)
                .set(ALERT_DELIVERIES.ATTEMPTS, delivery.attempts() + 1)
                .setNull(ALERT_DELIVERIES.NEXT_AT)
                .setNull(ALERT_DELIVERIES.LEASED_UNTIL)
                .set(ALERT_DELIVERIES.LAST_ERROR, error == null ? null : shortened(error))
                .set(ALERT_DELIVERIES.DONE_AT, currentOffsetDateTime())
                .where(isHeld(delivery))
                .execute();
    }

    void failed(Tx tx, Delivery delivery, String error, Duration again) {
        tx.jooq()
                .update(ALERT_DELIVERIES)
                .set(ALERT_DELIVERIES.ATTEMPTS, delivery.attempts() + 1)
                .set(ALERT_DELIVERIES.NEXT_AT, currentOffsetDateTime().plus(DayToSecond.valueOf(again)))
                .setNull(ALERT_DELIVERIES.LEASED_UNTIL)
                .set(ALERT_DELIVERIES.LAST_ERROR, shortened(error))
                .where(isHeld(delivery))
                .execute();
    }

    private static Condition isHeld(Delivery delivery) {
        return ALERT_DELIVERIES.ID.eq(delivery.id()).and(ALERT_DELIVERIES.FENCE.eq(delivery.fence()));
    }

    private static String shortened(String error) {
        var clean = error.replace('\0', ' ');
        return clean.substring(0, Math.min(clean.length(), MAX_ERROR));
    }

    List<Delivery> of(Tx tx, UUID alertId) {
        return tx.jooq()
                .selectFrom(ALERT_DELIVERIES)
                .where(ALERT_DELIVERIES.ALERT_ID.eq(alertId))
                .orderBy(ALERT_DELIVERIES.ID)
                .fetch(ChannelStore::delivery);
    }

    /** Those that were given up, the newest first. */
    List<Delivery> dead(Tx tx, int limit) {
        return tx.jooq()
                .selectFrom(ALERT_DELIVERIES)
                .where(ALERT_DELIVERIES.STATUS.eq("dead"))
                .orderBy(ALERT_DELIVERIES.ID.desc())
                .limit(limit)
                .fetch(ChannelStore::delivery);
    }

    /** Tries a dead one anew; empty where there is none of that number. */
    Optional<Delivery> revive(Tx tx, long id) {
        return tx.jooq()
                .update(ALERT_DELIVERIES)
                .set(ALERT_DELIVERIES.STATUS, "pending")
                .set(ALERT_DELIVERIES.ATTEMPTS, 0)
                .set(ALERT_DELIVERIES.NEXT_AT, currentOffsetDateTime())
                .setNull(ALERT_DELIVERIES.DONE_AT)
                .where(ALERT_DELIVERIES.ID.eq(id))
                .and(ALERT_DELIVERIES.STATUS.eq("dead"))
                .returning()
                .fetchOptional(ChannelStore::delivery);
    }

    private static Delivery delivery(Record row) {
        var doneAt = row.get(ALERT_DELIVERIES.DONE_AT);
        return new Delivery(
                row.get(ALERT_DELIVERIES.ID),
                row.get(ALERT_DELIVERIES.ALERT_ID),
                row.get(ALERT_DELIVERIES.EVENT),
                row.get(ALERT_DELIVERIES.CHANNEL),
                row.get(ALERT_DELIVERIES.STATUS),
                row.get(ALERT_DELIVERIES.ATTEMPTS),
                row.get(ALERT_DELIVERIES.FENCE),
                row.get(ALERT_DELIVERIES.LAST_ERROR),
                doneAt == null ? null : doneAt.toInstant());
    }
}
