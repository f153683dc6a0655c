package dev.buildrun.audit;

import static dev.buildrun.database.schema.Tables.AUDIT_LOG;

import dev.buildrun.database.Tx;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Finds rows of the audit. */
public final class AuditReads {
    /** A row and its number, which grows. */
    public record Row(long id, AuditEntry entry) {}

    /**
     * Which rows are wanted. A null means any.
     *
     * @param action one, or all that begin so where it ends with {@code *}
     * @param since the first moment that counts
     * @param until the first moment that does not
     * @param before rows older than the one of this number
     */
    public record Wanted(
            @Nullable String actor,
            @Nullable String entityRef,
            @Nullable String action,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable Long before) {}

    /**
     * Whose rows may be seen: what they did themselves, and what was done to these entities.
     *
     * @param actor null for nobody's
     */
    public record Visible(@Nullable String actor, List<String> entityRefs) {
        public Visible {
            entityRefs = List.copyOf(entityRefs);
        }
    }

    /**
     * The newest rows first.
     *
     * @param visible null for all
     */
    public List<Row> find(Tx tx, Wanted wanted, @Nullable Visible visible, int limit) {
        return tx.jooq()
                .selectFrom(AUDIT_LOG)
                .where(conditions(wanted, visible))
                .orderBy(AUDIT_LOG.ID.desc())
                .limit(limit)
                .fetch(AuditReads::row);
    }

    private static List<Condition> conditions(Wanted wanted, @Nullable Visible visible) {
        var conditions = new ArrayList<Condition>();
        if (wanted.actor() != null) {
            conditions.add(AUDIT_LOG.ACTOR.eq(wanted.actor()));
        }
        if (wanted.entityRef() != null) {
            conditions.add(touches(List.of(wanted.entityRef())));
        }
        var action = wanted.action();
        if (action != null) {
            conditions.add(
                    action.endsWith("*")
                            ? AUDIT_LOG.ACTION.startsWith(action.substring(0, action.length() - 1))
                            : AUDIT_LOG.ACTION.eq(action));
        }
        if (wanted.since() != null) {
            conditions.add(AUDIT_LOG.AT.ge(wanted.since().atOffset(ZoneOffset.UTC)));
        }
        if (wanted.until() != null) {
            conditions.add(AUDIT_LOG.AT.lt(wanted.until().atOffset(ZoneOffset.UTC)));
        }
        if (wanted.before() != null) {
            conditions.add(AUDIT_LOG.ID.lt(wanted.before()));
        }
        if (visible != null) {
            var own = visible.actor() == null ? DSL.falseCondition() : AUDIT_LOG.ACTOR.eq(visible.actor());
            // A row of many entities must not tell one who owns some of them about the others.
            conditions.add(isHidden(wanted, visible) ? own : own.or(touches(visible.entityRefs())));
        }
        return conditions;
    }

    private static boolean isHidden(Wanted wanted, Visible visible) {
        return wanted.entityRef() != null && !visible.entityRefs().contains(wanted.entityRef());
    }

    private static Condition touches(List<String> refs) {
        return DSL.condition(
                "{0} && {1}",
                AUDIT_LOG.ENTITY_REFS, DSL.val(refs.toArray(String[]::new), AUDIT_LOG.ENTITY_REFS.getDataType()));
    }

    private static Row row(Record row) {
        return new Row(
                row.get(AUDIT_LOG.ID),
                new AuditEntry(
                        row.get(AUDIT_LOG.AT).toInstant(),
                        row.get(AUDIT_LOG.ACTOR),
                        row.get(AUDIT_LOG.ACTION),
                        row.get(AUDIT_LOG.WHAT),
                        AuditEntry.Outcome.valueOf(row.get(AUDIT_LOG.OUTCOME).toUpperCase(Locale.ROOT)),
                        row.get(AUDIT_LOG.REASON),
                        List.of(row.get(AUDIT_LOG.ENTITY_REFS))));
    }
}
