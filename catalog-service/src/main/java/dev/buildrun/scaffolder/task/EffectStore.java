package dev.buildrun.scaffolder.task;

import static dev.buildrun.database.schema.Tables.TASK_EFFECTS;

import dev.buildrun.database.Tx;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.EffectLedger.Effect;
import dev.buildrun.scaffolder.action.EffectLedger.Entry;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The table of effects. Whoever writes holds the lock of the task's row. */
final class EffectStore {
    Optional<Entry> find(Tx tx, UUID taskId, Effect effect) {
        return tx.jooq()
                .select(TASK_EFFECTS.DETAIL, TASK_EFFECTS.RESULT)
                .from(TASK_EFFECTS)
                .where(is(taskId, effect))
                .fetchOptional()
                .map(row -> new Entry(effect, (ObjectNode) Json.read(row.value1()), tree(row.value2())));
    }

    /** An effect that is there already stays as it is. */
    void intend(Tx tx, UUID taskId, Effect effect, ObjectNode detail, Instant at) {
        tx.jooq()
                .insertInto(TASK_EFFECTS)
                .set(TASK_EFFECTS.TASK_ID, taskId)
                .set(TASK_EFFECTS.KIND, effect.kind())
                .set(TASK_EFFECTS.KEY, effect.key())
                .set(TASK_EFFECTS.DETAIL, Json.write(detail))
                .set(TASK_EFFECTS.INTENDED_AT, at.atOffset(ZoneOffset.UTC))
                .onConflictDoNothing()
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
