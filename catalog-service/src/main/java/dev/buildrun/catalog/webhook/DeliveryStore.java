package dev.buildrun.catalog.webhook;

import static dev.buildrun.database.schema.Tables.WEBHOOKS;
import static dev.buildrun.database.schema.Tables.WEBHOOK_DEAD_LETTERS;
import static dev.buildrun.database.schema.Tables.WEBHOOK_DELIVERIES;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;

import dev.buildrun.database.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.UpdateSetMoreStep;
import org.jooq.impl.SQLDataType;
import org.jooq.types.DayToSecond;
import org.jspecify.annotations.Nullable;

/** Who delivers, how far, and what became of it. Whoever writes progress names the fence of its lease, and is told when it is over. */
final class DeliveryStore {
    /** Attempts that are kept of each webhook. */
    static final int KEPT_DELIVERIES = 100;
    /** Dead letters that are kept of each webhook. */
    static final int MAX_DEAD_LETTERS = 1_000;

    private static final int MAX_ERROR_CHARACTERS = 500;

    private static final Field<Long> RETRY_MILLIS = field(
            "cast(greatest(0, coalesce(extract(epoch from {0} - now()), 0) * 1000) as bigint)",
            SQLDataType.BIGINT, WEBHOOKS.RETRY_AT);

    /** An attempt that was made. */
    record Delivery(
            long number,
            String messageId,
            String type,
            @Nullable String subject,
            long position,
            int attempt,
            Instant at,
            @Nullable Integer status,
            long millis,
            @Nullable String error) {}

    /** An event that could not be delivered. */
    record DeadLetter(
            long position,
            String messageId,
            String type,
            @Nullable String subject,
            String event,
            int attempts,
            String error,
            Instant at) {}

    /** Leases what is to be delivered and nobody delivers. */
    List<Lease> claim(Tx tx, Duration lease, int limit) {
        var free = select(WEBHOOKS.ID)
                .from(WEBHOOKS)
                .where(WEBHOOKS.ENABLED)
                .and(WEBHOOKS.PAUSED_AT.isNull())
                .and(WEBHOOKS.LEASED_UNTIL.isNull().or(WEBHOOKS.LEASED_UNTIL.lt(currentOffsetDateTime())))
                .orderBy(WEBHOOKS.ID)
                .limit(limit)
                .forUpdate()
                .skipLocked();
        return tx.jooq()
                .update(WEBHOOKS)
                .set(WEBHOOKS.FENCE, WEBHOOKS.FENCE.plus(1))
                .set(WEBHOOKS.LEASED_UNTIL, currentOffsetDateTime().plus(DayToSecond.valueOf(lease)))
                .where(WEBHOOKS.ID.in(free))
                .returningResult(List.of(WEBHOOKS.fields()))
                .fetch()
                .map(row -> lease(tx, row));
    }

    private static Lease lease(Tx tx, Record row) {
        var retryIn = tx.jooq()
                .select(RETRY_MILLIS)
                .from(WEBHOOKS)
                .where(WEBHOOKS.ID.eq(row.get(WEBHOOKS.ID)))
                .fetchSingle()
                .value1();
        return new Lease(
                WebhookStore.parse(row, 0),
                row.get(WEBHOOKS.FENCE),
                row.get(WEBHOOKS.SECRET),
                row.get(WEBHOOKS.RELIST_TO),
                row.get(WEBHOOKS.DEAD_IN_A_ROW),
                Duration.ofMillis(retryIn));
    }

    /** Keeps leases for longer; returns those that still hold. */
    List<UUID> renew(Tx tx, Map<UUID, Long> fences, Duration lease) {
        return fences.entrySet().stream()
                .filter(held -> tx.jooq()
                                .update(WEBHOOKS)
                                .set(
                                        WEBHOOKS.LEASED_UNTIL,
                                        currentOffsetDateTime().plus(DayToSecond.valueOf(lease)))
                                .where(isHeld(held.getKey(), held.getValue()))
                                .execute()
                        > 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Gives a lease back, so that others need not wait. */
    void release(Tx tx, UUID id, long fence) {
        tx.jooq()
                .update(WEBHOOKS)
                .setNull(WEBHOOKS.LEASED_UNTIL)
                .set(WEBHOOKS.FENCE, WEBHOOKS.FENCE.plus(1))
                .where(isHeld(id, fence))
                .execute();
    }

    private static Condition isHeld(UUID id, long fence) {
        return WEBHOOKS.ID.eq(id).and(WEBHOOKS.FENCE.eq(fence));
    }

    /** The caller has nothing to do up to a position; false where the lease is over, as in all that follows. */
    boolean passed(Tx tx, Lease lease, long position) {
        return done(tx, position).where(isHeld(lease.id(), lease.fence())).execute() > 0;
    }

    private static UpdateSetMoreStep<?> done(Tx tx, long position) {
        return tx.jooq()
                .update(WEBHOOKS)
                .set(WEBHOOKS.POSITION, position)
                .set(WEBHOOKS.ATTEMPTS, 0)
                .setNull(WEBHOOKS.RETRY_AT)
                .setNull(WEBHOOKS.RELIST_TO);
    }

    /** Events are lost to the receiver: what is to be told it first. */
    boolean lost(Tx tx, Lease lease, long relistTo) {
        return tx.jooq()
                        .update(WEBHOOKS)
                        .set(WEBHOOKS.RELIST_TO, relistTo)
                        .where(isHeld(lease.id(), lease.fence()))
                        .execute()
                > 0;
    }

    /** The receiver has taken it. */
    boolean delivered(Tx tx, Lease lease, Message message, int attempt, Attempt result) {
        var held = done(tx, message.position())
                        .set(WEBHOOKS.DEAD_IN_A_ROW, 0)
                        .setNull(WEBHOOKS.FAILING_SINCE)
                        .setNull(WEBHOOKS.LAST_ERROR)
                        .set(WEBHOOKS.SUCCEEDED_AT, currentOffsetDateTime())
                        .where(isHeld(lease.id(), lease.fence()))
                        .execute()
                > 0;
        return held && remember(tx, lease.id(), message, attempt, result);
    }

    /** It has not, and is asked again later. */
    boolean failed(Tx tx, Lease lease, Message message, int attempt, Attempt result, Duration retryIn) {
        var held = failing(tx, result)
                        .set(WEBHOOKS.ATTEMPTS, attempt)
                        .set(WEBHOOKS.RETRY_AT, currentOffsetDateTime().plus(DayToSecond.valueOf(retryIn)))
                        .where(isHeld(lease.id(), lease.fence()))
                        .execute()
                > 0;
        return held && remember(tx, lease.id(), message, attempt, result);
    }

    /**
     * It has not, and is not asked again: the event becomes a dead letter.
     *
     * @param inARow how many those are now
     */
    boolean gaveUp(Tx tx, Lease lease, Message message, int attempt, Attempt result, int inARow) {
        var held = failing(tx, result)
                        .set(WEBHOOKS.POSITION, message.position())
                        .set(WEBHOOKS.ATTEMPTS, 0)
                        .setNull(WEBHOOKS.RETRY_AT)
                        .setNull(WEBHOOKS.RELIST_TO)
                        .set(WEBHOOKS.DEAD_IN_A_ROW, inARow)
                        .where(isHeld(lease.id(), lease.fence()))
                        .execute()
                > 0;
        if (held) {
            bury(tx, lease.id(), message, attempt, result);
        }
        return held && remember(tx, lease.id(), message, attempt, result);
    }

    private static UpdateSetMoreStep<?> failing(Tx tx, Attempt result) {
        return tx.jooq()
                .update(WEBHOOKS)
                .set(WEBHOOKS.FAILING_SINCE, coalesce(WEBHOOKS.FAILING_SINCE, currentOffsetDateTime()))
                .set(WEBHOOKS.LAST_ERROR, shortened(result));
    }

    private static String shortened(Attempt result) {
        var error = String.valueOf(result.error()).replace('\0', ' ');
        return error.substring(0, Math.min(error.length(), MAX_ERROR_CHARACTERS));
    }

    /** Lets it rest until somebody enables it again. What comes meanwhile stays in the log. */
    boolean pause(Tx tx, Lease lease, String why) {
        return tx.jooq()
                        .update(WEBHOOKS)
                        .set(WEBHOOKS.PAUSED_AT, currentOffsetDateTime())
                        .set(WEBHOOKS.PAUSED_WHY, why)
                        .where(isHeld(lease.id(), lease.fence()))
                        .execute()
                > 0;
    }

    private static void bury(Tx tx, UUID id, Message message, int attempts, Attempt result) {
        tx.jooq()
                .insertInto(WEBHOOK_DEAD_LETTERS)
                .set(WEBHOOK_DEAD_LETTERS.WEBHOOK_ID, id)
                .set(WEBHOOK_DEAD_LETTERS.POSITION, message.position())
                .set(WEBHOOK_DEAD_LETTERS.MESSAGE_ID, message.id())
                .set(WEBHOOK_DEAD_LETTERS.TYPE, message.type())
                .set(WEBHOOK_DEAD_LETTERS.SUBJECT, message.subject())
                .set(WEBHOOK_DEAD_LETTERS.EVENT, message.text())
                .set(WEBHOOK_DEAD_LETTERS.ATTEMPTS, attempts)
                .set(WEBHOOK_DEAD_LETTERS.ERROR, shortened(result))
                .onConflictDoNothing()
                .execute();
    }

    /** Keeps the newest attempts only. Returns true. */
    boolean remember(Tx tx, UUID id, Message message, int attempt, Attempt result) {
        var number = tx.jooq()
                .update(WEBHOOKS)
                .set(WEBHOOKS.DELIVERIES, WEBHOOKS.DELIVERIES.plus(1))
                .where(WEBHOOKS.ID.eq(id))
                .returning(WEBHOOKS.DELIVERIES)
                .fetchSingle()
                .get(WEBHOOKS.DELIVERIES);
        tx.jooq()
                .insertInto(WEBHOOK_DELIVERIES)
                .set(WEBHOOK_DELIVERIES.WEBHOOK_ID, id)
                .set(WEBHOOK_DELIVERIES.NUMBER, number)
                .set(WEBHOOK_DELIVERIES.MESSAGE_ID, message.id())
                .set(WEBHOOK_DELIVERIES.TYPE, message.type())
                .set(WEBHOOK_DELIVERIES.SUBJECT, message.subject())
                .set(WEBHOOK_DELIVERIES.POSITION, message.position())
                .set(WEBHOOK_DELIVERIES.ATTEMPT, attempt)
                .set(WEBHOOK_DELIVERIES.STATUS, result.status())
                .set(WEBHOOK_DELIVERIES.MILLIS, result.took().toMillis())
                .set(WEBHOOK_DELIVERIES.ERROR, result.isGood() ? null : shortened(result))
                .execute();
        tx.jooq()
                .deleteFrom(WEBHOOK_DELIVERIES)
                .where(WEBHOOK_DELIVERIES.WEBHOOK_ID.eq(id))
                .and(WEBHOOK_DELIVERIES.NUMBER.le(number - KEPT_DELIVERIES))
                .execute();
        return true;
    }

    /** The newest attempts, newest first. */
    List<Delivery> deliveries(Tx tx, UUID id) {
        return tx.jooq()
                .selectFrom(WEBHOOK_DELIVERIES)
                .where(WEBHOOK_DELIVERIES.WEBHOOK_ID.eq(id))
                .orderBy(WEBHOOK_DELIVERIES.NUMBER.desc())
                .fetch(row -> new Delivery(
                        row.get(WEBHOOK_DELIVERIES.NUMBER),
                        row.get(WEBHOOK_DELIVERIES.MESSAGE_ID),
                        row.get(WEBHOOK_DELIVERIES.TYPE),
                        row.get(WEBHOOK_DELIVERIES.SUBJECT),
                        row.get(WEBHOOK_DELIVERIES.POSITION),
                        row.get(WEBHOOK_DELIVERIES.ATTEMPT),
                        row.get(WEBHOOK_DELIVERIES.AT).toInstant(),
                        row.get(WEBHOOK_DELIVERIES.STATUS),
                        row.get(WEBHOOK_DELIVERIES.MILLIS),
                        row.get(WEBHOOK_DELIVERIES.ERROR)));
    }

    int deadLetterCount(Tx tx, UUID id) {
        return tx.jooq().fetchCount(WEBHOOK_DEAD_LETTERS, WEBHOOK_DEAD_LETTERS.WEBHOOK_ID.eq(id));
    }

    /** Oldest first, at most so many. */
    List<DeadLetter> deadLetters(Tx tx, UUID id, long after, int limit) {
        return tx.jooq()
                .selectFrom(WEBHOOK_DEAD_LETTERS)
                .where(WEBHOOK_DEAD_LETTERS.WEBHOOK_ID.eq(id))
                .and(WEBHOOK_DEAD_LETTERS.POSITION.gt(after))
                .orderBy(WEBHOOK_DEAD_LETTERS.POSITION)
                .limit(limit)
                .fetch(DeliveryStore::deadLetter);
    }

    Optional<DeadLetter> deadLetter(Tx tx, UUID id, long position) {
        return tx.jooq()
                .selectFrom(WEBHOOK_DEAD_LETTERS)
                .where(isDeadLetter(id, position))
                .fetchOptional(DeliveryStore::deadLetter);
    }

    private static DeadLetter deadLetter(Record row) {
        return new DeadLetter(
                row.get(WEBHOOK_DEAD_LETTERS.POSITION),
                row.get(WEBHOOK_DEAD_LETTERS.MESSAGE_ID),
                row.get(WEBHOOK_DEAD_LETTERS.TYPE),
                row.get(WEBHOOK_DEAD_LETTERS.SUBJECT),
                row.get(WEBHOOK_DEAD_LETTERS.EVENT),
                row.get(WEBHOOK_DEAD_LETTERS.ATTEMPTS),
                row.get(WEBHOOK_DEAD_LETTERS.ERROR),
                row.get(WEBHOOK_DEAD_LETTERS.AT).toInstant());
    }

    /** Counts another attempt of a dead letter. */
    void failedAgain(Tx tx, UUID id, long position, Attempt result) {
        tx.jooq()
                .update(WEBHOOK_DEAD_LETTERS)
                .set(WEBHOOK_DEAD_LETTERS.ATTEMPTS, WEBHOOK_DEAD_LETTERS.ATTEMPTS.plus(1))
                .set(WEBHOOK_DEAD_LETTERS.ERROR, shortened(result))
                .where(isDeadLetter(id, position))
                .execute();
    }

    /** Returns whether there was one. */
    boolean drop(Tx tx, UUID id, long position) {
        return tx.jooq()
                        .deleteFrom(WEBHOOK_DEAD_LETTERS)
                        .where(isDeadLetter(id, position))
                        .execute()
                > 0;
    }

    private static Condition isDeadLetter(UUID id, long position) {
        return WEBHOOK_DEAD_LETTERS.WEBHOOK_ID.eq(id).and(WEBHOOK_DEAD_LETTERS.POSITION.eq(position));
    }
}
