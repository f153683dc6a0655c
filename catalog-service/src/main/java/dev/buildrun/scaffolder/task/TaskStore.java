package dev.buildrun.scaffolder.task;

import static dev.buildrun.database.schema.Sequences.TASK_CLAIMS;
import static dev.buildrun.database.schema.Tables.TASKS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The table of tasks. Whoever writes anything of a task locks its row first, with {@link #lock} for a run and {@link #lockForCaller} for
 * everybody else; so writes to one task happen one after the other, and a run that lost its task writes nothing.
 */
final class TaskStore {
    static final List<Field<?>> TASK_FIELDS =
            List.of(TASKS.ID, TASKS.SPEC, TASKS.STATUS, TASKS.CREATED_BY, TASKS.CREATED_AT, TASKS.LAST_HEARTBEAT_AT);

    /** Nobody has had the task before, so that nothing can be left of it. */
    private static final Field<Boolean> FIRST_RUN =
            field(TASKS.LAST_HEARTBEAT_AT.isNull()).as("first_run");

    private static final List<Field<?>> CLAIMED_FIELDS = Stream.concat(
                    TASK_FIELDS.stream(),
                    Stream.of(
                            TASKS.CLAIM,
                            TASKS.FINISHED_STEPS,
                            TASKS.CHECKPOINTS,
                            TASKS.SECRETS,
                            TASKS.RUN_UNTIL,
                            TASKS.CANCEL_REQUESTED,
                            TASKS.SUSPENDED_AT,
                            field(name("due", "first_run"), Boolean.class)))
            .toList();

    private static final String INSERT = """
            insert into tasks (id, spec, status, created_by, created_at, secrets)
            select * from unnest({0}, {1}, {2}, {3}, {4}, {5})
            returning pg_notify({6}, '')""";

    private static final String OPEN = TaskStatus.OPEN.wireName();
    private static final String PROCESSING = TaskStatus.PROCESSING.wireName();
    /** What a process that waits for work listens to. */
    static final String CHANNEL = "scaffolder_tasks";

    static final String LOST = "Task %s has ended or was given to another run; this one may not write any more";

    private final WaitStore waits = new WaitStore();

    /** A task to be made, with its encrypted secrets. */
    record NewTask(Task task, byte[] secrets) {}

    /** One statement that is the same however many there are. */
    void insert(Tx tx, List<NewTask> made) {
        tx.jooq()
                .execute(
                        INSERT,
                        array(made, UUID[]::new, task -> task.task().id()),
                        array(
                                made,
                                String[]::new,
                                task -> Json.write(task.task().spec())),
                        array(made, String[]::new, task -> task.task().status().wireName()),
                        array(made, String[]::new, task -> task.task().createdBy()),
                        array(
                                made,
                                OffsetDateTime[]::new,
                                task -> at(task.task().createdAt())),
                        array(made, byte[][]::new, NewTask::secrets),
                        // In the same statement, since this is the one that every task needs.
                        inline(CHANNEL));
    }

    private static <T, V> Field<V[]> array(List<T> items, IntFunction<V[]> size, Function<T, @Nullable V> value) {
        return val(items.stream().map(value).toArray(size));
    }

    Optional<Task> find(Tx tx, UUID id) {
        return tx.jooq()
                .select(TASK_FIELDS)
                .from(TASKS)
                .where(TASKS.ID.eq(id))
                .fetchOptional()
                .map(TaskStore::task);
    }

    /**
     * Takes open tasks, the oldest first; what others are about to take is passed over.
     *
     * @param timeout counted from a task's first claim
     * @param limit tasks at most
     */
    List<ClaimedTask> claim(Tx tx, Instant now, Duration lease, Duration timeout, int limit) {
        // Materialized: otherwise the planner may run the limited select once per row and take more than the limit.
        var due = name("due")
                .asMaterialized(tx.jooq()
                        .select(TASKS.ID, FIRST_RUN)
                        .from(TASKS)
                        .where(TASKS.STATUS.eq(OPEN))
                        .orderBy(TASKS.CREATED_AT)
                        .limit(limit)
                        .forUpdate()
                        .skipLocked());
        return tx.jooq()
                .with(due)
                .update(TASKS)
                .set(TASKS.STATUS, PROCESSING)
                .set(TASKS.CLAIM, TASK_CLAIMS.nextval())
                .set(TASKS.LAST_HEARTBEAT_AT, at(now))
                .set(TASKS.LEASE_UNTIL, at(now.plus(lease)))
                .set(TASKS.RUN_UNTIL, coalesce(TASKS.RUN_UNTIL, val(at(now.plus(timeout)))))
                .from(due)
                .where(TASKS.ID.eq(due.field(TASKS.ID)))
                .returningResult(CLAIMED_FIELDS)
                .fetch()
                .map(TaskStore::claimed);
    }

    /**
     * Locks the row of a run's task.
     *
     * @throws ServiceException of kind CONFLICT when the task has ended or was given to another run
     */
    void lock(Tx tx, Claim claim) {
        var row = tx.jooq()
                .select(TASKS.ID)
                .from(TASKS)
                .where(is(claim))
                .forUpdate()
                .fetchOptional();
        if (row.isEmpty()) {
            throw lost(claim);
        }
    }

    private static Long[] tokens(Collection<Claim> claims) {
        return claims.stream().map(Claim::token).toArray(Long[]::new);
    }

    static ServiceException lost(Claim claim) {
        return ServiceException.conflict(LOST.formatted(claim.taskId()));
    }

    /** Locks the rows of several runs' tasks, always in the same order; returns the claims that still hold. */
    Set<Claim> lock(Tx tx, Collection<Claim> claims) {
        return tx
                .jooq()
                .select(TASKS.ID, TASKS.CLAIM)
                .from(TASKS)
                .where(TASKS.CLAIM.eq(any(tokens(claims))))
                .orderBy(TASKS.ID)
                .forUpdate()
                .fetch()
                .stream()
                .map(row -> new Claim(row.value1(), row.value2()))
                .collect(Collectors.toSet());
    }

    /** The same as {@link #lock}, with what there is to know. */
    HeldTask hold(Tx tx, Claim claim) {
        lock(tx, claim);
        return tx.jooq()
                .select(TASK_FIELDS)
                .select(TASKS.INTERRUPTIONS, TASKS.RUN_UNTIL)
                .from(TASKS)
                .where(is(claim))
                .fetchSingle()
                .map(TaskStore::held);
    }

    /** Locks the row of a task, whoever runs it; empty when there is no such task. */
    Optional<Task> lockForCaller(Tx tx, UUID id) {
        return tx.jooq()
                .select(TASK_FIELDS)
                .from(TASKS)
                .where(TASKS.ID.eq(id))
                .forUpdate()
                .fetchOptional()
                .map(TaskStore::task);
    }

    /** Which of these claims still hold, with whether somebody asked to cancel the task. */
    Map<Long, Boolean> cancelRequests(Tx tx, Collection<Long> tokens) {
        var requests = new HashMap<Long, Boolean>();
        tx.jooq()
                .select(TASKS.CLAIM, TASKS.CANCEL_REQUESTED)
                .from(TASKS)
                .where(TASKS.CLAIM.in(tokens))
                .forEach(row -> requests.put(row.value1(), row.value2()));
        return requests;
    }

    /** Gives a sign of life for these runs. A row that is locked is passed over: whoever holds it is alive, and comes by again. */
    void renew(Tx tx, Collection<Long> tokens, Instant now, Duration lease) {
        var mine = name("mine")
                .asMaterialized(tx.jooq()
                        .select(TASKS.ID)
                        .from(TASKS)
                        .where(TASKS.CLAIM.in(tokens))
                        .forUpdate()
                        .skipLocked());
        tx.jooq()
                .with(mine)
                .update(TASKS)
                .set(TASKS.LAST_HEARTBEAT_AT, at(now))
                .set(TASKS.LEASE_UNTIL, at(now.plus(lease)))
                .from(mine)
                .where(TASKS.ID.eq(mine.field(TASKS.ID)))
                .execute();
    }

    /** Keeps the outputs of finished steps, sealed. After {@link #lock}. */
    void saveSteps(Tx tx, Claim claim, byte[] sealed) {
        tx.jooq()
                .update(TASKS)
                .set(TASKS.FINISHED_STEPS, sealed)
                .where(is(claim))
                .execute();
    }

    /** Keeps checkpoints, sealed. After {@link #lock}. */
    void saveCheckpoints(Tx tx, Claim claim, byte[] sealed) {
        tx.jooq().update(TASKS).set(TASKS.CHECKPOINTS, sealed).where(is(claim)).execute();
    }

    /** Ends a task; its secrets and what its steps left go, its checkpoints stay for a retry. After a lock. */
    void end(Tx tx, UUID id, TaskStatus status, Instant now) {
        end(tx, TASKS.ID.eq(id), status, now);
    }

    /**
     * The same by their runs; those of the others have lost their tasks. All with one status.
     *
     * @return the claims that held
     */
    Set<Claim> end(Tx tx, Collection<Claim> claims, TaskStatus status, Instant now) {
        var held = lock(tx, claims);
        if (!held.isEmpty()) {
            end(tx, TASKS.CLAIM.eq(any(tokens(held))), status, now);
        }
        return held;
    }

    private static int end(Tx tx, Condition which, TaskStatus status, Instant now) {
        return tx.jooq()
                .update(TASKS)
                .set(TASKS.STATUS, status.wireName())
                .set(TASKS.LAST_HEARTBEAT_AT, at(now))
                .setNull(TASKS.FINISHED_STEPS)
                .setNull(TASKS.SECRETS)
                .setNull(TASKS.CLAIM)
                .setNull(TASKS.LEASE_UNTIL)
                .setNull(TASKS.RUN_UNTIL)
                .setNull(TASKS.PARKED_AT)
                .setNull(TASKS.SUSPENDED_AT)
                .where(which)
                .execute();
    }

    /** Locks tasks whose run gives no sign of life, the longest dead first, passing over those that somebody writes to. */
    List<HeldTask> lockAbandoned(Tx tx, Instant now, int limit) {
        return tx.jooq()
                .select(TASK_FIELDS)
                .select(TASKS.INTERRUPTIONS, TASKS.RUN_UNTIL)
                .from(TASKS)
                .where(TASKS.STATUS.eq(PROCESSING))
                .and(TASKS.LEASE_UNTIL.lt(at(now)))
                .orderBy(TASKS.LEASE_UNTIL)
                .limit(limit)
                .forUpdate()
                .skipLocked()
                .fetch()
                .map(TaskStore::held);
    }

    /** Opens a task again for another run to go on with. After a lock. */
    void reopen(Tx tx, UUID id, int interruptions, Instant now) {
        tx.jooq()
                .update(TASKS)
                .set(TASKS.STATUS, OPEN)
                .set(TASKS.LAST_HEARTBEAT_AT, at(now))
                .set(TASKS.INTERRUPTIONS, TASKS.INTERRUPTIONS.plus(interruptions))
                .setNull(TASKS.CLAIM)
                .setNull(TASKS.LEASE_UNTIL)
                .setNull(TASKS.SUSPENDED_AT)
                .where(TASKS.ID.eq(id))
                .execute();
        announce(tx);
    }

    /** After a lock: erases the secrets and leaves word for the run, this one or the next. */
    void requestCancel(Tx tx, UUID id) {
        tx.jooq()
                .update(TASKS)
                .setNull(TASKS.SECRETS)
                .set(TASKS.CANCEL_REQUESTED, true)
                .where(TASKS.ID.eq(id))
                .execute();
        waits.resume(tx, id);
    }

    /** After a lock: opens an ended task as if it were new, except for its checkpoints and its effects. */
    void startAgain(Tx tx, UUID id, byte[] encryptedSecrets, Instant now) {
        tx.jooq()
                .update(TASKS)
                .set(TASKS.STATUS, OPEN)
                .set(TASKS.LAST_HEARTBEAT_AT, at(now))
                .set(TASKS.SECRETS, encryptedSecrets)
                .set(TASKS.INTERRUPTIONS, 0)
                .set(TASKS.CANCEL_REQUESTED, false)
                .where(TASKS.ID.eq(id))
                .execute();
        waits.forget(tx, id);
        announce(tx);
    }

    /** After a rollback there is nothing left that a checkpoint could tell of. */
    void forgetState(Tx tx, UUID id) {
        tx.jooq()
                .update(TASKS)
                .setNull(TASKS.FINISHED_STEPS)
                .setNull(TASKS.CHECKPOINTS)
                .where(TASKS.ID.eq(id))
                .execute();
    }

    static void announce(Tx tx) {
        tx.jooq().execute("notify " + CHANNEL);
    }

    private static Condition is(Claim claim) {
        return TASKS.ID.eq(claim.taskId()).and(TASKS.CLAIM.eq(claim.token()));
    }

    private static ClaimedTask claimed(Record row) {
        var id = row.get(TASKS.ID);
        return new ClaimedTask(
                task(row),
                new Claim(id, row.get(TASKS.CLAIM)),
                new TaskState.Sealed(row.get(TASKS.FINISHED_STEPS), row.get(TASKS.CHECKPOINTS)),
                row.get(TASKS.SECRETS),
                row.get(TASKS.RUN_UNTIL).toInstant(),
                row.get(TASKS.CANCEL_REQUESTED),
                row.get(TASKS.SUSPENDED_AT),
                row.get("first_run", Boolean.class));
    }

    private static HeldTask held(Record row) {
        return new HeldTask(
                task(row),
                row.get(TASKS.INTERRUPTIONS),
                row.get(TASKS.RUN_UNTIL).toInstant());
    }

    static Task task(Record row) {
        return new Task(
                row.get(TASKS.ID),
                (ObjectNode) Json.read(row.get(TASKS.SPEC)),
                TaskStatus.of(row.get(TASKS.STATUS)),
                row.get(TASKS.CREATED_BY),
                row.get(TASKS.CREATED_AT).toInstant(),
                instant(row.get(TASKS.LAST_HEARTBEAT_AT)));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
