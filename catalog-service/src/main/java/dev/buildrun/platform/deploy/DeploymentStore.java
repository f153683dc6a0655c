package dev.buildrun.platform.deploy;

import static dev.buildrun.database.schema.Tables.DEPLOYMENTS;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;

import dev.buildrun.database.Tx;
import dev.buildrun.platform.deploy.Deployment.Action;
import dev.buildrun.platform.deploy.Deployment.Place;
import dev.buildrun.platform.deploy.Deployment.Status;
import dev.buildrun.platform.page.TimePage;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.types.DayToSecond;
import org.jspecify.annotations.Nullable;

/** The table of deployments. Whoever writes progress names the fence of its lease; nothing is written when that is over. */
final class DeploymentStore {
    private static final int MOST_MESSAGE = 2_000;
    private static final List<String> OF_IMAGES = List.of("deploy", "promote", "rollback");
    private static final List<String> OPEN = List.of("pending", "rolling");

    /** Which deployments somebody wants; null for any. */
    record Wanted(
            @Nullable String component,
            @Nullable String owner,
            @Nullable String environment,
            @Nullable Status status,
            @Nullable Action action) {}

    /**
     * Adds one, leased to whoever adds it. One that was observed and is there already is left as it is.
     *
     * @return whether it was added
     */
    boolean insert(Tx tx, Deployment one, Duration lease) {
        var beginning = one.beginning();
        var place = one.place();
        return tx.jooq()
                        .insertInto(DEPLOYMENTS)
                        .set(DEPLOYMENTS.ID, one.id())
                        .set(DEPLOYMENTS.COMPONENT, one.component())
                        .set(DEPLOYMENTS.OWNER, one.owner())
                        .set(DEPLOYMENTS.ENVIRONMENT, one.environment())
                        .set(DEPLOYMENTS.IS_PRODUCTION, one.isProduction())
                        .set(DEPLOYMENTS.CLUSTER, place.cluster())
                        .set(DEPLOYMENTS.NAMESPACE, place.namespace())
                        .set(DEPLOYMENTS.WORKLOAD_KIND, place.kind())
                        .set(DEPLOYMENTS.WORKLOAD, place.name())
                        .set(DEPLOYMENTS.CONTAINER, place.container())
                        .set(DEPLOYMENTS.ACTION, lower(one.action()))
                        .set(DEPLOYMENTS.SOURCE, one.isObserved() ? "observed" : "requested")
                        .set(DEPLOYMENTS.IMAGE, one.image())
                        .set(DEPLOYMENTS.IMAGE_BEFORE, one.imageBefore())
                        .set(DEPLOYMENTS.REPLICAS, one.replicas())
                        .set(DEPLOYMENTS.REPLICAS_BEFORE, one.replicasBefore())
                        .set(DEPLOYMENTS.FROM_ENVIRONMENT, one.fromEnvironment())
                        .set(DEPLOYMENTS.TAKES_BACK, one.takesBack())
                        .set(DEPLOYMENTS.STARTED_BY, beginning.startedBy())
                        .set(DEPLOYMENTS.STARTER, lower(beginning.starter()))
                        .set(DEPLOYMENTS.REASON, beginning.reason())
                        .set(DEPLOYMENTS.COMMIT_ID, beginning.commitId())
                        .set(DEPLOYMENTS.COMMIT_AT, utc(beginning.commitAt()))
                        .set(DEPLOYMENTS.STATUS, lower(one.status()))
                        .set(DEPLOYMENTS.GENERATION, one.generation())
                        .set(DEPLOYMENTS.REQUESTED_AT, utc(one.requestedAt()))
                        .set(DEPLOYMENTS.APPLIED_AT, utc(one.appliedAt()))
                        .set(DEPLOYMENTS.DEADLINE_AT, utc(one.deadlineAt()))
                        .set(DEPLOYMENTS.OBSERVED_KEY, one.observedKey())
                        .set(DEPLOYMENTS.LOOK_AT, currentOffsetDateTime())
                        .set(DEPLOYMENTS.LEASED_UNTIL, currentOffsetDateTime().plus(DayToSecond.valueOf(lease)))
                        .set(DEPLOYMENTS.FENCE, one.fence())
                        .onConflictDoNothing()
                        .execute()
                > 0;
    }

    /** Whatever of images is under way in a place gives way to something new; rows are locked in the order of their ids. */
    void giveWay(Tx tx, Place place, Status status, String message) {
        var open = select(DEPLOYMENTS.ID)
                .from(DEPLOYMENTS)
                .where(isIn(place))
                .and(DEPLOYMENTS.STATUS.in(OPEN))
                .and(DEPLOYMENTS.ACTION.in(OF_IMAGES))
                .orderBy(DEPLOYMENTS.ID)
                .forUpdate();
        tx.jooq()
                .update(DEPLOYMENTS)
                .set(DEPLOYMENTS.STATUS, lower(status))
                .set(DEPLOYMENTS.MESSAGE, message)
                .set(DEPLOYMENTS.FINISHED_AT, currentOffsetDateTime())
                .setNull(DEPLOYMENTS.LOOK_AT)
                .setNull(DEPLOYMENTS.LEASED_UNTIL)
                .set(DEPLOYMENTS.FENCE, DEPLOYMENTS.FENCE.plus(1))
                .where(DEPLOYMENTS.ID.in(open))
                .execute();
    }

    /** The cluster has taken it; the lease is given back. False where the lease is over, as in all that follows. */
    boolean applied(Tx tx, Deployment one, long generation, Instant at, Instant deadline) {
        return tx.jooq()
                        .update(DEPLOYMENTS)
                        .set(DEPLOYMENTS.STATUS, lower(Status.ROLLING))
                        .set(DEPLOYMENTS.GENERATION, generation)
                        .set(DEPLOYMENTS.APPLIED_AT, utc(at))
                        .set(DEPLOYMENTS.DEADLINE_AT, utc(deadline))
                        .set(DEPLOYMENTS.LOOK_AT, currentOffsetDateTime())
                        .setNull(DEPLOYMENTS.LEASED_UNTIL)
                        .where(isHeld(one))
                        .execute()
                > 0;
    }

    boolean finish(Tx tx, Deployment one, Status status, String message, Instant at) {
        return tx.jooq()
                        .update(DEPLOYMENTS)
                        .set(DEPLOYMENTS.STATUS, lower(status))
                        .set(DEPLOYMENTS.MESSAGE, shortened(message))
                        .set(DEPLOYMENTS.FINISHED_AT, utc(at))
                        .setNull(DEPLOYMENTS.LOOK_AT)
                        .setNull(DEPLOYMENTS.LEASED_UNTIL)
                        .where(isHeld(one))
                        .execute()
                > 0;
    }

    /** Nothing to be done yet. */
    boolean later(Tx tx, Deployment one, String message, Duration pause) {
        return tx.jooq()
                        .update(DEPLOYMENTS)
                        .set(DEPLOYMENTS.MESSAGE, shortened(message))
                        .set(DEPLOYMENTS.LOOK_AT, currentOffsetDateTime().plus(DayToSecond.valueOf(pause)))
                        .setNull(DEPLOYMENTS.LEASED_UNTIL)
                        .where(isHeld(one))
                        .execute()
                > 0;
    }

    private static Condition isHeld(Deployment one) {
        return DEPLOYMENTS
                .ID
                .eq(one.id())
                .and(DEPLOYMENTS.FENCE.eq(one.fence()))
                .and(DEPLOYMENTS.STATUS.in(OPEN));
    }

    private static String shortened(String message) {
        var clean = message.replace('\0', ' ');
        return clean.substring(0, Math.min(clean.length(), MOST_MESSAGE));
    }

    /** Leases what is due and nobody works on. */
    List<Deployment> claim(Tx tx, Duration lease, int limit) {
        var due = select(DEPLOYMENTS.ID)
                .from(DEPLOYMENTS)
                .where(DEPLOYMENTS.LOOK_AT.le(currentOffsetDateTime()))
                .and(DEPLOYMENTS.LEASED_UNTIL.isNull().or(DEPLOYMENTS.LEASED_UNTIL.lt(currentOffsetDateTime())))
                .orderBy(DEPLOYMENTS.LOOK_AT)
                .limit(limit)
                .forUpdate()
                .skipLocked();
        return tx.jooq()
                .update(DEPLOYMENTS)
                .set(DEPLOYMENTS.FENCE, DEPLOYMENTS.FENCE.plus(1))
                .set(DEPLOYMENTS.LEASED_UNTIL, currentOffsetDateTime().plus(DayToSecond.valueOf(lease)))
                .where(DEPLOYMENTS.ID.in(due))
                .returning()
                .fetch(DeploymentRowReads::deployment);
    }

    Optional<Deployment> find(Tx tx, UUID id) {
        return tx.jooq()
                .selectFrom(DEPLOYMENTS)
                .where(DEPLOYMENTS.ID.eq(id))
                .fetchOptional(DeploymentRowReads::deployment);
    }

    /** Newest first, one more than the page has where there is more. */
    List<Deployment> list(Tx tx, Wanted wanted, TimePage page) {
        var after = page.after();
        return tx.jooq()
                .selectFrom(DEPLOYMENTS)
                .where(equal(DEPLOYMENTS.COMPONENT, wanted.component()))
                .and(equal(DEPLOYMENTS.OWNER, wanted.owner()))
                .and(equal(DEPLOYMENTS.ENVIRONMENT, wanted.environment()))
                .and(equal(DEPLOYMENTS.STATUS, wanted.status() == null ? null : lower(wanted.status())))
                .and(equal(DEPLOYMENTS.ACTION, wanted.action() == null ? null : lower(wanted.action())))
                .and(
                        after == null
                                ? DSL.noCondition()
                                : row(DEPLOYMENTS.REQUESTED_AT, DEPLOYMENTS.ID).lt(utc(after.at()), after.id()))
                .orderBy(DEPLOYMENTS.REQUESTED_AT.desc(), DEPLOYMENTS.ID.desc())
                .limit(page.limit() + 1)
                .fetch(DeploymentRowReads::deployment);
    }

    private static Condition equal(Field<String> field, @Nullable String value) {
        return value == null ? DSL.noCondition() : field.eq(value);
    }

    /** The newest in a place that changed the image and was not refused. */
    Optional<Deployment> newest(Tx tx, Place place) {
        return tx.jooq()
                .selectFrom(DEPLOYMENTS)
                .where(isIn(place))
                .and(DEPLOYMENTS.ACTION.in(OF_IMAGES))
                .and(DEPLOYMENTS.STATUS.ne("refused"))
                .orderBy(DEPLOYMENTS.REQUESTED_AT.desc(), DEPLOYMENTS.ID.desc())
                .limit(1)
                .fetchOptional(DeploymentRowReads::deployment);
    }

    /** The newest in a place that succeeded with another image than this one, which is taken back. */
    Optional<Deployment> lastGood(Tx tx, Place place, String image) {
        var bad = DEPLOYMENTS.as("bad");
        var failedLast = DSL.exists(DSL.selectOne()
                .from(bad)
                .where(bad.CLUSTER.eq(DEPLOYMENTS.CLUSTER))
                .and(bad.NAMESPACE.eq(DEPLOYMENTS.NAMESPACE))
                .and(bad.WORKLOAD.eq(DEPLOYMENTS.WORKLOAD))
                .and(bad.IMAGE.eq(DEPLOYMENTS.IMAGE))
                .and(bad.STATUS.eq("failed"))
                .and(bad.REQUESTED_AT.gt(DEPLOYMENTS.REQUESTED_AT)));
        return tx.jooq()
                .selectFrom(DEPLOYMENTS)
                .where(isIn(place))
                .and(DEPLOYMENTS.ACTION.in(OF_IMAGES))
                .and(DEPLOYMENTS.STATUS.eq("succeeded"))
                .and(DEPLOYMENTS.IMAGE.ne(image))
                .andNot(failedLast)
                .orderBy(DEPLOYMENTS.REQUESTED_AT.desc(), DEPLOYMENTS.ID.desc())
                .limit(1)
                .fetchOptional(DeploymentRowReads::deployment);
    }

    private static Condition isIn(Place place) {
        return DEPLOYMENTS
                .CLUSTER
                .eq(place.cluster())
                .and(DEPLOYMENTS.NAMESPACE.eq(place.namespace()))
                .and(DEPLOYMENTS.WORKLOAD_KIND.eq(place.kind()))
                .and(DEPLOYMENTS.WORKLOAD.eq(place.name()));
    }

    /** Whether an image has succeeded there. */
    boolean hasRun(Tx tx, String component, String environment, String image) {
        return tx.jooq()
                .fetchExists(
                        DEPLOYMENTS,
                        DEPLOYMENTS
                                .COMPONENT
                                .eq(component)
                                .and(DEPLOYMENTS.ENVIRONMENT.eq(environment))
                                .and(DEPLOYMENTS.IMAGE.eq(image))
                                .and(DEPLOYMENTS.STATUS.eq("succeeded")));
    }

    /** What changed images since a moment, oldest first; null for any component or owner, at most so many of the newest. */
    List<Deployment> since(
            Tx tx, @Nullable String component, @Nullable Collection<String> owners, Instant since, int most) {
        return tx.jooq()
                .selectFrom(DEPLOYMENTS)
                .where(equal(DEPLOYMENTS.COMPONENT, component))
                .and(owners == null ? DSL.noCondition() : DEPLOYMENTS.OWNER.in(owners))
                .and(DEPLOYMENTS.ACTION.in(OF_IMAGES))
                .and(DEPLOYMENTS.STATUS.notIn("refused", "superseded"))
                .and(DEPLOYMENTS.REQUESTED_AT.ge(utc(since)))
                .orderBy(DEPLOYMENTS.REQUESTED_AT.desc(), DEPLOYMENTS.ID.desc())
                .limit(most)
                .fetch(DeploymentRowReads::deployment)
                .reversed();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }
}
