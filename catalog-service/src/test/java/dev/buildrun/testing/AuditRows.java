package dev.buildrun.testing;

import static dev.buildrun.database.schema.Tables.AUDIT_LOG;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.max;

import dev.buildrun.database.Database;
import java.util.List;
import java.util.function.Function;
import org.jooq.Record;

/** What somebody leaves in the audit. */
public final class AuditRows {
    private AuditRows() {}

    /** The id of the newest row; 0 where there is none. */
    public static long newest(Database database) {
        return database.inTransaction(tx -> tx.jooq()
                .select(coalesce(max(AUDIT_LOG.ID), 0L))
                .from(AUDIT_LOG)
                .fetchSingle()
                .value1());
    }

    /** What was done and to what, by nobody in particular, since then. */
    public static List<String> ofNobody(Database database, long newest) {
        return database.inTransaction(tx -> tx.jooq()
                .selectFrom(AUDIT_LOG)
                .where(AUDIT_LOG.ID.gt(newest).and(AUDIT_LOG.ACTOR.isNull()))
                .orderBy(AUDIT_LOG.ID)
                .fetch(row -> row.get(AUDIT_LOG.ACTION) + " " + row.get(AUDIT_LOG.WHAT)));
    }

    /** The rows of an actor since then. */
    public static List<String> after(Database database, long newest, String actor, Function<Record, String> text) {
        return database.inTransaction(tx -> tx.jooq()
                .selectFrom(AUDIT_LOG)
                .where(AUDIT_LOG.ID.gt(newest).and(AUDIT_LOG.ACTOR.eq(actor)))
                .fetch(text::apply));
    }
}
