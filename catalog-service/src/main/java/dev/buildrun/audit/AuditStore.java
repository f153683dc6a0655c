package dev.buildrun.audit;

import static dev.buildrun.database.schema.Tables.AUDIT_LOG;

import dev.buildrun.database.Tx;
import java.time.ZoneOffset;
import java.util.Locale;

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
                .execute();
    }
}
