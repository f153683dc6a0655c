package dev.buildrun.scaffolder.task;

import static dev.buildrun.database.schema.Tables.TASKS;
import static dev.buildrun.database.schema.Tables.TASK_WAITS;
import static org.jooq.impl.DSL.least;
import static org.jooq.impl.DSL.row;

import dev.buildrun.database.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The table of what tasks wait for, and what becomes of their rows meanwhile. Whoever writes holds the lock of the task's row. */
final class WaitStore {
    private static final String PENDING = "pending";

    /**
     * Keeps a new question.
     *
     * @param secret its token's hash and the sealed key of a callback; null for an approval
     */
    void insert(Tx tx, Wait wait, @Nullable CallbackSecret secret) {
        var insert = tx.jooq()
                .insertInto(TASK_WAITS)
                .set(TASK_WAITS.ID, wait.id())
                .set(TASK_WAITS.TASK_ID, wait.taskId())
                .set(TASK_WAITS.STEP_ID, wait.stepId())
                .set(TASK_WAITS.ITERATION, wait.iteration())
                .set(TASK_WAITS.MESSAGE, wait.ask().message())
                .set(TASK_WAITS.ASKED_AT, at(wait.askedAt()))
                .set(TASK_WAITS.EXPIRES_AT, at(wait.expiresAt()))
                .set(TASK_WAITS.TOKEN_HASH, secret == null ? null : secret.tokenHash())
                .set(TASK_WAITS.SEALED, secret == null ? null : secret.sealed());
        switch (wait.ask()) {
            case Wait.Approval approval -> {
                var reminder = approval.reminder();
                insert.set(TASK_WAITS.KIND, Wait.APPROVAL)
                        .set(TASK_WAITS.APPROVERS, approval.approvers().toArray(String[]::new))
                        .set(TASK_WAITS.OWNERS_OF, approval.ownersOf().toArray(String[]::new))
                        .set(TASK_WAITS.SELF_APPROVAL, approval.selfApproval())
                        .set(TASK_WAITS.REMIND_EVERY_SECONDS, reminder == null ? null : reminder.toSeconds())
                        // Due at once: that is when the approvers are told for the first time.
                        .set(TASK_WAITS.REMIND_AT, at(wait.askedAt()))
                        .execute();
            }
            case Wait.Callback _ -> insert.set(TASK_WAITS.KIND, Wait.CALLBACK).execute();
        }
    }

    /** How a callback's key is kept. */
    record CallbackSecret(byte[] tokenHash, byte[] sealed) {}

    /** The question of this attempt at the task. */
    Optional<Wait> current(Tx tx, UUID taskId, String stepId, String iteration) {
        return one(
                tx,
                TASK_WAITS
                        .TASK_ID
                        .eq(taskId)
                        .and(TASK_WAITS.STEP_ID.eq(stepId))
                        .and(TASK_WAITS.ITERATION.eq(iteration))
                        .and(TASK_WAITS.IS_CURRENT));
    }

    Optional<Wait> find(Tx tx, UUID id) {
        return one(tx, TASK_WAITS.ID.eq(id));
    }

    Optional<Wait> byToken(Tx tx, byte[] tokenHash) {
        return one(tx, TASK_WAITS.TOKEN_HASH.eq(tokenHash));
    }

    private static Optional<Wait> one(Tx tx, Condition condition) {
        return tx.jooq().selectFrom(TASK_WAITS).where(condition).fetchOptional().map(WaitStore::read);
    }

    /** How many questions a task has asked, in all its attempts. */
    int count(Tx tx, UUID taskId) {
        return tx.jooq().fetchCount(TASK_WAITS, TASK_WAITS.TASK_ID.eq(taskId));
    }

    /** The sealed key of a callback; empty once it is over. */
    Optional<byte[]> sealed(Tx tx, UUID id) {
        return tx.jooq()
                .select(TASK_WAITS.SEALED)
                .from(TASK_WAITS)
                .where(TASK_WAITS.ID.eq(id))
                .fetchOptional(TASK_WAITS.SEALED);
    }

    /**
     * Approvals that nobody has decided, the oldest first.
     *
     * @param after the last one of the page before; null for the first page
     */
    List<Wait> openApprovals(Tx tx, @Nullable Wait after, int limit) {
        var behind = after == null
                ? DSL.noCondition()
                : row(TASK_WAITS.ASKED_AT, TASK_WAITS.ID).gt(row(at(after.askedAt()), after.id()));
        return tx.jooq()
                .selectFrom(TASK_WAITS)
                .where(TASK_WAITS.STATUS.eq(PENDING))
                .and(TASK_WAITS.KIND.eq(Wait.APPROVAL))
                .and(behind)
                .orderBy(TASK_WAITS.ASKED_AT, TASK_WAITS.ID)
                .limit(limit)
                .fetch()
                .map(WaitStore::read);
    }

    /** Waits whose time is over, or whose approvers are to be told. */
    List<Wait> due(Tx tx, Instant now, int limit) {
        var dueAt = least(TASK_WAITS.EXPIRES_AT, TASK_WAITS.REMIND_AT);
        return tx.jooq()
                .selectFrom(TASK_WAITS)
                .where(TASK_WAITS.STATUS.eq(PENDING))
                .and(dueAt.le(at(now)))
                .orderBy(dueAt)
                .limit(limit)
                .fetch()
                .map(WaitStore::read);
    }

    /** When the approvers are to be told next; null for never. */
    @Nullable
    Instant remindAt(Tx tx, UUID id) {
        var time = tx.jooq()
                .select(TASK_WAITS.REMIND_AT)
                .from(TASK_WAITS)
                .where(TASK_WAITS.ID.eq(id))
                .fetchOne(TASK_WAITS.REMIND_AT);
        return time == null ? null : time.toInstant();
    }

    void remindNext(Tx tx, UUID id, @Nullable Instant next) {
        tx.jooq()
                .update(TASK_WAITS)
                .set(TASK_WAITS.REMIND_AT, next == null ? null : at(next))
                .where(TASK_WAITS.ID.eq(id))
                .execute();
    }

    /** Ends a wait that nobody has ended yet; returns whether it did. */
    boolean settle(Tx tx, UUID id, Wait.Outcome outcome) {
        return tx.jooq()
                        .update(TASK_WAITS)
                        .set(TASK_WAITS.STATUS, outcome.status().wireName())
                        .set(TASK_WAITS.DECIDED_AT, at(outcome.at()))
                        .set(TASK_WAITS.DECIDED_BY, outcome.by())
                        .set(TASK_WAITS.COMMENT, outcome.comment())
                        .set(TASK_WAITS.PAYLOAD, outcome.payload())
                        .setNull(TASK_WAITS.REMIND_AT)
                        .where(TASK_WAITS.ID.eq(id))
                        .and(TASK_WAITS.STATUS.eq(PENDING))
                        .execute()
                > 0;
    }

    /** The task has ended: nobody need answer any more, and what is secret goes. */
    void close(Tx tx, UUID taskId, Instant now) {
        tx.jooq()
                .update(TASK_WAITS)
                .set(TASK_WAITS.STATUS, Wait.Status.WITHDRAWN.wireName())
                .set(TASK_WAITS.DECIDED_AT, at(now))
                .setNull(TASK_WAITS.REMIND_AT)
                .where(TASK_WAITS.TASK_ID.eq(taskId))
                .and(TASK_WAITS.STATUS.eq(PENDING))
                .execute();
        tx.jooq()
                .update(TASK_WAITS)
                .setNull(TASK_WAITS.SEALED)
                .setNull(TASK_WAITS.PAYLOAD)
                .where(TASK_WAITS.TASK_ID.eq(taskId))
                .execute();
    }

    /** The task is tried once more: it asks anew. */
    void forget(Tx tx, UUID taskId) {
        tx.jooq()
                .update(TASK_WAITS)
                .set(TASK_WAITS.IS_CURRENT, false)
                .where(TASK_WAITS.TASK_ID.eq(taskId))
                .execute();
    }

    /**
     * Takes the task from its run as long as a question of the step is open.
     *
     * @return false when it is to be gone on with at once, since the answer has come or somebody has cancelled the task
     */
    boolean park(Tx tx, UUID taskId, String stepId, Instant now) {
        var waits = tx.jooq()
                .fetchExists(
                        TASK_WAITS,
                        TASK_WAITS
                                .TASK_ID
                                .eq(taskId)
                                .and(TASK_WAITS.STEP_ID.eq(stepId))
                                .and(TASK_WAITS.IS_CURRENT)
                                .and(TASK_WAITS.STATUS.eq(PENDING)));
        var isCancelled = tx.jooq().fetchExists(TASKS, TASKS.ID.eq(taskId).and(TASKS.CANCEL_REQUESTED));
        tx.jooq()
                .update(TASKS)
                .set(TASKS.SUSPENDED_AT, stepId)
                .set(TASKS.PARKED_AT, at(now))
                .setNull(TASKS.CLAIM)
                .setNull(TASKS.LEASE_UNTIL)
                .setNull(TASKS.RUN_UNTIL)
                .where(TASKS.ID.eq(taskId))
                .execute();
        if (!waits || isCancelled) {
            resume(tx, taskId);
        }
        return waits && !isCancelled;
    }

    /** Opens a task that waits, for a run to go on with it. One that does not wait is left as it is. */
    void resume(Tx tx, UUID taskId) {
        var resumed = tx.jooq()
                .update(TASKS)
                .set(TASKS.STATUS, TaskStatus.OPEN.wireName())
                .setNull(TASKS.PARKED_AT)
                .where(TASKS.ID.eq(taskId))
                .and(TASKS.PARKED_AT.isNotNull())
                .execute();
        if (resumed > 0) {
            TaskStore.announce(tx);
        }
    }

    private static Wait read(Record row) {
        return new Wait(
                row.get(TASK_WAITS.ID),
                row.get(TASK_WAITS.TASK_ID),
                row.get(TASK_WAITS.STEP_ID),
                row.get(TASK_WAITS.ITERATION),
                ask(row),
                row.get(TASK_WAITS.ASKED_AT).toInstant(),
                row.get(TASK_WAITS.EXPIRES_AT).toInstant(),
                outcome(row));
    }

    private static Wait.Ask ask(Record row) {
        var message = row.get(TASK_WAITS.MESSAGE);
        if (row.get(TASK_WAITS.KIND).equals(Wait.CALLBACK)) {
            return new Wait.Callback(message);
        }
        var seconds = row.get(TASK_WAITS.REMIND_EVERY_SECONDS);
        return new Wait.Approval(
                message,
                List.of(row.get(TASK_WAITS.APPROVERS)),
                List.of(row.get(TASK_WAITS.OWNERS_OF)),
                row.get(TASK_WAITS.SELF_APPROVAL),
                seconds == null ? null : Duration.ofSeconds(seconds));
    }

    private static Wait.@Nullable Outcome outcome(Record row) {
        var status = row.get(TASK_WAITS.STATUS);
        return status.equals(PENDING)
                ? null
                : new Wait.Outcome(
                        Wait.Status.of(status),
                        row.get(TASK_WAITS.DECIDED_AT).toInstant(),
                        row.get(TASK_WAITS.DECIDED_BY),
                        row.get(TASK_WAITS.COMMENT),
                        row.get(TASK_WAITS.PAYLOAD));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
