package dev.buildrun.scaffolder.task;

import static dev.buildrun.database.schema.Sequences.TASK_CLAIMS;
import static dev.buildrun.database.schema.Tables.TASK_ROLLBACKS;
import static org.jooq.impl.DSL.case_;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.val;

import dev.buildrun.database.Tx;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The table of rollbacks. Whoever writes to one locks the row of its task first, as for all that hangs on a task; only claiming and
 * renewing pass over what others have locked.
 */
final class RollbackStore {
    private static final String REQUESTED = Rollback.Status.REQUESTED.wireName();
    private static final String RUNNING = Rollback.Status.RUNNING.wireName();

    /**
     * Asks for a rollback; one that has ended begins anew, one that goes on is left alone.
     *
     * @param completion the event that ends the task when the rollback is over; null where the task has one
     */
    void request(Tx tx, UUID taskId, @Nullable String actor, @Nullable ObjectNode completion, Instant now) {
        var event = completion == null ? null : Json.write(completion);
        tx.jooq()
                .insertInto(TASK_ROLLBACKS)
                .set(TASK_ROLLBACKS.TASK_ID, taskId)
                .set(TASK_ROLLBACKS.STATUS, REQUESTED)
                .set(TASK_ROLLBACKS.REQUESTED_BY, actor)
                .set(TASK_ROLLBACKS.REQUESTED_AT, at(now))
                .set(TASK_ROLLBACKS.NOT_BEFORE, at(now))
                .set(TASK_ROLLBACKS.COMPLETION, event)
                .onConflict(TASK_ROLLBACKS.TASK_ID)
                .doUpdate()
                .set(TASK_ROLLBACKS.STATUS, REQUESTED)
                .set(TASK_ROLLBACKS.REQUESTED_BY, actor)
                .set(TASK_ROLLBACKS.REQUESTED_AT, at(now))
                .set(TASK_ROLLBACKS.NOT_BEFORE, at(now))
                .set(TASK_ROLLBACKS.COMPLETION, event)
                .set(TASK_ROLLBACKS.INTERRUPTIONS, 0)
                .setNull(TASK_ROLLBACKS.ENDED_AT)
                .where(TASK_ROLLBACKS.ENDED_AT.isNotNull())
                .execute();
    }

    /** Without its effects. */
    Optional<Rollback> find(Tx tx, UUID taskId) {
        return tx.jooq()
                .selectFrom(TASK_ROLLBACKS)
                .where(TASK_ROLLBACKS.TASK_ID.eq(taskId))
                .fetchOptional()
                .map(RollbackStore::rollback);
    }

    /** Takes those that are due, and those whose run gives no sign of life, which counts as an interruption. */
    List<ClaimedRollback> claim(Tx tx, Instant now, Duration lease, int limit) {
        var due = name("due")
                .asMaterialized(tx.jooq()
                        .select(TASK_ROLLBACKS.TASK_ID)
                        .from(TASK_ROLLBACKS)
                        .where(TASK_ROLLBACKS.STATUS.eq(REQUESTED).and(TASK_ROLLBACKS.NOT_BEFORE.le(at(now))))
                        .or(TASK_ROLLBACKS.STATUS.eq(RUNNING).and(TASK_ROLLBACKS.LEASE_UNTIL.lt(at(now))))
                        .orderBy(TASK_ROLLBACKS.NOT_BEFORE)
                        .limit(limit)
                        .forUpdate()
                        .skipLocked());
        return tx.jooq()
                .with(due)
                .update(TASK_ROLLBACKS)
                .set(TASK_ROLLBACKS.CLAIM, TASK_CLAIMS.nextval())
                .set(TASK_ROLLBACKS.LEASE_UNTIL, at(now.plus(lease)))
                .set(
                        TASK_ROLLBACKS.INTERRUPTIONS,
                        TASK_ROLLBACKS.INTERRUPTIONS.plus(case_().when(TASK_ROLLBACKS.STATUS.eq(RUNNING), val(1))
                                .otherwise(val(0))))
                .set(TASK_ROLLBACKS.STATUS, RUNNING)
                .from(due)
                .where(TASK_ROLLBACKS.TASK_ID.eq(due.field(TASK_ROLLBACKS.TASK_ID)))
                .returning()
                .fetch()
                .map(row -> new ClaimedRollback(
                        row.get(TASK_ROLLBACKS.TASK_ID),
                        row.get(TASK_ROLLBACKS.CLAIM),
                        row.get(TASK_ROLLBACKS.REQUESTED_BY),
                        row.get(TASK_ROLLBACKS.INTERRUPTIONS)));
    }

    /**
     * Makes sure that the rollback still belongs to this run. After the lock of its task.
     *
     * @throws ServiceException of kind CONFLICT
     */
    void lock(Tx tx, ClaimedRollback claimed) {
        var row = tx.jooq()
                .select(TASK_ROLLBACKS.TASK_ID)
                .from(TASK_ROLLBACKS)
                .where(TASK_ROLLBACKS.CLAIM.eq(claimed.token()))
                .forUpdate()
                .fetchOptional();
        if (row.isEmpty()) {
            throw ServiceException.conflict("The rollback of task " + claimed.taskId()
                    + " has ended or was given to another run; this one may not write any more");
        }
    }

    /** Gives a sign of life for these runs. */
    void renew(Tx tx, Collection<Long> tokens, Instant now, Duration lease) {
        tx.jooq()
                .update(TASK_ROLLBACKS)
                .set(TASK_ROLLBACKS.LEASE_UNTIL, at(now.plus(lease)))
                .where(TASK_ROLLBACKS.CLAIM.in(tokens))
                .execute();
    }

    /** After {@link #lock}: another run goes on, not at once. */
    void postpone(Tx tx, ClaimedRollback claimed, int interruptions, Instant notBefore) {
        tx.jooq()
                .update(TASK_ROLLBACKS)
                .set(TASK_ROLLBACKS.STATUS, REQUESTED)
                .set(TASK_ROLLBACKS.NOT_BEFORE, at(notBefore))
                .set(TASK_ROLLBACKS.INTERRUPTIONS, TASK_ROLLBACKS.INTERRUPTIONS.plus(interruptions))
                .setNull(TASK_ROLLBACKS.CLAIM)
                .setNull(TASK_ROLLBACKS.LEASE_UNTIL)
                .where(TASK_ROLLBACKS.CLAIM.eq(claimed.token()))
                .execute();
    }

    /** After {@link #lock}. Returns the event that ends the task, where that was waiting for this. */
    Optional<ObjectNode> end(Tx tx, ClaimedRollback claimed, Rollback.Status status, Instant now) {
        var completion = tx.jooq()
                .select(TASK_ROLLBACKS.COMPLETION)
                .from(TASK_ROLLBACKS)
                .where(TASK_ROLLBACKS.CLAIM.eq(claimed.token()))
                .fetchSingle()
                .value1();
        tx.jooq()
                .update(TASK_ROLLBACKS)
                .set(TASK_ROLLBACKS.STATUS, status.wireName())
                .set(TASK_ROLLBACKS.ENDED_AT, at(now))
                .setNull(TASK_ROLLBACKS.COMPLETION)
                .setNull(TASK_ROLLBACKS.CLAIM)
                .setNull(TASK_ROLLBACKS.LEASE_UNTIL)
                .where(TASK_ROLLBACKS.CLAIM.eq(claimed.token()))
                .execute();
        return Optional.ofNullable(completion).map(text -> (ObjectNode) Json.read(text));
    }

    private static Rollback rollback(Record row) {
        var ended = row.get(TASK_ROLLBACKS.ENDED_AT);
        return new Rollback(
                row.get(TASK_ROLLBACKS.TASK_ID),
                Rollback.Status.of(row.get(TASK_ROLLBACKS.STATUS)),
                row.get(TASK_ROLLBACKS.REQUESTED_BY),
                row.get(TASK_ROLLBACKS.REQUESTED_AT).toInstant(),
                ended == null ? null : ended.toInstant(),
                List.of());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
