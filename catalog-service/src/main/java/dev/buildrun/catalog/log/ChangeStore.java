package dev.buildrun.catalog.log;

import static dev.buildrun.database.schema.Tables.CHANGE_LOG;
import static dev.buildrun.database.schema.Tables.CHANGE_LOG_HEAD;
import static dev.buildrun.database.schema.Tables.FINAL_ENTITIES;
import static dev.buildrun.database.schema.Tables.RELATIONS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.orderBy;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.log.ChangeSet.Removed;
import dev.buildrun.database.Tx;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Gatherers;
import org.jooq.Field;
import org.jooq.Row6;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Writes the results of processing and the log of all changes. Whoever uses it calls {@link #append} last in the transaction,
 * since that locks the head of the log, for which everybody else who changes the catalog then waits.
 */
public final class ChangeStore {
    /** On this channel PostgreSQL notifies whoever listens that the log has grown. */
    public static final String CHANNEL = "catalog_log";

    static final String CHANGED = "changed";
    static final String REMOVED = "removed";

    private static final int ROWS_PER_STATEMENT = 500;

    /**
     * Stores good results; bodies and edges that are as they were are not written. The caller holds the locks of the entities in
     * the intake.
     */
    public void put(Tx tx, List<ProcessedEntity> entities, ChangeSet changes) {
        if (entities.isEmpty()) {
            return;
        }
        changes.changed(putBodies(tx, entities));
        changes.changed(putEdges(tx, entities));
    }

    private static Set<String> putBodies(Tx tx, List<ProcessedEntity> entities) {
        var rows = entities.stream()
                .map(entity ->
                        row(entity.uid(), entity.ref(), Json.write(entity.body().json()), entity.bodyHash()))
                .toList();
        return tx.jooq()
                .insertInto(
                        FINAL_ENTITIES,
                        FINAL_ENTITIES.ENTITY_ID,
                        FINAL_ENTITIES.ENTITY_REF,
                        FINAL_ENTITIES.BODY,
                        FINAL_ENTITIES.BODY_HASH)
                .valuesOfRows(rows)
                .onConflict(FINAL_ENTITIES.ENTITY_ID)
                .doUpdate()
                .set(FINAL_ENTITIES.BODY, DSL.excluded(FINAL_ENTITIES.BODY))
                .set(FINAL_ENTITIES.BODY_HASH, DSL.excluded(FINAL_ENTITIES.BODY_HASH))
                .where(FINAL_ENTITIES.BODY_HASH.ne(DSL.excluded(FINAL_ENTITIES.BODY_HASH)))
                .returning(FINAL_ENTITIES.ENTITY_REF)
                .fetchSet(FINAL_ENTITIES.ENTITY_REF);
    }

    private static Set<String> putEdges(Tx tx, List<ProcessedEntity> entities) {
        var uids = entities.stream().map(ProcessedEntity::uid).toArray(UUID[]::new);
        var stored = tx.jooq()
                .selectFrom(RELATIONS)
                .where(RELATIONS.ORIGINATING_ENTITY_ID.eq(any(uids)))
                .fetchGroups(
                        RELATIONS.ORIGINATING_ENTITY_ID,
                        edge -> new Relation(
                                edge.get(RELATIONS.TYPE),
                                edge.get(RELATIONS.SOURCE_ENTITY_REF),
                                edge.get(RELATIONS.TARGET_ENTITY_REF)));
        var changed = new HashSet<String>();
        var removed = new ArrayList<Edge>();
        var added = new ArrayList<Edge>();
        for (var entity : entities) {
            var before = Set.copyOf(stored.getOrDefault(entity.uid(), List.of()));
            var after = entity.edges();
            before.stream()
                    .filter(edge -> !after.contains(edge))
                    .forEach(edge -> removed.add(new Edge(entity.uid(), edge)));
            after.stream()
                    .filter(edge -> !before.contains(edge))
                    .forEach(edge -> added.add(new Edge(entity.uid(), edge)));
            if (!before.equals(after)) {
                changed.add(entity.ref());
            }
        }
        deleteEdges(tx, removed);
        insertEdges(tx, added);
        return changed;
    }

    private record Edge(UUID originatingUid, Relation relation) {}

    private static void deleteEdges(Tx tx, List<Edge> edges) {
        for (var chunk : chunks(edges)) {
            tx.jooq()
                    .deleteFrom(RELATIONS)
                    .where(row(
                                    RELATIONS.ORIGINATING_ENTITY_ID,
                                    RELATIONS.TYPE,
                                    RELATIONS.SOURCE_ENTITY_REF,
                                    RELATIONS.TARGET_ENTITY_REF)
                            .in(chunk.stream()
                                    .map(edge -> row(
                                            edge.originatingUid(),
                                            edge.relation().type(),
                                            edge.relation().sourceRef(),
                                            edge.relation().targetRef()))
                                    .toList()))
                    .execute();
        }
    }

    private static void insertEdges(Tx tx, List<Edge> edges) {
        for (var chunk : chunks(edges)) {
            tx.jooq()
                    .insertInto(
                            RELATIONS,
                            RELATIONS.ORIGINATING_ENTITY_ID,
                            RELATIONS.TYPE,
                            RELATIONS.SOURCE_ENTITY_REF,
                            RELATIONS.TARGET_ENTITY_REF)
                    .valuesOfRows(chunk.stream()
                            .map(edge -> row(
                                    edge.originatingUid(),
                                    edge.relation().type(),
                                    edge.relation().sourceRef(),
                                    edge.relation().targetRef()))
                            .toList())
                    .execute();
        }
    }

    private static <T> List<List<T>> chunks(List<T> items) {
        return items.stream().gather(Gatherers.windowFixed(ROWS_PER_STATEMENT)).toList();
    }

    /** Takes entities out, with the edges that they state. Refs without a good result are passed over. */
    public void remove(Tx tx, Collection<String> refs, ChangeSet changes) {
        changes.removed(tx.jooq()
                .deleteFrom(FINAL_ENTITIES)
                .where(FINAL_ENTITIES.ENTITY_REF.eq(any(refs.toArray(String[]::new))))
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
        var position = head;
        for (var chunk : chunks(entities)) {
            var rows = new ArrayList<Row6<Long, UUID, String, String, String, @Nullable String>>();
            for (var entity : chunk) {
                position++;
                rows.add(row(position, entity.uid(), entity.ref(), REMOVED, cause.what(), cause.actor()));
            }
            tx.jooq()
                    .insertInto(
                            CHANGE_LOG,
                            CHANGE_LOG.SEQ,
                            CHANGE_LOG.ENTITY_ID,
                            CHANGE_LOG.ENTITY_REF,
                            CHANGE_LOG.WHAT,
                            CHANGE_LOG.CAUSE,
                            CHANGE_LOG.ACTOR)
                    .valuesOfRows(rows)
                    .execute();
        }
        return position;
    }

    private static long appendChanged(Tx tx, long head, Set<String> refs, Cause cause) {
        var state = EntityStateReads.of(tx)
                .and(FINAL_ENTITIES.ENTITY_REF.eq(any(refs.toArray(String[]::new))))
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
