package dev.buildrun.catalog.intake;

import static dev.buildrun.database.schema.Tables.REFRESH_SOURCES;
import static dev.buildrun.database.schema.Tables.REFRESH_SOURCE_CONFLICTS;
import static dev.buildrun.database.schema.Tables.REFRESH_STATE_REFERENCES;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.selectCount;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.val;

import dev.buildrun.catalog.intake.MutationResult.Counts;
import dev.buildrun.catalog.intake.SourceState.Failure;
import dev.buildrun.database.Columns;
import dev.buildrun.database.Tx;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** The rows of {@code refresh_sources}: what became of the mutations of each provider, and what it was refused. */
final class SourceStore {
    /** Conflicts that are kept of one provider. */
    static final int MAX_CONFLICTS = 1000;

    private static final int MAX_ERROR_CHARACTERS = 5000;

    private static final String ADD_CONFLICTS = """
            insert into refresh_source_conflicts (source_key, target_entity_ref, location_key)
            select {0}, target, location_key from unnest({1}, {2}) as refused (target, location_key)
            on conflict do nothing""";

    private static final Field<Integer> ENTITIES = field(selectCount()
                    .from(REFRESH_STATE_REFERENCES)
                    .where(REFRESH_STATE_REFERENCES.SOURCE_KEY.eq(REFRESH_SOURCES.SOURCE_KEY)))
            .as("entities");

    private static final Field<Integer> CONFLICTS = field(selectCount()
                    .from(REFRESH_SOURCE_CONFLICTS)
                    .where(REFRESH_SOURCE_CONFLICTS.SOURCE_KEY.eq(REFRESH_SOURCES.SOURCE_KEY)))
            .as("conflicts");

    /** Lets nobody else mutate what the provider declares until the end of the transaction, and returns its version. */
    long lock(Tx tx, String sourceKey) {
        create(tx, sourceKey);
        return tx.jooq()
                .select(REFRESH_SOURCES.VERSION)
                .from(REFRESH_SOURCES)
                .where(REFRESH_SOURCES.SOURCE_KEY.eq(sourceKey))
                .forUpdate()
                .fetchSingle()
                .value1();
    }

    private static void create(Tx tx, String sourceKey) {
        tx.jooq()
                .insertInto(REFRESH_SOURCES)
                .set(REFRESH_SOURCES.SOURCE_KEY, sourceKey)
                .onConflictDoNothing()
                .execute();
    }

    void connected(Tx tx, String sourceKey) {
        create(tx, sourceKey);
        tx.jooq()
                .update(REFRESH_SOURCES)
                .set(REFRESH_SOURCES.CONNECTED_AT, currentOffsetDateTime())
                .where(REFRESH_SOURCES.SOURCE_KEY.eq(sourceKey))
                .execute();
    }

    /** Notes what a mutation did; returns the version from then on. The caller holds the lock. */
    long succeeded(Tx tx, String sourceKey, Counts counts, @Nullable String actor) {
        var step = counts.isChange() ? 1 : 0;
        var changedAt = counts.isChange() ? currentOffsetDateTime() : REFRESH_SOURCES.CHANGED_AT;
        return tx.jooq()
                .update(REFRESH_SOURCES)
                .set(REFRESH_SOURCES.VERSION, REFRESH_SOURCES.VERSION.plus(step))
                .set(REFRESH_SOURCES.SUCCEEDED_AT, currentOffsetDateTime())
                .set(REFRESH_SOURCES.CHANGED_AT, changedAt)
                .set(REFRESH_SOURCES.ADDED, counts.added())
                .set(REFRESH_SOURCES.CHANGED, counts.changed())
                .set(REFRESH_SOURCES.REMOVED, counts.removed())
                .set(REFRESH_SOURCES.UNCHANGED, counts.unchanged())
                .set(REFRESH_SOURCES.ACTOR, actor)
                .set(REFRESH_SOURCES.FAILED_AT, castNull(SQLDataType.TIMESTAMPWITHTIMEZONE))
                .set(REFRESH_SOURCES.ERROR, castNull(SQLDataType.CLOB))
                .where(REFRESH_SOURCES.SOURCE_KEY.eq(sourceKey))
                .returning(REFRESH_SOURCES.VERSION)
                .fetchSingle()
                .get(REFRESH_SOURCES.VERSION);
    }

    /** Notes why nothing came of a mutation, or of an attempt to make one. */
    void failed(Tx tx, String sourceKey, String error) {
        create(tx, sourceKey);
        tx.jooq()
                .update(REFRESH_SOURCES)
                .set(REFRESH_SOURCES.FAILED_AT, currentOffsetDateTime())
                .set(REFRESH_SOURCES.ERROR, storable(error))
                .where(REFRESH_SOURCES.SOURCE_KEY.eq(sourceKey))
                .execute();
    }

    private static String storable(String error) {
        var text = new String(
                        error.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        java.nio.charset.StandardCharsets.UTF_8)
                .replace('\0', ' ');
        return text.length() <= MAX_ERROR_CHARACTERS ? text : text.substring(0, MAX_ERROR_CHARACTERS);
    }

    /** A provider that says everything anew is refused these and no others. */
    void replaceConflicts(Tx tx, String sourceKey, List<RefusedDeclaration> refused) {
        replaceConflicts(tx, sourceKey, noCondition(), refused);
    }

    /** The same for one that spoke of these entities only. */
    void replaceConflicts(Tx tx, String sourceKey, Collection<String> spokenOf, List<RefusedDeclaration> refused) {
        var among = REFRESH_SOURCE_CONFLICTS.TARGET_ENTITY_REF.eq(any(Columns.texts(spokenOf)));
        replaceConflicts(tx, sourceKey, among, refused);
    }

    private static void replaceConflicts(Tx tx, String sourceKey, Condition among, List<RefusedDeclaration> refused) {
        tx.jooq()
                .deleteFrom(REFRESH_SOURCE_CONFLICTS)
                .where(REFRESH_SOURCE_CONFLICTS.SOURCE_KEY.eq(sourceKey))
                .and(among)
                .execute();
        var room = MAX_CONFLICTS
                - tx.jooq().fetchCount(REFRESH_SOURCE_CONFLICTS, REFRESH_SOURCE_CONFLICTS.SOURCE_KEY.eq(sourceKey));
        if (refused.isEmpty() || room <= 0) {
            return;
        }
        var kept = refused.stream().limit(room).toList();
        tx.jooq()
                .execute(
                        ADD_CONFLICTS,
                        val(sourceKey),
                        Columns.texts(kept, RefusedDeclaration::ref),
                        Columns.texts(kept, RefusedDeclaration::locationKey));
    }

    /** Forgets all providers but these. What one of the others still declares keeps its state. */
    void forgetOthers(Tx tx, Set<String> sourceKeys) {
        tx.jooq()
                .deleteFrom(REFRESH_SOURCES)
                .where(REFRESH_SOURCES.SOURCE_KEY.notIn(sourceKeys))
                .and(notExists(selectOne()
                        .from(REFRESH_STATE_REFERENCES)
                        .where(REFRESH_STATE_REFERENCES.SOURCE_KEY.eq(REFRESH_SOURCES.SOURCE_KEY))))
                .execute();
    }

    /** All that ever did anything, by name. */
    List<SourceState> list(Tx tx) {
        return states(tx, noCondition());
    }

    Optional<SourceState> find(Tx tx, String sourceKey) {
        return states(tx, REFRESH_SOURCES.SOURCE_KEY.eq(sourceKey)).stream().findFirst();
    }

    private static List<SourceState> states(Tx tx, Condition condition) {
        return tx.jooq()
                .select(REFRESH_SOURCES.fields())
                .select(ENTITIES, CONFLICTS)
                .from(REFRESH_SOURCES)
                .where(condition)
                .orderBy(REFRESH_SOURCES.SOURCE_KEY)
                .fetch(SourceStore::state);
    }

    private static SourceState state(Record row) {
        var failedAt = instant(row.get(REFRESH_SOURCES.FAILED_AT));
        var failure = failedAt == null ? null : new Failure(failedAt, row.get(REFRESH_SOURCES.ERROR));
        var last = new Counts(
                row.get(REFRESH_SOURCES.ADDED),
                row.get(REFRESH_SOURCES.CHANGED),
                row.get(REFRESH_SOURCES.REMOVED),
                row.get(REFRESH_SOURCES.UNCHANGED));
        return new SourceState(
                row.get(REFRESH_SOURCES.SOURCE_KEY),
                row.get(ENTITIES),
                row.get(CONFLICTS),
                row.get(REFRESH_SOURCES.VERSION),
                instant(row.get(REFRESH_SOURCES.CONNECTED_AT)),
                instant(row.get(REFRESH_SOURCES.SUCCEEDED_AT)),
                instant(row.get(REFRESH_SOURCES.CHANGED_AT)),
                last,
                row.get(REFRESH_SOURCES.ACTOR),
                failure);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
