package dev.buildrun.scaffolder.task;

import static dev.buildrun.database.schema.Tables.TASK_EFFECTS;
import static org.jooq.impl.DSL.defaultValue;

import dev.buildrun.database.Tx;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.EffectLedger.Effect;
import dev.buildrun.scaffolder.action.EffectLedger.Entry;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The table of effects. Whoever writes holds the lock of the task's row. */
final class EffectStore {
    private static final String UNDONE = "undone";
    private static final String LEFT = "left";

    /** An effect that a rollback has undone is none any more. */
    Optional<Entry> find(Tx tx, UUID taskId, Effect effect) {
        return tx.jooq()
                .select(TASK_EFFECTS.DETAIL, TASK_EFFECTS.RESULT)
                .from(TASK_EFFECTS)
                .where(is(taskId, effect))
                .and(TASK_EFFECTS.UNDO.isDistinctFrom(UNDONE))
                .fetchOptional()
                .map(row -> new Entry(effect, (ObjectNode) Json.read(row.value1()), tree(row.value2())));
    }

    /** An effect that is there already stays as it is; one that was undone begins anew. */
    void intend(Tx tx, UUID taskId, Effect effect, ObjectNode detail, Instant at) {
        tx.jooq()
                .insertInto(TASK_EFFECTS)
                .set(TASK_EFFECTS.TASK_ID, taskId)
                .set(TASK_EFFECTS.KIND, effect.kind())
                .set(TASK_EFFECTS.KEY, effect.key())
                .set(TASK_EFFECTS.DETAIL, Json.write(detail))
                .set(TASK_EFFECTS.INTENDED_AT, at.atOffset(ZoneOffset.UTC))
                .onConflict(TASK_EFFECTS.TASK_ID, TASK_EFFECTS.KIND, TASK_EFFECTS.KEY)
                .doUpdate()
                .set(TASK_EFFECTS.DETAIL, Json.write(detail))
                .set(TASK_EFFECTS.INTENDED_AT, at.atOffset(ZoneOffset.UTC))
                .set(TASK_EFFECTS.POSITION, defaultValue(TASK_EFFECTS.POSITION))
                .setNull(TASK_EFFECTS.RESULT)
                .setNull(TASK_EFFECTS.CONFIRMED_AT)
                .setNull(TASK_EFFECTS.UNDO)
                .setNull(TASK_EFFECTS.UNDO_REPORT)
                .setNull(TASK_EFFECTS.UNDONE_AT)
                .where(TASK_EFFECTS.UNDO.eq(UNDONE))
                .execute();
    }

    boolean hasAny(Tx tx, UUID taskId) {
        return tx.jooq().fetchExists(TASK_EFFECTS, TASK_EFFECTS.TASK_ID.eq(taskId));
    }

    /** Everything that the task intended, in order, with what rollbacks made of it. */
    List<RollbackEffect> list(Tx tx, UUID taskId) {
        return tx.jooq()
                .selectFrom(TASK_EFFECTS)
                .where(TASK_EFFECTS.TASK_ID.eq(taskId))
                .orderBy(TASK_EFFECTS.POSITION)
                .fetch()
                .map(row -> new RollbackEffect(
                        new Entry(
                                new Effect(row.get(TASK_EFFECTS.KIND), row.get(TASK_EFFECTS.KEY)),
                                (ObjectNode) Json.read(row.get(TASK_EFFECTS.DETAIL)),
                                tree(row.get(TASK_EFFECTS.RESULT))),
                        UNDONE.equals(row.get(TASK_EFFECTS.UNDO)),
                        tree(row.get(TASK_EFFECTS.UNDO_REPORT))));
    }

    /** Keeps what a rollback made of an effect. */
    void settle(Tx tx, UUID taskId, Effect effect, boolean isUndone, ObjectNode report, Instant at) {
        tx.jooq()
                .update(TASK_EFFECTS)
                .set(TASK_EFFECTS.UNDO, isUndone ? UNDONE : LEFT)
                .set(TASK_EFFECTS.UNDO_REPORT, Json.write(report))
                .set(TASK_EFFECTS.UNDONE_AT, at.atOffset(ZoneOffset.UTC))
                .where(is(taskId, effect))
                .execute();
    }

    /** What was left over is looked at again by the next rollback. */
    void forgetLeftovers(Tx tx, UUID taskId) {
        tx.jooq()
                .update(TASK_EFFECTS)
                .setNull(TASK_EFFECTS.UNDO)
                .setNull(TASK_EFFECTS.UNDO_REPORT)
                .setNull(TASK_EFFECTS.UNDONE_AT)
                .where(TASK_EFFECTS.TASK_ID.eq(taskId))
                .and(TASK_EFFECTS.UNDO.eq(LEFT))
                .execute();
    }

    /** Returns whether there was such an effect. */
    boolean confirm(Tx tx, UUID taskId, Effect effect, ObjectNode result, Instant at) {
        return tx.jooq()
                        .update(TASK_EFFECTS)
                        .set(TASK_EFFECTS.RESULT, Json.write(result))
                        .set(TASK_EFFECTS.CONFIRMED_AT, at.atOffset(ZoneOffset.UTC))
                        .where(is(taskId, effect))
                        .execute()
                > 0;
    }

    private static @Nullable ObjectNode tree(@Nullable String json) {
        return json == null ? null : (ObjectNode) Json.read(json);
    }

    private static Condition is(UUID taskId, Effect effect) {
        return TASK_EFFECTS
                .TASK_ID
                .eq(taskId)
                .and(TASK_EFFECTS.KIND.eq(effect.kind()))
                .and(TASK_EFFECTS.KEY.eq(effect.key()));
    }
}
