package dev.buildrun.catalog.log;

import static dev.buildrun.database.schema.Tables.CHANGE_LOG;
import static dev.buildrun.database.schema.Tables.CHANGE_LOG_HEAD;

import dev.buildrun.catalog.log.Change.EntityChanged;
import dev.buildrun.catalog.log.Change.EntityRemoved;
import dev.buildrun.database.Tx;
import java.util.function.Consumer;
import org.jooq.Record;

/** The selects behind {@link ChangeReader}. */
final class ChangeReads {
    private static final int ROWS_PER_FETCH = 500;

    long latest(Tx tx) {
        return tx.jooq()
                .select(CHANGE_LOG_HEAD.SEQ)
                .from(CHANGE_LOG_HEAD)
                .fetchSingle()
                .value1();
    }

    /** Must be the first call in its transaction, since all of its selects need the same snapshot. */
    long all(Tx tx, Consumer<StoredEntity> each) {
        tx.jooq().execute("set transaction isolation level repeatable read, read only");
        var position = latest(tx);
        try (var rows = EntityStateReads.of(tx).fetchSize(ROWS_PER_FETCH).fetchLazy()) {
            rows.forEach(row -> each.accept(EntityStateReads.parse(row)));
        }
        return position;
    }

    /** The head is read first: whatever it counts is visible to the second select, unless it was pruned. */
    LogPage after(Tx tx, long position, int limit) {
        var head = latest(tx);
        var changes = tx.jooq()
                .selectFrom(CHANGE_LOG)
                .where(CHANGE_LOG.SEQ.gt(position))
                .orderBy(CHANGE_LOG.SEQ)
                .limit(limit)
                .fetch(ChangeReads::change);
        var next = changes.isEmpty() ? head + 1 : changes.getFirst().position();
        var whole = changes.isEmpty() ? head == position : next == position + 1;
        return whole ? new LogPage.Changes(changes) : new LogPage.Truncated(next);
    }

    private static Change change(Record row) {
        var position = row.get(CHANGE_LOG.SEQ);
        return row.get(CHANGE_LOG.WHAT).equals(ChangeStore.REMOVED)
                ? new EntityRemoved(position, row.get(CHANGE_LOG.ENTITY_REF), row.get(CHANGE_LOG.ENTITY_ID))
                : new EntityChanged(position, EntityStateReads.parse(row));
    }
}
