package dev.buildrun.catalog.intake;

import static dev.buildrun.database.schema.Sequences.REFRESH_STATE_CLAIMS;
import static dev.buildrun.database.schema.Tables.REFRESH_KEYS;
import static dev.buildrun.database.schema.Tables.REFRESH_STATE;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.octetLength;
import static org.jooq.impl.DSL.orderBy;
import static org.jooq.impl.DSL.rand;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.database.Tx;
import dev.buildrun.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Gatherers;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Row2;
import org.jooq.UpdateConditionStep;
import org.jooq.impl.SQLDataType;
import org.jooq.types.DayToSecond;

/**
 * Claims of due entities. A claim is lost when its lease is over and another one is made, and when the entity changes. Who has
 * lost it can store nothing, since {@link #held} and {@link #finish} look at the token.
 */
public final class ClaimStore {
    private static final int KEYS_PER_STATEMENT = 1000;
    /** A batch has no more entities than begin within so many bytes. */
    private static final long BYTES_PER_BATCH = 2L << 20;

    private static final Field<OffsetDateTime> NEVER =
            field("'infinity'::timestamptz", SQLDataType.TIMESTAMPWITHTIMEZONE);

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
                .returning(REFRESH_STATE.fields())
                .fetch(ClaimStore::claim);
    }

    private static Claim claim(Record row) {
        var desired = new DesiredEntity(
                row.get(REFRESH_STATE.ENTITY_REF),
                Entity.parse(row.get(REFRESH_STATE.UNPROCESSED_ENTITY)),
                row.get(REFRESH_STATE.LOCATION_KEY),
                row.get(REFRESH_STATE.UNPROCESSED_HASH));
        return new Claim(
                row.get(REFRESH_STATE.CLAIM),
                row.get(REFRESH_STATE.ENTITY_ID),
                desired,
                Json.read(row.get(REFRESH_STATE.CACHE)),
                row.get(REFRESH_STATE.RESULT_HASH));
    }

    /** Prolongs the leases of those claims that still hold. */
    public void extend(Tx tx, Collection<Claim> claims, Duration lease) {
        tx.jooq()
                .update(REFRESH_STATE)
                .set(REFRESH_STATE.NEXT_UPDATE_AT, fromNow(lease))
                .where(REFRESH_STATE.ENTITY_ID.eq(any(uids(claims))))
                .and(REFRESH_STATE.CLAIM.eq(any(tokens(claims))))
                .execute();
    }

    /** The tokens of those claims that still hold. To be sure that they go on to hold, lock the rows before. */
    public Set<Long> held(Tx tx, Collection<Claim> claims) {
        return tx.jooq()
                .select(REFRESH_STATE.CLAIM)
                .from(REFRESH_STATE)
                .where(REFRESH_STATE.ENTITY_ID.eq(any(uids(claims))))
                .and(REFRESH_STATE.CLAIM.eq(any(tokens(claims))))
                .fetchSet(REFRESH_STATE.CLAIM);
    }

    /** Entities whose stored errors are not those of the outcome. */
    public Set<String> withOtherErrors(Tx tx, Collection<Finished> outcomes) {
        var errors = outcomes.stream()
                .map(each -> row(each.claim().uid(), each.errorsAsJson()))
                .toList();
        return tx.jooq()
                .select(REFRESH_STATE.ENTITY_REF)
                .from(REFRESH_STATE)
                .where(REFRESH_STATE.ENTITY_ID.eq(
                        any(uids(outcomes.stream().map(Finished::claim).toList()))))
                .and(row(REFRESH_STATE.ENTITY_ID, REFRESH_STATE.ERRORS).notIn(errors))
                .fetchSet(REFRESH_STATE.ENTITY_REF);
    }

    /**
     * Gives claims back, with what came of them; those that do not hold any more are passed over. An entity is due again after the
     * interval (or up to half as long again, so that not all are due at once) where its outcome says so, else not until something
     * changes.
     *
     * @param version of the processors
     * @return the tokens of the claims that held
     */
    public Set<Long> finish(Tx tx, List<Finished> outcomes, Duration interval, String version) {
        var counts = tx.jooq()
                .batch(outcomes.stream()
                        .map(each -> finish(tx, each, interval, version))
                        .toList())
                .execute();
        var finished = new ArrayList<Finished>();
        for (var index = 0; index < counts.length; index++) {
            if (counts[index] == 1) {
                finished.add(outcomes.get(index));
            }
        }
        replaceKeys(tx, finished.stream().filter(Finished::isNew).toList());
        var tokens = new HashSet<Long>();
        finished.forEach(each -> tokens.add(each.claim().token()));
        return tokens;
    }

    private static UpdateConditionStep<Record> finish(Tx tx, Finished outcome, Duration interval, String version) {
        return tx.jooq()
                .update(REFRESH_STATE)
                .set(REFRESH_STATE.RESULT_HASH, outcome.resultHash())
                .set(REFRESH_STATE.PROCESSED_BY, version)
                .set(REFRESH_STATE.PROCESSED_AT, currentOffsetDateTime())
                .set(REFRESH_STATE.ERRORS, outcome.errorsAsJson())
                .set(REFRESH_STATE.CACHE, Json.write(outcome.cache()))
                .set(REFRESH_STATE.NEXT_UPDATE_AT, outcome.lookAgain() ? fromNowOrLater(interval) : NEVER)
                .set(REFRESH_STATE.CLAIM, castNull(Long.class))
                .set(REFRESH_STATE.URGENT, false)
                .where(REFRESH_STATE.ENTITY_ID.eq(outcome.claim().uid()))
                .and(REFRESH_STATE.CLAIM.eq(outcome.claim().token()));
    }

    private static void replaceKeys(Tx tx, List<Finished> outcomes) {
        tx.jooq()
                .deleteFrom(REFRESH_KEYS)
                .where(REFRESH_KEYS.ENTITY_ID.eq(
                        any(uids(outcomes.stream().map(Finished::claim).toList()))))
                .execute();
        var rows = outcomes.stream()
                .flatMap(each -> each.refreshKeys().stream()
                        .map(RefreshKey::stored)
                        .distinct()
                        .map(key -> row(each.claim().uid(), key)))
                .gather(Gatherers.<Row2<UUID, String>>windowFixed(KEYS_PER_STATEMENT));
        rows.forEach(chunk -> tx.jooq()
                .insertInto(REFRESH_KEYS, REFRESH_KEYS.ENTITY_ID, REFRESH_KEYS.KEY)
                .valuesOfRows(chunk)
                .execute());
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

    private static Field<OffsetDateTime> fromNowOrLater(Duration duration) {
        return currentOffsetDateTime()
                .plus(val(DayToSecond.valueOf(duration)).mul(rand().div(2).plus(1)));
    }

    private static UUID[] uids(Collection<Claim> claims) {
        return claims.stream().map(Claim::uid).toArray(UUID[]::new);
    }

    private static Long[] tokens(Collection<Claim> claims) {
        return claims.stream().map(Claim::token).toArray(Long[]::new);
    }
}
