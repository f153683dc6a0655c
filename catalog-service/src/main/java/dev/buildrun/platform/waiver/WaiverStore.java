package dev.buildrun.platform.waiver;

import static dev.buildrun.database.schema.Tables.PLATFORM_WAIVERS;

import dev.buildrun.database.Tx;
import dev.buildrun.platform.waiver.Waiver.Status;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The table of waivers. */
public final class WaiverStore {
    private static final int MOST_AT_ONCE = 1_000;

    /**
     * What a list shows; null for anything.
     *
     * @param after only those after this one, in the order of the list
     */
    public record Filter(
            @Nullable String component,
            @Nullable String rule,
            @Nullable Status status,
            @Nullable UUID after) {
        public static final Filter ALL = new Filter(null, null, null, null);

        /** The same, from another place in the list on. */
        public Filter after(UUID last) {
            return new Filter(component, rule, status, last);
        }

        private Condition condition() {
            var conditions = new ArrayList<Condition>();
            if (component != null) {
                conditions.add(PLATFORM_WAIVERS.COMPONENT_REF.eq(component));
            }
            if (rule != null) {
                conditions.add(PLATFORM_WAIVERS.RULE.eq(rule));
            }
            if (status != null) {
                conditions.add(PLATFORM_WAIVERS.STATUS.eq(status.text()));
            }
            if (after != null) {
                var other = PLATFORM_WAIVERS.as("other");
                conditions.add(DSL.row(PLATFORM_WAIVERS.REQUESTED_AT, PLATFORM_WAIVERS.ID)
                        .gt(DSL.select(other.REQUESTED_AT, other.ID).from(other).where(other.ID.eq(after))));
            }
            return DSL.and(conditions);
        }
    }

    /** Puts it in, or in the place of what has its id. */
    public void save(Tx tx, Waiver waiver) {
        var row = tx.jooq().newRecord(PLATFORM_WAIVERS);
        row.set(PLATFORM_WAIVERS.ID, waiver.id());
        row.set(PLATFORM_WAIVERS.ENTITY_REF, waiver.entityRef());
        row.set(PLATFORM_WAIVERS.COMPONENT_REF, waiver.component());
        row.set(PLATFORM_WAIVERS.RULE, waiver.rule());
        row.set(PLATFORM_WAIVERS.ENVIRONMENT, waiver.environment());
        row.set(PLATFORM_WAIVERS.REASON, waiver.reason());
        row.set(PLATFORM_WAIVERS.TICKET, waiver.ticket());
        row.set(PLATFORM_WAIVERS.STATUS, waiver.status().text());
        row.set(PLATFORM_WAIVERS.REQUESTED_BY, waiver.requestedBy());
        row.set(PLATFORM_WAIVERS.REQUESTED_AT, offset(waiver.requestedAt()));
        row.set(PLATFORM_WAIVERS.EXPIRES_AT, offset(waiver.expiresAt()));
        row.set(PLATFORM_WAIVERS.DECIDED_BY, waiver.decidedBy());
        row.set(PLATFORM_WAIVERS.DECIDED_AT, offset(waiver.decidedAt()));
        row.set(PLATFORM_WAIVERS.COMMENT, waiver.comment());
        row.set(PLATFORM_WAIVERS.RENEWALS, waiver.renewals());
        row.set(PLATFORM_WAIVERS.REMIND_AT, offset(waiver.remindAt()));
        tx.jooq()
                .insertInto(PLATFORM_WAIVERS)
                .set(row)
                .onConflict(PLATFORM_WAIVERS.ID)
                .doUpdate()
                .set(row)
                .execute();
    }

    /** One by its id, locked until the transaction ends. */
    public Optional<Waiver> lock(Tx tx, UUID id) {
        return tx.jooq()
                .selectFrom(PLATFORM_WAIVERS)
                .where(PLATFORM_WAIVERS.ID.eq(id))
                .forUpdate()
                .fetchOptional(WaiverStore::waiver);
    }

    /** The oldest first. */
    public List<Waiver> list(Tx tx, Filter filter, int limit) {
        return tx.jooq()
                .selectFrom(PLATFORM_WAIVERS)
                .where(filter.condition())
                .orderBy(PLATFORM_WAIVERS.REQUESTED_AT, PLATFORM_WAIVERS.ID)
                .limit(limit)
                .fetch(WaiverStore::waiver);
    }

    /** Those that count at a moment. */
    public List<Waiver> inForce(Tx tx, Instant now) {
        return tx.jooq()
                .selectFrom(PLATFORM_WAIVERS)
                .where(PLATFORM_WAIVERS.STATUS.eq(Status.APPROVED.text()))
                .and(PLATFORM_WAIVERS.EXPIRES_AT.gt(offset(now)))
                .fetch(WaiverStore::waiver);
    }

    /** Those that come from the catalog. */
    public List<Waiver> declared(Tx tx, Collection<String> components) {
        return tx.jooq()
                .selectFrom(PLATFORM_WAIVERS)
                .where(PLATFORM_WAIVERS.ENTITY_REF.isNotNull())
                .and(PLATFORM_WAIVERS.COMPONENT_REF.in(components))
                .fetch(WaiverStore::waiver);
    }

    /** Those whose reminder, or end, has come; locked until the transaction ends. */
    public List<Waiver> due(Tx tx, Instant now) {
        return tx.jooq()
                .selectFrom(PLATFORM_WAIVERS)
                .where(PLATFORM_WAIVERS.REMIND_AT.le(offset(now)))
                .orderBy(PLATFORM_WAIVERS.ID)
                .limit(MOST_AT_ONCE)
                .forUpdate()
                .fetch(WaiverStore::waiver);
    }

    /**
     * How often the rule of the component was waived before.
     *
     * @param environment null for everywhere
     */
    public int countApproved(Tx tx, String component, String rule, @Nullable String environment) {
        return tx.jooq()
                .fetchCount(
                        PLATFORM_WAIVERS,
                        PLATFORM_WAIVERS.COMPONENT_REF.eq(component),
                        PLATFORM_WAIVERS.RULE.eq(rule),
                        PLATFORM_WAIVERS.ENVIRONMENT.isNotDistinctFrom(environment),
                        PLATFORM_WAIVERS.STATUS.in(Status.APPROVED.text(), Status.LAPSED.text()));
    }

    private static Waiver waiver(Record row) {
        return new Waiver(
                row.get(PLATFORM_WAIVERS.ID),
                row.get(PLATFORM_WAIVERS.ENTITY_REF),
                row.get(PLATFORM_WAIVERS.COMPONENT_REF),
                row.get(PLATFORM_WAIVERS.RULE),
                row.get(PLATFORM_WAIVERS.ENVIRONMENT),
                row.get(PLATFORM_WAIVERS.REASON),
                row.get(PLATFORM_WAIVERS.TICKET),
                Status.of(row.get(PLATFORM_WAIVERS.STATUS)),
                row.get(PLATFORM_WAIVERS.REQUESTED_BY),
                row.get(PLATFORM_WAIVERS.REQUESTED_AT).toInstant(),
                row.get(PLATFORM_WAIVERS.EXPIRES_AT).toInstant(),
                row.get(PLATFORM_WAIVERS.DECIDED_BY),
                instant(row.get(PLATFORM_WAIVERS.DECIDED_AT)),
                row.get(PLATFORM_WAIVERS.COMMENT),
                row.get(PLATFORM_WAIVERS.RENEWALS),
                instant(row.get(PLATFORM_WAIVERS.REMIND_AT)));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }

    private static @Nullable OffsetDateTime offset(@Nullable Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }
}
