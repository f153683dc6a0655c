package dev.buildrun.catalog.log;

import static dev.buildrun.database.schema.Tables.CHANGE_LOG;
import static dev.buildrun.database.schema.Tables.CHANGE_LOG_HEAD;
import static dev.buildrun.database.schema.Tables.FINAL_ENTITIES;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.orderBy;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import dev.buildrun.catalog.log.ChangeSet.Removed;
import dev.buildrun.database.Columns;
import dev.buildrun.database.Tx;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * Writes the results of processing and the log of all changes. Whoever uses it calls {@link #append} last in the transaction,
 * since that locks the head of the log, for which everybody else who changes the catalog then waits.
 */
public final class ChangeStore {
    /** On this channel PostgreSQL notifies whoever listens that the log has grown. */
    public static final String CHANNEL = "catalog_log";

    static final String CHANGED = "changed";
    static final String REMOVED = "removed";

    private static final String PUT = """
            insert into final_entities as stored (entity_id, entity_ref, body, body_hash, relations)
            select entity_id, entity_ref, body, body_hash, relations
            from unnest({0}, {1}, {2}, {3}, {4}) as wanted (entity_id, entity_ref, body, body_hash, relations)
            on conflict (entity_id) do update
            set body = excluded.body, body_hash = excluded.body_hash, relations = excluded.relations
            where stored.body_hash <> excluded.body_hash or stored.relations <> excluded.relations
            returning entity_ref""";

    private static final String APPEND_REMOVED = """
            insert into change_log (seq, entity_id, entity_ref, what, cause, actor)
            select {2} + number, entity_id, entity_ref, 'removed', {3}, {4}
            from unnest({0}, {1}) with ordinality as gone (entity_id, entity_ref, number)""";

    /**
     * Stores good results; bodies and edges that are as they were are not written. The caller holds the locks of the entities in
     * the intake.
     */
    public void put(Tx tx, List<ProcessedEntity> entities, ChangeSet changes) {
        if (entities.isEmpty()) {
            return;
        }
        changes.changed(tx.jooq()
                .resultQuery(
                        PUT,
                        Columns.uuids(entities, ProcessedEntity::uid),
                        Columns.texts(entities, ProcessedEntity::ref),
                        Columns.texts(entities, each -> each.content().body()),
                        Columns.texts(entities, each -> each.content().bodyHash()),
                        Columns.texts(entities, each -> each.content().relations()))
                .fetchSet(FINAL_ENTITIES.ENTITY_REF));
    }

    /** Takes entities out, with the edges that they state. Refs without a good result are passed over. */
    public void remove(Tx tx, Collection<String> refs, ChangeSet changes) {
        changes.removed(tx.jooq()
                .deleteFrom(FINAL_ENTITIES)
                .where(FINAL_ENTITIES.ENTITY_REF.eq(any(Columns.texts(refs))))
                .returning(FINAL_ENTITIES.ENTITY_ID, FINAL_ENTITIES.ENTITY_REF)
                .fetch(row -> new Removed(row.get(FINAL_ENTITIES.ENTITY_ID), row.get(FINAL_ENTITIES.ENTITY_REF))));
    }

    /**
     * Writes one row per entity of the set into the log, as the tables have it now. Nothing may change them afterwards in the
     * same transaction.
     *
     * @return the position that covers this transaction: a reader that has reached it has seen all of it
     */
    public long append(Tx tx, ChangeSet changes, Cause cause) {
        if (changes.changedRefs().isEmpty() && changes.removedEntities().isEmpty()) {
            return tx.jooq()
                    .select(CHANGE_LOG_HEAD.SEQ)
                    .from(CHANGE_LOG_HEAD)
                    .fetchSingle()
                    .value1();
        }
        var head = tx.jooq()
                .select(CHANGE_LOG_HEAD.SEQ)
                .from(CHANGE_LOG_HEAD)
                .forUpdate()
                .fetchSingle()
                .value1();
        var position = appendRemoved(tx, head, changes.removedEntities(), cause);
        position = appendChanged(tx, position, changes.changedRefs(), cause);
        if (position > head) {
            tx.jooq().update(CHANGE_LOG_HEAD).set(CHANGE_LOG_HEAD.SEQ, position).execute();
            tx.jooq()
                    .select(DSL.function("pg_notify", Object.class, inline(CHANNEL), inline("")))
                    .execute();
        }
        return position;
    }

    private static long appendRemoved(Tx tx, long head, List<Removed> entities, Cause cause) {
        if (!entities.isEmpty()) {
            tx.jooq()
                    .execute(
                            APPEND_REMOVED,
                            Columns.uuids(entities, Removed::uid),
                            Columns.texts(entities, Removed::ref),
                            val(head),
                            val(cause.what()),
                            val(cause.actor(), CHANGE_LOG.ACTOR));
        }
        return head + entities.size();
    }

    private static long appendChanged(Tx tx, long head, Set<String> refs, Cause cause) {
        var state = EntityStateReads.of(tx)
                .and(FINAL_ENTITIES.ENTITY_REF.eq(any(Columns.texts(refs))))
                .asTable("state");
        var ref = field(state, CHANGE_LOG.ENTITY_REF);
        var rows = tx.jooq()
                .insertInto(
                        CHANGE_LOG,
                        CHANGE_LOG.SEQ,
                        CHANGE_LOG.ENTITY_ID,
                        CHANGE_LOG.ENTITY_REF,
                        CHANGE_LOG.BODY,
                        CHANGE_LOG.BODY_HASH,
                        CHANGE_LOG.ERRORS,
                        CHANGE_LOG.RELATIONS,
                        CHANGE_LOG.PARENTS,
                        CHANGE_LOG.ORPHAN,
                        CHANGE_LOG.WHAT,
                        CHANGE_LOG.CAUSE,
                        CHANGE_LOG.ACTOR)
                .select(select(
                                rowNumber().over(orderBy(ref)).cast(Long.class).plus(head),
                                field(state, CHANGE_LOG.ENTITY_ID),
                                ref,
                                field(state, CHANGE_LOG.BODY),
                                field(state, CHANGE_LOG.BODY_HASH),
                                field(state, CHANGE_LOG.ERRORS),
                                field(state, CHANGE_LOG.RELATIONS),
                                field(state, CHANGE_LOG.PARENTS),
                                field(state, CHANGE_LOG.ORPHAN),
                                inline(CHANGED),
                                val(cause.what()),
                                val(cause.actor(), CHANGE_LOG.ACTOR))
                        .from(state))
                .execute();
        return head + rows;
    }

    private static <T> Field<T> field(Table<?> table, Field<T> field) {
        return Objects.requireNonNull(table.field(field.getUnqualifiedName(), field.getDataType()));
    }
}
