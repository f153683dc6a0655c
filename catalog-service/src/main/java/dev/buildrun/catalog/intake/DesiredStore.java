package dev.buildrun.catalog.intake;

import static dev.buildrun.database.schema.Tables.REFRESH_KEYS;
import static dev.buildrun.database.schema.Tables.REFRESH_STATE;
import static dev.buildrun.database.schema.Tables.REFRESH_STATE_REFERENCES;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.database.Columns;
import dev.buildrun.database.Tx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.Record4;
import org.jooq.SelectConditionStep;
import org.jooq.UpdateSetMoreStep;
import org.jspecify.annotations.Nullable;

/** The rows of {@code refresh_state}: what is desired, and when it is due. */
final class DesiredStore {
    private static final int ROWS_PER_STATEMENT = 1000;
    private static final int ATTEMPTS = 5;

    private static final String INSERT = """
            insert into refresh_state (entity_id, entity_ref, unprocessed_entity, unprocessed_hash, location_key,
                urgent, result_hash, processed_by, processed_at, next_update_at)
            select new_entity_id(), ref, body, hash, location_key,
                {4} and result is null, coalesce(result, ''), coalesce(version, ''),
                case when result is not null then now() end,
                case when result is null then now() else 'infinity' end
            from unnest({0}, {1}, {2}, {3}, {5}, {6}) as wanted (ref, body, hash, location_key, result, version)
            on conflict do nothing
            returning entity_ref, entity_id""";

    private static final String UNKNOWN = """
            select ref from unnest({0}) as asked (ref)
            where not exists (select from refresh_state where entity_ref = ref)""";

    private static final String UPDATE = """
            update refresh_state
            set unprocessed_entity = wanted.body, unprocessed_hash = wanted.hash, location_key = wanted.location_key,
                declared_at = now(), next_update_at = now(), claim = null, urgent = urgent or {4}
            from unnest({0}, {1}, {2}, {3}) as wanted (ref, body, hash, location_key)
            where refresh_state.entity_ref = wanted.ref""";

    /** What is stored under the refs, each row locked until the end of the transaction. */
    Map<String, KnownEntity> lock(Tx tx, Collection<String> refs) {
        return known(tx, REFRESH_STATE.ENTITY_REF.eq(any(Columns.texts(refs))))
                .orderBy(REFRESH_STATE.ENTITY_REF)
                .forUpdate()
                .fetchMap(REFRESH_STATE.ENTITY_REF, DesiredStore::knownEntity);
    }

    /** What the provider declares at present. Takes no lock. */
    Map<String, KnownEntity> declaredBy(Tx tx, String sourceKey) {
        var targets = select(REFRESH_STATE_REFERENCES.TARGET_ENTITY_REF)
                .from(REFRESH_STATE_REFERENCES)
                .where(REFRESH_STATE_REFERENCES.SOURCE_KEY.eq(sourceKey));
        return known(tx, REFRESH_STATE.ENTITY_REF.in(targets))
                .fetchMap(REFRESH_STATE.ENTITY_REF, DesiredStore::knownEntity);
    }

    /** The same, for some refs only. */
    Map<String, KnownEntity> declaredBy(Tx tx, String sourceKey, Collection<String> refs) {
        var targets = select(REFRESH_STATE_REFERENCES.TARGET_ENTITY_REF)
                .from(REFRESH_STATE_REFERENCES)
                .where(REFRESH_STATE_REFERENCES.SOURCE_KEY.eq(sourceKey))
                .and(REFRESH_STATE_REFERENCES.TARGET_ENTITY_REF.eq(any(Columns.texts(refs))));
        return known(tx, REFRESH_STATE.ENTITY_REF.in(targets))
                .fetchMap(REFRESH_STATE.ENTITY_REF, DesiredStore::knownEntity);
    }

    private static SelectConditionStep<Record4<UUID, String, String, String>> known(Tx tx, Condition condition) {
        return tx.jooq()
                .select(
                        REFRESH_STATE.ENTITY_ID,
                        REFRESH_STATE.ENTITY_REF,
                        REFRESH_STATE.LOCATION_KEY,
                        REFRESH_STATE.UNPROCESSED_HASH)
                .from(REFRESH_STATE)
                .where(condition);
    }

    private static KnownEntity knownEntity(Record row) {
        return new KnownEntity(
                row.get(REFRESH_STATE.ENTITY_ID),
                row.get(REFRESH_STATE.ENTITY_REF),
                row.get(REFRESH_STATE.LOCATION_KEY),
                row.get(REFRESH_STATE.UNPROCESSED_HASH));
    }

    /**
     * Stores declarations: new entities and changed ones become due, the same ones are not written, and those that another source
     * has stay as they are. Of several declarations for one entity those count whose source has it, or all where nobody has; of these the
     * later one, unless the first keeps it out.
     */
    Owners put(Tx tx, Collection<DesiredEntity> declarations, Lane lane) {
        var all = new TreeMap<String, List<DesiredEntity>>();
        declarations.forEach(
                each -> all.computeIfAbsent(each.ref(), _ -> new ArrayList<>(1)).add(each));
        var owners = new Owners();
        all.entrySet().stream()
                .gather(Gatherers.windowFixed(ROWS_PER_STATEMENT))
                .forEach(window -> {
                    var wanted = new TreeMap<String, List<DesiredEntity>>();
                    window.forEach(entry -> wanted.put(entry.getKey(), entry.getValue()));
                    put(tx, wanted, lane, owners);
                });
        return owners;
    }

    private void put(Tx tx, Map<String, List<DesiredEntity>> wanted, Lane lane, Owners owners) {
        for (var attempt = 0; attempt < ATTEMPTS && !wanted.isEmpty(); attempt++) {
            update(tx, decide(lock(tx, wanted.keySet()), wanted, owners), lane);
            // A row that somebody else inserts meanwhile is not returned here, and found by the next attempt.
            var unknown = wanted.values().stream()
                    .flatMap(each -> winner(each.stream()).stream())
                    .toList();
            var uids = insert(tx, unknown, lane);
            for (var each : unknown) {
                var uid = uids.get(each.ref());
                if (uid != null) {
                    owners.putNew(uid, each);
                    wanted.remove(each.ref());
                }
            }
        }
        if (!wanted.isEmpty()) {
            throw new IllegalStateException("Others keep inserting and deleting " + wanted.keySet());
        }
    }

    /** Takes what is known out of what is wanted, notes who has it, and returns what has to be updated. */
    private static List<DesiredEntity> decide(
            Map<String, KnownEntity> known, Map<String, List<DesiredEntity>> wanted, Owners owners) {
        var changed = new ArrayList<DesiredEntity>();
        known.forEach((ref, stored) -> {
            var accepted = Objects.requireNonNull(wanted.remove(ref)).stream()
                    .filter(desired -> stored.yieldsTo(desired.locationKey()));
            var desired = winner(accepted);
            owners.put(ref, desired.map(DesiredEntity::locationKey).orElse(stored.locationKey()));
            desired.filter(each -> !stored.isSame(each)).ifPresent(changed::add);
        });
        return changed;
    }

    private static Optional<DesiredEntity> winner(Stream<DesiredEntity> declarations) {
        return declarations.reduce((first, second) -> first.yieldsTo(second) ? second : first);
    }

    /** The uids of those that are stored now, by their refs. */
    private static Map<String, UUID> insert(Tx tx, List<DesiredEntity> entities, Lane lane) {
        if (entities.isEmpty()) {
            return Map.of();
        }
        return tx.jooq()
                .resultQuery(
                        INSERT,
                        Columns.texts(entities, DesiredEntity::ref),
                        Columns.texts(entities, each -> each.entity().text()),
                        Columns.texts(entities, DesiredEntity::hash),
                        Columns.texts(entities, DesiredEntity::locationKey),
                        val(lane == Lane.URGENT),
                        Columns.texts(entities, each -> foreseen(each, Foreseen::resultHash)),
                        Columns.texts(entities, each -> foreseen(each, Foreseen::version)))
                .fetchMap(REFRESH_STATE.ENTITY_REF, REFRESH_STATE.ENTITY_ID);
    }

    private static @Nullable String foreseen(DesiredEntity desired, Function<Foreseen, String> part) {
        var foreseen = desired.foreseen();
        return foreseen == null ? null : part.apply(foreseen);
    }

    private static void update(Tx tx, List<DesiredEntity> entities, Lane lane) {
        if (!entities.isEmpty()) {
            tx.jooq()
                    .execute(
                            UPDATE,
                            Columns.texts(entities, DesiredEntity::ref),
                            Columns.texts(entities, each -> each.entity().text()),
                            Columns.texts(entities, DesiredEntity::hash),
                            Columns.texts(entities, DesiredEntity::locationKey),
                            val(lane == Lane.URGENT));
        }
    }

    /** Of the refs, those under which nothing is stored. */
    Set<String> unknown(Tx tx, Collection<String> refs) {
        return Set.copyOf(tx.jooq().resultQuery(UNKNOWN, Columns.texts(refs)).fetch(0, String.class));
    }

    /** Makes the entities due, and takes the right to store an outcome from whoever is processing them. */
    void makeDue(Tx tx, Collection<String> refs, Lane lane) {
        due(tx, lane)
                .where(REFRESH_STATE.ENTITY_REF.eq(any(Columns.texts(refs))))
                .execute();
    }

    /** The same, and the next outcome is stored even if it is the last one over again. */
    void makeDueAnew(Tx tx, Collection<String> refs, Lane lane) {
        due(tx, lane)
                .set(REFRESH_STATE.RESULT_HASH, "")
                .where(REFRESH_STATE.ENTITY_REF.eq(any(Columns.texts(refs))))
                .execute();
    }

    /** Makes the entities due that were made from any of these. */
    int makeDueByKeys(Tx tx, Collection<String> keys) {
        var affected = select(REFRESH_KEYS.ENTITY_ID)
                .from(REFRESH_KEYS)
                .where(REFRESH_KEYS.KEY.eq(any(Columns.texts(keys, RefreshKey::stored))));
        return due(tx, Lane.BACKGROUND)
                .where(REFRESH_STATE.ENTITY_ID.in(affected))
                .execute();
    }

    /** The same for a key and all below it. Looks at every key, of which there are few: only what was read from outside has any. */
    int makeDueBelowKey(Tx tx, String key) {
        var affected = select(REFRESH_KEYS.ENTITY_ID)
                .from(REFRESH_KEYS)
                .where(REFRESH_KEYS.KEY.eq(key).or(REFRESH_KEYS.KEY.startsWith(key + "/")));
        return due(tx, Lane.URGENT).where(REFRESH_STATE.ENTITY_ID.in(affected)).execute();
    }

    private static UpdateSetMoreStep<Record> due(Tx tx, Lane lane) {
        return tx.jooq()
                .update(REFRESH_STATE)
                .set(REFRESH_STATE.NEXT_UPDATE_AT, currentOffsetDateTime())
                .set(REFRESH_STATE.CLAIM, castNull(Long.class))
                .set(REFRESH_STATE.URGENT, lane == Lane.URGENT ? inline(true) : REFRESH_STATE.URGENT);
    }

    /** How many of the entities are due or being processed. */
    int unfinished(Tx tx, Collection<String> refs) {
        return tx.jooq()
                .fetchCount(
                        REFRESH_STATE,
                        REFRESH_STATE
                                .ENTITY_REF
                                .eq(any(Columns.texts(refs)))
                                .and(REFRESH_STATE
                                        .CLAIM
                                        .isNotNull()
                                        .or(REFRESH_STATE.NEXT_UPDATE_AT.le(currentOffsetDateTime()))));
    }

    /** The errors of those that could not be processed, at most {@code limit} of them, by ref. */
    Map<String, List<EntityError>> errors(Tx tx, Collection<String> refs, int limit) {
        return tx.jooq()
                .select(REFRESH_STATE.ENTITY_REF, REFRESH_STATE.ERRORS)
                .from(REFRESH_STATE)
                .where(REFRESH_STATE.ENTITY_REF.eq(any(Columns.texts(refs))))
                .and(REFRESH_STATE.ERRORS.ne(inline("[]")))
                .orderBy(REFRESH_STATE.ENTITY_REF)
                .limit(limit)
                .fetchMap(REFRESH_STATE.ENTITY_REF, row -> EntityError.parseAll(row.get(REFRESH_STATE.ERRORS)));
    }

    Optional<String> refOf(Tx tx, UUID uid) {
        return tx.jooq()
                .select(REFRESH_STATE.ENTITY_REF)
                .from(REFRESH_STATE)
                .where(REFRESH_STATE.ENTITY_ID.eq(uid))
                .fetchOptional(REFRESH_STATE.ENTITY_REF);
    }

    /** Deletes the rows, which nothing but references may refer to. */
    void delete(Tx tx, Collection<String> refs) {
        tx.jooq()
                .deleteFrom(REFRESH_STATE)
                .where(REFRESH_STATE.ENTITY_REF.eq(any(Columns.texts(refs))))
                .execute();
    }
}
