package dev.buildrun.catalog.intake;

import static dev.buildrun.database.schema.Sequences.REFRESH_STATE_CLAIMS;
import static dev.buildrun.database.schema.Tables.REFRESH_STATE;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.octetLength;
import static org.jooq.impl.DSL.orderBy;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.database.Columns;
import dev.buildrun.database.Tx;
import dev.buildrun.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.SQLDataType;
import org.jooq.types.DayToSecond;

/**
 * Claims of due entities. A claim is lost when its lease is over and another one is made, and when the entity changes. Who has
 * lost it can store nothing, since {@link #lock} and {@link #finish} look at the token.
 */
public final class ClaimStore {
    private static final String LOCK = """
            select claim from refresh_state where entity_ref = any ({0}) order by entity_ref for update""";

    /** The second mention of the table gives the errors as they were, which the first one no longer has. */
    private static final String FINISH = """
            update refresh_state as s
            set result_hash = o.hash, errors = o.errors, cache = o.cache, processed_by = {7}, processed_at = now(),
                next_update_at = case
                    when not o.look_again then 'infinity'
                    when o.errors = '[]' then now() + {6} * (1 + random() / 2)
                    else now() + least({6}, greatest({8},
                        case when before.errors <> '[]' then 2 * (now() - before.processed_at) end)) * (1 + random() / 2)
                    end,
                claim = null, urgent = false
            from unnest({0}, {1}, {2}, {3}, {4}, {5}) as o (entity_id, token, hash, errors, cache, look_again),
                refresh_state as before
            where s.entity_id = o.entity_id and s.claim = o.token and before.entity_id = o.entity_id
            returning o.token, s.entity_ref, before.errors <> o.errors as other_errors""";

    private static final String REMOVE_KEYS = """
            delete from refresh_keys as k
            where k.entity_id = any ({0})
                and not exists (
                    select from unnest({1}, {2}) as kept (entity_id, key)
                    where kept.entity_id = k.entity_id and kept.key = k.key)""";

    private static final String ADD_KEYS = """
            insert into refresh_keys (entity_id, key)
            select entity_id, key from unnest({0}, {1}) as wanted (entity_id, key)
            on conflict do nothing""";

    /** After the first failure; each further one waits twice as long as the one before, and never longer than the interval. */
    private static final Duration FIRST_RETRY = Duration.ofMinutes(1);

    /** A batch has no more entities than begin within so many bytes. */
    private static final long BYTES_PER_BATCH = 2L << 20;

    private static final Condition WILL_BE_DUE =
            REFRESH_STATE.NEXT_UPDATE_AT.lt(field("'infinity'::timestamptz", SQLDataType.TIMESTAMPWITHTIMEZONE));

    /** Claims due entities, those that have waited longest first, and passes over those that others are just claiming. */
    public List<Claim> claim(Tx tx, Lane lane, int limit, Duration lease) {
        var due = name("due");
        var fitting = name("fitting");
        var bytes = octetLength(REFRESH_STATE.UNPROCESSED_ENTITY)
                .plus(octetLength(REFRESH_STATE.CACHE))
                .as("bytes");
        var id = field(name("entity_id"), UUID.class);
        var size = field(name("bytes"), Integer.class);
        var before = sum(size)
                .over(orderBy(field(name("next_update_at")), id))
                .minus(size)
                .as("before");
        return tx.jooq()
                .with(due)
                .as(select(REFRESH_STATE.ENTITY_ID, REFRESH_STATE.NEXT_UPDATE_AT, bytes)
                        .from(REFRESH_STATE)
                        .where(REFRESH_STATE.URGENT.eq(lane == Lane.URGENT))
                        .and(REFRESH_STATE.NEXT_UPDATE_AT.le(currentOffsetDateTime()))
                        // Always so then, but without it PostgreSQL does not know that the index has the row.
                        .and(WILL_BE_DUE)
                        .orderBy(REFRESH_STATE.NEXT_UPDATE_AT)
                        .limit(limit)
                        .forUpdate()
                        .skipLocked())
                .with(fitting)
                .as(select(id)
                        .from(select(id, before).from(table(due)).asTable("sized"))
                        .where(field(name("before"), BigDecimal.class).lt(BigDecimal.valueOf(BYTES_PER_BATCH))))
                .update(REFRESH_STATE)
                .set(REFRESH_STATE.CLAIM, REFRESH_STATE_CLAIMS.nextval())
                .set(REFRESH_STATE.NEXT_UPDATE_AT, fromNow(lease))
                .from(table(fitting))
                .where(REFRESH_STATE.ENTITY_ID.eq(field(name("fitting", "entity_id"), UUID.class)))
                .returning(
                        REFRESH_STATE.CLAIM,
                        REFRESH_STATE.ENTITY_ID,
                        REFRESH_STATE.ENTITY_REF,
                        REFRESH_STATE.UNPROCESSED_ENTITY,
                        REFRESH_STATE.LOCATION_KEY,
                        REFRESH_STATE.UNPROCESSED_HASH,
                        REFRESH_STATE.CACHE,
                        REFRESH_STATE.RESULT_HASH)
                .fetch(ClaimStore::claim);
    }

    private static Claim claim(Record row) {
        var desired = new DesiredEntity(
                row.get(REFRESH_STATE.ENTITY_REF),
                Entity.parse(row.get(REFRESH_STATE.UNPROCESSED_ENTITY)),
                row.get(REFRESH_STATE.LOCATION_KEY),
                row.get(REFRESH_STATE.UNPROCESSED_HASH),
                null);
        return new Claim(
                row.get(REFRESH_STATE.CLAIM),
                row.get(REFRESH_STATE.ENTITY_ID),
                desired,
                Json.read(row.get(REFRESH_STATE.CACHE)),
                row.get(REFRESH_STATE.RESULT_HASH));
    }

    /**
     * Prolongs the lease of a claim that holds, of which something is stored before its outcome; so whatever the next outcome is, even if this
     * one never comes, it counts as new.
     */
    public void begin(Tx tx, Claim claim, Duration lease) {
        tx.jooq()
                .update(REFRESH_STATE)
                .set(REFRESH_STATE.NEXT_UPDATE_AT, fromNow(lease))
                .set(REFRESH_STATE.RESULT_HASH, "")
                .where(REFRESH_STATE.ENTITY_ID.eq(claim.uid()))
                .and(REFRESH_STATE.CLAIM.eq(claim.token()))
                .execute();
    }

    /** Prolongs the leases of those claims that still hold. */
    public void extend(Tx tx, Collection<Claim> claims, Duration lease) {
        tx.jooq()
                .update(REFRESH_STATE)
                .set(REFRESH_STATE.NEXT_UPDATE_AT, fromNow(lease))
                .where(REFRESH_STATE.ENTITY_ID.eq(any(Columns.uuids(claims, Claim::uid))))
                .and(REFRESH_STATE.CLAIM.eq(any(Columns.longs(claims, Claim::token))))
                .execute();
    }

    /**
     * Locks the rows that a transaction is going to need, all at once and in order, so that two of them do not meet crosswise.
     *
     * @return the tokens of those claims that hold, which they do until the end of the transaction
     */
    public Set<Long> lock(Tx tx, Collection<String> refs, Collection<Claim> claims) {
        var tokens = claims.stream().map(Claim::token).collect(Collectors.toSet());
        tokens.retainAll(tx.jooq().resultQuery(LOCK, Columns.texts(refs)).fetchSet(REFRESH_STATE.CLAIM));
        return tokens;
    }

    /** What became of claims that were given back: those that held, and the entities of which other errors were stored before. */
    public record Settled(Set<Long> tokens, Set<String> withOtherErrors) {}

    /**
     * Gives claims back, with what came of them; those that do not hold any more are passed over. An entity is due again after the
     * interval (or up to half as long again, so that not all are due at once) where its outcome says so, else not until something
     * changes. One that has failed is due earlier where the interval is long, since what it reads may have been away for a moment only: after
     * a minute at first.
     *
     * @param version of the processors
     */
    public Settled finish(Tx tx, List<Finished> outcomes, Duration interval, String version) {
        var tokens = new HashSet<Long>();
        var otherErrors = new HashSet<String>();
        tx.jooq()
                .resultQuery(
                        FINISH,
                        Columns.uuids(outcomes, each -> each.claim().uid()),
                        Columns.longs(outcomes, each -> each.claim().token()),
                        Columns.texts(outcomes, Finished::resultHash),
                        Columns.texts(outcomes, Finished::errorsAsJson),
                        Columns.texts(outcomes, each -> Json.write(each.cache())),
                        Columns.booleans(outcomes, Finished::lookAgain),
                        val(DayToSecond.valueOf(interval)),
                        val(version),
                        val(DayToSecond.valueOf(FIRST_RETRY)))
                .fetch()
                .forEach(row -> {
                    tokens.add(row.get("token", Long.class));
                    if (row.get("other_errors", Boolean.class)) {
                        otherErrors.add(row.get(REFRESH_STATE.ENTITY_REF));
                    }
                });
        var replaced = outcomes.stream()
                .filter(each -> each.isNew() && tokens.contains(each.claim().token()))
                .toList();
        replaceKeys(tx, replaced);
        return new Settled(tokens, otherErrors);
    }

    private record StoredKey(UUID uid, String key) {}

    private static void replaceKeys(Tx tx, List<Finished> outcomes) {
        var keys = outcomes.stream()
                .flatMap(each -> each.refreshKeys().stream()
                        .map(RefreshKey::stored)
                        .map(key -> new StoredKey(each.claim().uid(), key)))
                .distinct()
                .toList();
        tx.jooq()
                .execute(
                        REMOVE_KEYS,
                        Columns.uuids(outcomes, each -> each.claim().uid()),
                        Columns.uuids(keys, StoredKey::uid),
                        Columns.texts(keys, StoredKey::key));
        if (!keys.isEmpty()) {
            tx.jooq().execute(ADD_KEYS, Columns.uuids(keys, StoredKey::uid), Columns.texts(keys, StoredKey::key));
        }
    }

    /** Makes everything due that other versions of the processors have processed; returns how many entities that are. */
    public int makeDueUnlessProcessedBy(Tx tx, String version) {
        return tx.jooq()
                .update(REFRESH_STATE)
                .set(REFRESH_STATE.NEXT_UPDATE_AT, currentOffsetDateTime())
                .set(REFRESH_STATE.CLAIM, castNull(Long.class))
                .where(REFRESH_STATE.PROCESSED_BY.notIn(version, ""))
                .and(REFRESH_STATE.NEXT_UPDATE_AT.gt(currentOffsetDateTime()))
                .execute();
    }

    /** A moment, by the clock of PostgreSQL, and the newest claim that there was then. */
    public record Mark(OffsetDateTime at, long token) {}

    /** The mark of now. */
    public Mark mark(Tx tx) {
        return tx.jooq()
                .select(currentOffsetDateTime(), field("last_value", Long.class))
                .from(REFRESH_STATE_CLAIMS.getName())
                .fetchSingle(row -> new Mark(row.value1(), row.value2()));
    }

    /**
     * How many entities were due or being processed at the mark and still are, or have never been processed; what a start waits
     * for. What is due since then, to be read again as always after a while, does not count: where there are many sources, there
     * is no moment without any.
     */
    public int unfinished(Tx tx, Mark mark) {
        return tx.jooq()
                .fetchCount(
                        REFRESH_STATE,
                        REFRESH_STATE
                                .PROCESSED_BY
                                .eq("")
                                .or(REFRESH_STATE.CLAIM.le(mark.token()))
                                .or(REFRESH_STATE.NEXT_UPDATE_AT.le(mark.at())));
    }

    /**
     * Takes all claims back, for a process that knows that whoever made them is gone: their entities are due now, and not only when
     * the leases are over. Returns how many there were.
     */
    public int releaseAll(Tx tx) {
        return tx.jooq()
                .update(REFRESH_STATE)
                .set(REFRESH_STATE.NEXT_UPDATE_AT, currentOffsetDateTime())
                .set(REFRESH_STATE.CLAIM, castNull(Long.class))
                .where(REFRESH_STATE.CLAIM.isNotNull())
                .execute();
    }

    private static Field<OffsetDateTime> fromNow(Duration duration) {
        return currentOffsetDateTime().plus(DayToSecond.valueOf(duration));
    }
}
