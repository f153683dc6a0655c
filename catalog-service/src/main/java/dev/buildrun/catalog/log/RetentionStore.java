package dev.buildrun.catalog.log;

import static dev.buildrun.database.schema.Tables.CHANGE_LOG;
import static dev.buildrun.database.schema.Tables.CHANGE_LOG_KEPT;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.function;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.select;

import dev.buildrun.database.Tx;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Set;
import org.jooq.types.DayToSecond;
import org.jspecify.annotations.Nullable;

/**
 * Thins the change log out, along two marks that only move forward: what the log need not have any more, and what the history need
 * not have any more. A batch is one transaction that moves the marks over some rows and deletes what those rows make superfluous, so
 * it costs what it passes, however large the log is, and a crash leaves nothing half done.
 */
final class RetentionStore {
    /** Held until the end of the transaction, by the one replica that does the work. */
    private static final long LOCK = 0x6275696c642d6c6fL;

    private static final String SURPLUS = """
            select old.seq
            from (select distinct entity_ref from change_log where seq > ? and seq <= ?) as passed
            cross join lateral (
                select seq from change_log as v where v.entity_ref = passed.entity_ref order by seq desc offset ?
            ) as old
            where old.seq <= ?""";

    /** A removal goes with what it removed, never before, since without it the entity would look as if it were still there. */
    private static final String REPLACED = """
            select old.seq
            from (
                select entity_ref, max(seq) as newest from change_log where seq > ? and seq <= ? group by entity_ref
            ) as passed
            cross join lateral (
                select seq from change_log as v
                where v.entity_ref = passed.entity_ref
                and (v.seq < passed.newest or (v.seq = passed.newest and v.what = 'removed'))
            ) as old""";

    /**
     * The next rows after a mark that are older than an age.
     *
     * @param end the position of the last one; that of the mark where there is none
     * @param at of the last one
     */
    private record Passed(int rows, long end, @Nullable OffsetDateTime at) {}

    /**
     * Moves each mark over at most {@code limit} rows.
     *
     * @return how many rows were passed; 0 where there is nothing to do, or another replica is doing it
     */
    int thin(Tx tx, RetentionConfig config, int limit) {
        var free = function("pg_try_advisory_xact_lock", Boolean.class, inline(LOCK));
        if (!tx.jooq().select(free).fetchSingle().value1()) {
            return 0;
        }
        var kept = tx.jooq().selectFrom(CHANGE_LOG_KEPT).fetchSingle();
        var logFloor = kept.get(CHANGE_LOG_KEPT.LOG_FLOOR);
        var log = passed(tx, logFloor, Long.MAX_VALUE, config.logAge(), limit);
        if (log.rows() > 0) {
            forgetSurplus(tx, logFloor, log.end(), config.versionsPerEntity());
        }
        var historyFloor = kept.get(CHANGE_LOG_KEPT.HISTORY_FLOOR);
        var history = passed(tx, historyFloor, log.end(), config.historyAge(), limit);
        if (history.rows() > 0) {
            delete(tx, seqs(tx, REPLACED, historyFloor, history.end()));
        }
        tx.jooq()
                .update(CHANGE_LOG_KEPT)
                .set(CHANGE_LOG_KEPT.LOG_FLOOR, log.end())
                .set(CHANGE_LOG_KEPT.HISTORY_FLOOR, history.end())
                .set(
                        CHANGE_LOG_KEPT.HISTORY_SINCE,
                        history.at() == null ? kept.get(CHANGE_LOG_KEPT.HISTORY_SINCE) : history.at())
                .execute();
        return log.rows() + history.rows();
    }

    private static Passed passed(Tx tx, long mark, long last, Duration age, int limit) {
        var old = field(CHANGE_LOG.AT.lt(currentOffsetDateTime().minus(DayToSecond.valueOf(age))));
        var rows = tx
                .jooq()
                .select(CHANGE_LOG.SEQ, CHANGE_LOG.AT, old)
                .from(CHANGE_LOG)
                .where(CHANGE_LOG.SEQ.gt(mark))
                .and(CHANGE_LOG.SEQ.le(last))
                .orderBy(CHANGE_LOG.SEQ)
                .limit(limit)
                .fetch()
                .stream()
                .takeWhile(row -> row.value3())
                .toList();
        return rows.isEmpty()
                ? new Passed(0, mark, null)
                : new Passed(
                        rows.size(), rows.getLast().value1(), rows.getLast().value2());
    }

    /** Forgets versions beyond the number that an entity may have, and notes where its history now begins. */
    private static void forgetSurplus(Tx tx, long mark, long end, int versions) {
        var refs = delete(tx, seqs(tx, SURPLUS, mark, end, versions, end));
        if (!refs.isEmpty()) {
            tx.jooq()
                    .update(CHANGE_LOG)
                    .set(CHANGE_LOG.CUT, true)
                    .where(CHANGE_LOG.SEQ.in(select(min(CHANGE_LOG.SEQ))
                            .from(CHANGE_LOG)
                            .where(CHANGE_LOG.ENTITY_REF.eq(any(refs.toArray(String[]::new))))
                            .groupBy(CHANGE_LOG.ENTITY_REF)))
                    .execute();
        }
    }

    private static Long[] seqs(Tx tx, String sql, Object... bindings) {
        return tx.jooq().fetch(sql, bindings).getValues(0, Long.class).toArray(Long[]::new);
    }

    /** Returns whose rows they were. */
    private static Set<String> delete(Tx tx, Long[] seqs) {
        return tx.jooq()
                .deleteFrom(CHANGE_LOG)
                .where(CHANGE_LOG.SEQ.eq(any(seqs)))
                .returning(CHANGE_LOG.ENTITY_REF)
                .fetchSet(CHANGE_LOG.ENTITY_REF);
    }
}
