package dev.buildrun.audit;

import static dev.buildrun.database.schema.Tables.AUDIT_LOG;

import dev.buildrun.database.Tx;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The table of what was done. Rows are only added. */
public final class AuditStore {
    private static final int MOST_REASON = 2_000;

    public void write(Tx tx, AuditEntry entry) {
        var reason = entry.reason();
        tx.jooq()
                .insertInto(AUDIT_LOG)
                .set(AUDIT_LOG.AT, entry.at().atOffset(ZoneOffset.UTC))
                .set(AUDIT_LOG.ACTOR, entry.actor())
                .set(AUDIT_LOG.ACTION, entry.action())
                .set(AUDIT_LOG.WHAT, entry.what())
                .set(AUDIT_LOG.OUTCOME, entry.outcome().name().toLowerCase(Locale.ROOT))
                .set(
                        AUDIT_LOG.REASON,
                        reason == null || reason.length() <= MOST_REASON ? reason : reason.substring(0, MOST_REASON))
                .set(AUDIT_LOG.ENTITY_REFS, entry.entityRefs().toArray(String[]::new))
                .execute();
    }

    /** A row for what has just been done, at the time of the database. */
    public void writeNow(Tx tx, @Nullable String actor, String action, String what, List<String> entityRefs) {
        tx.jooq()
                .insertInto(AUDIT_LOG)
                .set(AUDIT_LOG.AT, DSL.currentOffsetDateTime())
                .set(AUDIT_LOG.ACTOR, actor)
                .set(AUDIT_LOG.ACTION, action)
                .set(AUDIT_LOG.WHAT, what)
                .set(AUDIT_LOG.OUTCOME, AuditEntry.Outcome.SUCCEEDED.name().toLowerCase(Locale.ROOT))
                .set(AUDIT_LOG.ENTITY_REFS, entityRefs.toArray(String[]::new))
                .execute();
    }

    /** Says who acts in the rest of the transaction, for rows that triggers write. */
    public static void actAs(Tx tx, @Nullable String actor) {
        tx.jooq().execute("select set_config('buildrun.actor', {0}, true)", DSL.val(actor == null ? "" : actor));
    }

    /**
     * Deletes rows from before, oldest first.
     *
     * @return how many there were
     */
    public int deleteBefore(Tx tx, Instant before, int limit) {
        return tx.jooq()
                .deleteFrom(AUDIT_LOG)
                .where(AUDIT_LOG.ID.in(DSL.select(AUDIT_LOG.ID)
                        .from(AUDIT_LOG)
                        .where(AUDIT_LOG.AT.lt(before.atOffset(ZoneOffset.UTC)))
                        .orderBy(AUDIT_LOG.AT)
                        .limit(limit)))
                .execute();
    }
}
