package dev.buildrun.platform.conformance;

import static dev.buildrun.database.schema.Tables.CHANGE_LOG_HEAD;
import static dev.buildrun.database.schema.Tables.CONFORMANCE_COMPONENTS;
import static dev.buildrun.database.schema.Tables.CONFORMANCE_CURSOR;
import static dev.buildrun.database.schema.Tables.CONFORMANCE_DUE;

import dev.buildrun.database.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Who follows the change log, how far, and what is due. */
public final class ConformanceStore {
    /** Told when something is due at once. */
    public static final String CHANNEL = "buildrun_conformance";

    private static final int MOST_DUE = 1_000;

    /**
     * The right to work for a while.
     *
     * @param fence whoever writes with it is refused once somebody else has the lease
     */
    record Lease(long position, String terms, long fence) {}

    /**
     * How it stands, without any lock.
     *
     * @param isBehind whether the log has grown, or something is due
     */
    record Status(long position, String terms, boolean isBehind) {}

    /**
     * What is due.
     *
     * @param asked another number each time somebody asks for it
     */
    record Due(String component, long asked) {}

    /** What is known of a component that was worked out. */
    record KnownComponent(String owner, Set<String> inputs) {}

    Status status(Tx tx, Instant now) {
        var isDue = DSL.exists(
                DSL.selectOne().from(CONFORMANCE_DUE).where(CONFORMANCE_DUE.DUE_AT.le(now.atOffset(ZoneOffset.UTC))));
        var isBehind =
                DSL.field(CONFORMANCE_CURSOR.POSITION.lt(CHANGE_LOG_HEAD.SEQ)).as("behind");
        var row = tx.jooq()
                .select(
                        CONFORMANCE_CURSOR.POSITION,
                        CONFORMANCE_CURSOR.TERMS,
                        isBehind,
                        DSL.field(isDue).as("due"))
                .from(CONFORMANCE_CURSOR, CHANGE_LOG_HEAD)
                .fetchSingle();
        return new Status(row.value1(), row.value2(), row.value3() || row.value4());
    }

    /** Takes the lease, where nobody else has it; renews one's own. PostgreSQL's clock decides. */
    Optional<Lease> claim(Tx tx, String holder, Duration lease) {
        var now = DSL.currentOffsetDateTime();
        return tx.jooq()
                .update(CONFORMANCE_CURSOR)
                .set(CONFORMANCE_CURSOR.FENCE, CONFORMANCE_CURSOR.FENCE.plus(1))
                .set(CONFORMANCE_CURSOR.HOLDER, holder)
                .set(CONFORMANCE_CURSOR.LEASED_UNTIL, until(lease))
                .where(CONFORMANCE_CURSOR
                        .LEASED_UNTIL
                        .isNull()
                        .or(CONFORMANCE_CURSOR.LEASED_UNTIL.lt(now))
                        .or(CONFORMANCE_CURSOR.HOLDER.eq(holder)))
                .returning(CONFORMANCE_CURSOR.POSITION, CONFORMANCE_CURSOR.TERMS, CONFORMANCE_CURSOR.FENCE)
                .fetchOptional(row -> new Lease(
                        row.get(CONFORMANCE_CURSOR.POSITION),
                        row.get(CONFORMANCE_CURSOR.TERMS),
                        row.get(CONFORMANCE_CURSOR.FENCE)));
    }

    private static Field<OffsetDateTime> until(Duration lease) {
        return DSL.field("now() + {0} * interval '1 millisecond'", OffsetDateTime.class, DSL.val(lease.toMillis()));
    }

    /** Whether the lease still holds; keeps everybody else from taking it until the transaction ends, and renews it. */
    boolean renew(Tx tx, Lease held, Duration lease) {
        return tx.jooq()
                        .update(CONFORMANCE_CURSOR)
                        .set(CONFORMANCE_CURSOR.LEASED_UNTIL, until(lease))
                        .where(CONFORMANCE_CURSOR.FENCE.eq(held.fence()))
                        .execute()
                == 1;
    }

    /** Gives the lease back, so that another replica need not wait for its end. */
    void release(Tx tx, String holder) {
        tx.jooq()
                .update(CONFORMANCE_CURSOR)
                .setNull(CONFORMANCE_CURSOR.HOLDER)
                .setNull(CONFORMANCE_CURSOR.LEASED_UNTIL)
                .where(CONFORMANCE_CURSOR.HOLDER.eq(holder))
                .execute();
    }

    void moveTo(Tx tx, long position, String terms) {
        tx.jooq()
                .update(CONFORMANCE_CURSOR)
                .set(CONFORMANCE_CURSOR.POSITION, position)
                .set(CONFORMANCE_CURSOR.TERMS, terms)
                .execute();
    }

    Map<String, KnownComponent> components(Tx tx) {
        var known = new HashMap<String, KnownComponent>();
        tx.jooq()
                .select(
                        CONFORMANCE_COMPONENTS.COMPONENT_REF,
                        CONFORMANCE_COMPONENTS.OWNER,
                        CONFORMANCE_COMPONENTS.INPUTS)
                .from(CONFORMANCE_COMPONENTS)
                .fetch()
                .forEach(row -> known.put(row.value1(), new KnownComponent(row.value2(), Set.of(row.value3()))));
        return known;
    }

    /** Puts them in, or in the place of what is there. */
    void save(Tx tx, List<Computed> computed, Instant now) {
        if (computed.isEmpty()) {
            return;
        }
        tx.jooq()
                .insertInto(CONFORMANCE_COMPONENTS)
                .set(computed.stream().map(each -> row(tx, each, now)).toList())
                .onConflict(CONFORMANCE_COMPONENTS.COMPONENT_REF)
                .doUpdate()
                .setAllToExcluded()
                .execute();
        computed.forEach(each -> due(tx, each.component(), each.nextAt()));
    }

    private static Record row(Tx tx, Computed computed, Instant now) {
        var row = tx.jooq().newRecord(CONFORMANCE_COMPONENTS);
        row.set(CONFORMANCE_COMPONENTS.COMPONENT_REF, computed.component());
        row.set(CONFORMANCE_COMPONENTS.OWNER, computed.owner());
        row.set(CONFORMANCE_COMPONENTS.CONTRACTS, computed.contracts().toArray(String[]::new));
        row.set(
                CONFORMANCE_COMPONENTS.INPUTS,
                computed.inputs().stream().sorted().toArray(String[]::new));
        row.set(CONFORMANCE_COMPONENTS.LINKS, computed.links().stream().sorted().toArray(String[]::new));
        row.set(CONFORMANCE_COMPONENTS.COMPUTED_AT, now.atOffset(ZoneOffset.UTC));
        return row;
    }

    void forget(Tx tx, Collection<String> components) {
        tx.jooq()
                .deleteFrom(CONFORMANCE_COMPONENTS)
                .where(CONFORMANCE_COMPONENTS.COMPONENT_REF.in(components))
                .execute();
    }

    List<Due> due(Tx tx, Instant now) {
        return tx.jooq()
                .selectFrom(CONFORMANCE_DUE)
                .where(CONFORMANCE_DUE.DUE_AT.le(now.atOffset(ZoneOffset.UTC)))
                .orderBy(CONFORMANCE_DUE.DUE_AT)
                .limit(MOST_DUE)
                .fetch(row -> new Due(row.get(CONFORMANCE_DUE.COMPONENT_REF), row.get(CONFORMANCE_DUE.ASKED)));
    }

    /** What was asked for again meanwhile stays due. */
    void done(Tx tx, Due due) {
        tx.jooq()
                .deleteFrom(CONFORMANCE_DUE)
                .where(CONFORMANCE_DUE.COMPONENT_REF.eq(due.component()))
                .and(CONFORMANCE_DUE.ASKED.eq(due.asked()))
                .execute();
    }

    private void due(Tx tx, String component, @Nullable Instant at) {
        if (at != null) {
            var dueAt = at.atOffset(ZoneOffset.UTC);
            tx.jooq()
                    .insertInto(CONFORMANCE_DUE)
                    .set(CONFORMANCE_DUE.COMPONENT_REF, component)
                    .set(CONFORMANCE_DUE.DUE_AT, dueAt)
                    .onConflict(CONFORMANCE_DUE.COMPONENT_REF)
                    .doUpdate()
                    .set(CONFORMANCE_DUE.DUE_AT, DSL.least(CONFORMANCE_DUE.DUE_AT, DSL.val(dueAt)))
                    .set(CONFORMANCE_DUE.ASKED, DSL.excluded(CONFORMANCE_DUE.ASKED))
                    .execute();
        }
    }

    /** Has components worked out anew, as soon as the transaction has ended: whoever changes something that rules look at calls this. */
    public void touch(Tx tx, Collection<String> components, Instant now) {
        components.stream().sorted().forEach(component -> due(tx, component, now));
        if (!components.isEmpty()) {
            tx.jooq()
                    .select(DSL.function("pg_notify", Object.class, DSL.inline(CHANNEL), DSL.inline("")))
                    .fetch();
        }
    }
}
