package dev.buildrun.catalog.log;

import static dev.buildrun.database.schema.Tables.CHANGE_LOG;
import static dev.buildrun.database.schema.Tables.CHANGE_LOG_HEAD;
import static dev.buildrun.database.schema.Tables.CHANGE_LOG_KEPT;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.octetLength;
import static org.jooq.impl.DSL.orderBy;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;

import dev.buildrun.catalog.log.Change.EntityChanged;
import dev.buildrun.catalog.log.Change.EntityRemoved;
import dev.buildrun.database.Tx;
import java.math.BigDecimal;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;

/** The selects behind {@link ChangeReader}. */
final class ChangeReads {
    private static final long BYTES_PER_PAGE = 4L << 20;

    long latest(Tx tx) {
        return tx.jooq()
                .select(CHANGE_LOG_HEAD.SEQ)
                .from(CHANGE_LOG_HEAD)
                .fetchSingle()
                .value1();
    }

    /** Every row after this position is there; of those up to it, some may be missing. */
    long floor(Tx tx) {
        return tx.jooq()
                .select(CHANGE_LOG_KEPT.LOG_FLOOR)
                .from(CHANGE_LOG_KEPT)
                .fetchSingle()
                .value1();
    }

    /** Must be the first call in its transaction, since all of its selects need the same snapshot. */
    long all(Tx tx, Consumer<Supplier<StoredEntity>> each) {
        tx.jooq().execute("set transaction isolation level repeatable read, read only");
        var position = latest(tx);
        EntityStateReads.copyAll(tx, each);
        return position;
    }

    /** The head is read first: whatever it counts is visible to the second select, unless it was pruned. */
    LogPage after(Tx tx, long position, int limit) {
        var head = latest(tx);
        var changes = tx.jooq()
                .selectFrom(CHANGE_LOG)
                .where(CHANGE_LOG.SEQ.gt(position))
                .and(CHANGE_LOG.SEQ.in(fitting(position, limit)))
                .orderBy(CHANGE_LOG.SEQ)
                .fetch(ChangeReads::change);
        var last = changes.isEmpty() ? head : changes.getLast().position();
        // Where rows are missing, be it because they went between the two selects, the numbers say so.
        var whole = position >= floor(tx) && last - position == changes.size();
        return whole ? new LogPage.Changes(changes) : new LogPage.Truncated(floor(tx) + 1);
    }

    /** Those that begin within the bytes of a page; the first one always does. */
    private static Select<Record1<Long>> fitting(long position, int limit) {
        var bytes = coalesce(octetLength(CHANGE_LOG.BODY), 0).plus(coalesce(octetLength(CHANGE_LOG.RELATIONS), 0));
        var page = select(CHANGE_LOG.SEQ, bytes.as("bytes"))
                .from(CHANGE_LOG)
                .where(CHANGE_LOG.SEQ.gt(position))
                .orderBy(CHANGE_LOG.SEQ)
                .limit(limit)
                .asTable("page");
        var seq = field(name("seq"), Long.class);
        var size = field(name("bytes"), Integer.class);
        var before = sum(size).over(orderBy(seq)).minus(size).as("before");
        var sized = select(seq, before).from(page).asTable("sized");
        return select(seq)
                .from(sized)
                .where(field(name("before"), BigDecimal.class).lt(BigDecimal.valueOf(BYTES_PER_PAGE)));
    }

    private static Change change(Record row) {
        var position = row.get(CHANGE_LOG.SEQ);
        return row.get(CHANGE_LOG.WHAT).equals(ChangeStore.REMOVED)
                ? new EntityRemoved(position, row.get(CHANGE_LOG.ENTITY_REF), row.get(CHANGE_LOG.ENTITY_ID))
                : new EntityChanged(position, EntityStateReads.parse(row));
    }
}
