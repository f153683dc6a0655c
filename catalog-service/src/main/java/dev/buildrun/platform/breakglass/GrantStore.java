package dev.buildrun.platform.breakglass;

import static dev.buildrun.database.schema.Tables.PLATFORM_BREAK_GLASS;

import dev.buildrun.database.Tx;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The table of break-glass grants. */
public final class GrantStore {
    private static final int MOST = 200;

    void insert(Tx tx, Grant grant) {
        tx.jooq()
                .insertInto(PLATFORM_BREAK_GLASS)
                .set(PLATFORM_BREAK_GLASS.ID, grant.id())
                .set(PLATFORM_BREAK_GLASS.COMPONENT_REF, grant.place().componentRef())
                .set(PLATFORM_BREAK_GLASS.ENVIRONMENT, grant.place().environment())
                .set(PLATFORM_BREAK_GLASS.NAMESPACE, grant.place().namespace())
                .set(PLATFORM_BREAK_GLASS.CLUSTER, grant.place().cluster())
                .set(PLATFORM_BREAK_GLASS.GRANTEE, grant.grantee())
                .set(PLATFORM_BREAK_GLASS.REQUESTED_BY, grant.requestedBy())
                .set(PLATFORM_BREAK_GLASS.REASON, grant.reason())
                .set(PLATFORM_BREAK_GLASS.STARTS_AT, utc(grant.times().startsAt()))
                .set(PLATFORM_BREAK_GLASS.EXPIRES_AT, utc(grant.times().expiresAt()))
                .execute();
    }

    void applied(Tx tx, UUID id, Instant at) {
        tx.jooq()
                .update(PLATFORM_BREAK_GLASS)
                .set(PLATFORM_BREAK_GLASS.APPLIED_AT, utc(at))
                .where(PLATFORM_BREAK_GLASS.ID.eq(id))
                .execute();
    }

    /** Ends a grant; false where it has ended before. */
    boolean end(Tx tx, UUID id, Instant at, @Nullable String by) {
        return tx.jooq()
                        .update(PLATFORM_BREAK_GLASS)
                        .set(PLATFORM_BREAK_GLASS.ENDED_AT, utc(at))
                        .set(PLATFORM_BREAK_GLASS.ENDED_BY, by)
                        .where(PLATFORM_BREAK_GLASS.ID.eq(id))
                        .and(PLATFORM_BREAK_GLASS.ENDED_AT.isNull())
                        .execute()
                > 0;
    }

    void removed(Tx tx, UUID id, Instant at) {
        tx.jooq()
                .update(PLATFORM_BREAK_GLASS)
                .set(PLATFORM_BREAK_GLASS.REMOVED_AT, utc(at))
                .where(PLATFORM_BREAK_GLASS.ID.eq(id))
                .execute();
    }

    /** Holds the row until the transaction ends, so that nobody makes a binding that another has just taken away. */
    Optional<Grant> lock(Tx tx, UUID id) {
        return tx.jooq()
                .selectFrom(PLATFORM_BREAK_GLASS)
                .where(PLATFORM_BREAK_GLASS.ID.eq(id))
                .forUpdate()
                .fetchOptional(GrantStore::grant);
    }

    Optional<Grant> find(Tx tx, UUID id) {
        return tx.jooq()
                .selectFrom(PLATFORM_BREAK_GLASS)
                .where(PLATFORM_BREAK_GLASS.ID.eq(id))
                .fetchOptional(GrantStore::grant);
    }

    /** Those whose role binding is still to be made, or to be taken away. */
    List<Grant> due(Tx tx, Instant now) {
        var isToBeMade = PLATFORM_BREAK_GLASS.APPLIED_AT.isNull().and(PLATFORM_BREAK_GLASS.ENDED_AT.isNull());
        var isOver = PLATFORM_BREAK_GLASS.EXPIRES_AT.le(utc(now)).or(PLATFORM_BREAK_GLASS.ENDED_AT.isNotNull());
        return tx.jooq()
                .selectFrom(PLATFORM_BREAK_GLASS)
                .where(PLATFORM_BREAK_GLASS.REMOVED_AT.isNull())
                .and(isToBeMade.or(isOver))
                .orderBy(PLATFORM_BREAK_GLASS.EXPIRES_AT)
                .limit(MOST)
                .fetch(GrantStore::grant);
    }

    /** The newest first. */
    List<Grant> list(Tx tx, @Nullable String componentRef) {
        return tx.jooq()
                .selectFrom(PLATFORM_BREAK_GLASS)
                .where(componentRef == null ? DSL.noCondition() : PLATFORM_BREAK_GLASS.COMPONENT_REF.eq(componentRef))
                .orderBy(PLATFORM_BREAK_GLASS.STARTS_AT.desc(), PLATFORM_BREAK_GLASS.ID)
                .limit(MOST)
                .fetch(GrantStore::grant);
    }

    /** The ids of the grants in a namespace that have not run out. */
    public Set<String> open(Tx tx, String namespace, Instant now) {
        return new HashSet<>(tx.jooq()
                .select(PLATFORM_BREAK_GLASS.ID)
                .from(PLATFORM_BREAK_GLASS)
                .where(PLATFORM_BREAK_GLASS.NAMESPACE.eq(namespace))
                .and(PLATFORM_BREAK_GLASS.ENDED_AT.isNull())
                .and(PLATFORM_BREAK_GLASS.EXPIRES_AT.gt(utc(now)))
                .fetch(row -> row.get(PLATFORM_BREAK_GLASS.ID).toString()));
    }

    private static Grant grant(Record row) {
        return new Grant(
                row.get(PLATFORM_BREAK_GLASS.ID),
                new Grant.Place(
                        row.get(PLATFORM_BREAK_GLASS.COMPONENT_REF),
                        row.get(PLATFORM_BREAK_GLASS.ENVIRONMENT),
                        row.get(PLATFORM_BREAK_GLASS.NAMESPACE),
                        row.get(PLATFORM_BREAK_GLASS.CLUSTER)),
                row.get(PLATFORM_BREAK_GLASS.GRANTEE),
                row.get(PLATFORM_BREAK_GLASS.REQUESTED_BY),
                row.get(PLATFORM_BREAK_GLASS.REASON),
                new Grant.Times(
                        row.get(PLATFORM_BREAK_GLASS.STARTS_AT).toInstant(),
                        row.get(PLATFORM_BREAK_GLASS.EXPIRES_AT).toInstant(),
                        instant(row.get(PLATFORM_BREAK_GLASS.APPLIED_AT)),
                        instant(row.get(PLATFORM_BREAK_GLASS.ENDED_AT)),
                        instant(row.get(PLATFORM_BREAK_GLASS.REMOVED_AT))),
                row.get(PLATFORM_BREAK_GLASS.ENDED_BY));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
