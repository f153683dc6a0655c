package dev.buildrun.catalog.log;

import static dev.buildrun.database.schema.Tables.CHANGE_LOG;
import static dev.buildrun.database.schema.Tables.CHANGE_LOG_HEAD;
import static dev.buildrun.database.schema.Tables.CHANGE_LOG_KEPT;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.octetLength;
import static org.jooq.impl.DSL.selectFrom;
import static org.jooq.impl.DSL.trueCondition;

import dev.buildrun.catalog.log.LoggedChange.Before;
import dev.buildrun.database.Tx;
import dev.buildrun.database.schema.tables.ChangeLog;
import java.util.List;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Reads the log for those who tell others of it: each row with its cause, and with the row of the same entity before it. */
public final class LoggedChangeReads {
    /** The most rows of one page. */
    public static final int MAX_PAGE = 500;

    private static final long BYTES_PER_PAGE = 2L << 20;

    private static final ChangeLog PREVIOUS = CHANGE_LOG.as("previous");

    /** The position of the newest row; 0 before the first. */
    public long head(Tx tx) {
        return tx.jooq()
                .select(CHANGE_LOG_HEAD.SEQ)
                .from(CHANGE_LOG_HEAD)
                .fetchSingle()
                .value1();
    }

    /**
     * The rows after the position, at most so many, and no more than begin within 2 MiB. The head is read first: whatever it counts is
     * committed and visible to the selects that follow.
     */
    public LoggedPage after(Tx tx, long position, int limit) {
        var head = head(tx);
        if (position > head) {
            return new LoggedPage.Ahead(head);
        }
        if (position < floor(tx)) {
            return new LoggedPage.Expired(head);
        }
        var changes = rows(tx, position, lastOfPage(tx, position, Math.min(limit, MAX_PAGE)));
        // Rows that went between the selects.
        return isWhole(changes, position) ? new LoggedPage.Changes(changes, head) : new LoggedPage.Expired(head);
    }

    private static boolean isWhole(List<LoggedChange> changes, long position) {
        return changes.isEmpty() || changes.getLast().position() - position == changes.size();
    }

    /** Whether somebody who has seen everything up to the position can go on from there. */
    public LoggedPage standing(Tx tx, long position) {
        var head = head(tx);
        if (position > head) {
            return new LoggedPage.Ahead(head);
        }
        return position < floor(tx) ? new LoggedPage.Expired(head) : new LoggedPage.Changes(List.of(), head);
    }

    /** Every row after this position is there, and for each entity the last one before it. */
    private static long floor(Tx tx) {
        return tx.jooq()
                .select(CHANGE_LOG_KEPT.LOG_FLOOR)
                .from(CHANGE_LOG_KEPT)
                .fetchSingle()
                .value1();
    }

    private static long lastOfPage(Tx tx, long position, int limit) {
        var bytes = coalesce(octetLength(CHANGE_LOG.BODY), 0).plus(coalesce(octetLength(CHANGE_LOG.RELATIONS), 0));
        var left = BYTES_PER_PAGE;
        var last = position;
        for (var row : tx.jooq()
                .select(CHANGE_LOG.SEQ, bytes)
                .from(CHANGE_LOG)
                .where(CHANGE_LOG.SEQ.gt(position))
                .orderBy(CHANGE_LOG.SEQ)
                .limit(limit)
                .fetch()) {
            if (left <= 0) {
                break;
            }
            left -= row.value2();
            last = row.value1();
        }
        return last;
    }

    private static List<LoggedChange> rows(Tx tx, long position, long last) {
        var previous = lateral(selectFrom(PREVIOUS)
                        .where(PREVIOUS.ENTITY_REF.eq(CHANGE_LOG.ENTITY_REF))
                        .and(PREVIOUS.SEQ.lt(CHANGE_LOG.SEQ))
                        .orderBy(PREVIOUS.SEQ.desc())
                        .limit(1))
                .asTable(PREVIOUS);
        return tx.jooq()
                .select(CHANGE_LOG.fields())
                .select(PREVIOUS.fields())
                .from(CHANGE_LOG)
                .leftJoin(previous)
                .on(trueCondition())
                .where(CHANGE_LOG.SEQ.gt(position))
                .and(CHANGE_LOG.SEQ.le(last))
                .orderBy(CHANGE_LOG.SEQ)
                .fetch(LoggedChangeReads::change);
    }

    private static LoggedChange change(Record joined) {
        return new LoggedChange(
                joined.get(CHANGE_LOG.SEQ),
                joined.get(CHANGE_LOG.ENTITY_REF),
                joined.get(CHANGE_LOG.ENTITY_ID),
                joined.get(CHANGE_LOG.AT).toInstant(),
                new Cause(joined.get(CHANGE_LOG.CAUSE), joined.get(CHANGE_LOG.ACTOR)),
                state(joined, CHANGE_LOG),
                before(joined));
    }

    private static Before before(Record joined) {
        var state = joined.get(PREVIOUS.SEQ) == null ? null : state(joined, PREVIOUS);
        return state == null ? new Before.Nothing() : new Before.Was(state);
    }

    private static @Nullable LoggedState state(Record joined, ChangeLog table) {
        return joined.get(table.WHAT).equals(ChangeStore.REMOVED)
                ? null
                : new LoggedState(
                        joined.get(table.ENTITY_REF),
                        joined.get(table.ENTITY_ID),
                        joined.get(table.BODY),
                        joined.get(table.ERRORS),
                        joined.get(table.RELATIONS),
                        joined.get(table.ORPHAN));
    }
}
