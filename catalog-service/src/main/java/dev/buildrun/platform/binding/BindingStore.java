package dev.buildrun.platform.binding;

import static dev.buildrun.database.schema.Tables.PLATFORM_BINDINGS;

import dev.buildrun.database.Tx;
import dev.buildrun.json.Json;
import dev.buildrun.platform.binding.Binding.Status;
import dev.buildrun.platform.binding.BindingPlan.Provisioner;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The table of bindings. */
final class BindingStore {
    /** Writes down what is wanted; what is there already keeps who asked for it first, and when. */
    void request(Tx tx, BindingPlan plan, Status status, String by, Instant at) {
        var objects = Json.array();
        plan.objects().forEach(objects::add);
        tx.jooq()
                .insertInto(PLATFORM_BINDINGS)
                .set(PLATFORM_BINDINGS.COMPONENT_REF, plan.componentRef())
                .set(PLATFORM_BINDINGS.ENVIRONMENT, plan.environment())
                .set(PLATFORM_BINDINGS.NAME, plan.name())
                .set(PLATFORM_BINDINGS.OFFERING_REF, plan.offeringRef())
                .set(PLATFORM_BINDINGS.INSTANCE_REF, plan.instanceRef())
                .set(PLATFORM_BINDINGS.PLAN, plan.service().plan())
                .set(PLATFORM_BINDINGS.PROVISIONER, text(plan.service().provisioner()))
                .set(PLATFORM_BINDINGS.NAMESPACE, plan.namespace())
                .set(PLATFORM_BINDINGS.CLUSTER, plan.workspace().cluster())
                .set(PLATFORM_BINDINGS.SECRET_NAME, plan.secretName())
                .set(PLATFORM_BINDINGS.OBJECTS, Json.write(objects))
                .set(PLATFORM_BINDINGS.STATUS, status.text())
                .set(PLATFORM_BINDINGS.REQUESTED_BY, by)
                .set(PLATFORM_BINDINGS.REQUESTED_AT, utc(at))
                .onConflict(PLATFORM_BINDINGS.COMPONENT_REF, PLATFORM_BINDINGS.ENVIRONMENT, PLATFORM_BINDINGS.NAME)
                .doUpdate()
                .set(PLATFORM_BINDINGS.INSTANCE_REF, plan.instanceRef())
                .set(PLATFORM_BINDINGS.PLAN, plan.service().plan())
                .set(PLATFORM_BINDINGS.OBJECTS, Json.write(objects))
                .set(PLATFORM_BINDINGS.CLUSTER, plan.workspace().cluster())
                .set(PLATFORM_BINDINGS.STATUS, status.text())
                .setNull(PLATFORM_BINDINGS.MESSAGE)
                .execute();
    }

    void applied(Tx tx, BindingPlan.Key key, Instant at) {
        tx.jooq()
                .update(PLATFORM_BINDINGS)
                .set(PLATFORM_BINDINGS.APPLIED_AT, utc(at))
                .where(is(key))
                .and(PLATFORM_BINDINGS.APPLIED_AT.isNull())
                .execute();
    }

    /** Whether its status is another now. */
    boolean progress(Tx tx, BindingPlan.Key key, Status status, @Nullable String message, Instant at) {
        var before = tx.jooq()
                .select(PLATFORM_BINDINGS.STATUS)
                .from(PLATFORM_BINDINGS)
                .where(is(key))
                .forUpdate()
                .fetchOne(PLATFORM_BINDINGS.STATUS);
        var changed = tx.jooq()
                .update(PLATFORM_BINDINGS)
                .set(PLATFORM_BINDINGS.STATUS, status.text())
                .set(PLATFORM_BINDINGS.MESSAGE, message)
                .set(PLATFORM_BINDINGS.READY_AT, status == Status.READY ? utc(at) : null)
                .where(is(key))
                .and(PLATFORM_BINDINGS
                        .STATUS
                        .ne(Status.UNBINDING.text())
                        .or(PLATFORM_BINDINGS.MESSAGE.isDistinctFrom(message)))
                .execute();
        return changed > 0 && !status.text().equals(before);
    }

    void wait(Tx tx, BindingPlan.Key key, Binding.@Nullable Waiting waiting) {
        tx.jooq()
                .update(PLATFORM_BINDINGS)
                .set(PLATFORM_BINDINGS.WAITING_TASK, waiting == null ? null : waiting.taskId())
                .set(PLATFORM_BINDINGS.WAITING_STEP, waiting == null ? null : waiting.stepId())
                .set(PLATFORM_BINDINGS.WAITING_ITERATION, waiting == null ? null : waiting.iteration())
                .where(is(key))
                .execute();
    }

    /** Whether it was there. */
    boolean delete(Tx tx, BindingPlan.Key key) {
        return tx.jooq().deleteFrom(PLATFORM_BINDINGS).where(is(key)).execute() > 0;
    }

    Optional<Binding> find(Tx tx, BindingPlan.Key key) {
        return tx.jooq().selectFrom(PLATFORM_BINDINGS).where(is(key)).fetchOptional(BindingStore::binding);
    }

    List<Binding> ofComponent(Tx tx, String componentRef) {
        return tx.jooq()
                .selectFrom(PLATFORM_BINDINGS)
                .where(PLATFORM_BINDINGS.COMPONENT_REF.eq(componentRef))
                .orderBy(PLATFORM_BINDINGS.ENVIRONMENT, PLATFORM_BINDINGS.NAME)
                .fetch(BindingStore::binding);
    }

    /** Those that are not where they are to be, and those that somebody waits for. */
    List<Binding> open(Tx tx, int limit) {
        return tx.jooq()
                .selectFrom(PLATFORM_BINDINGS)
                .where(PLATFORM_BINDINGS
                        .STATUS
                        .in(Status.REQUESTED.text(), Status.UNBINDING.text())
                        .or(PLATFORM_BINDINGS.WAITING_TASK.isNotNull()))
                .orderBy(PLATFORM_BINDINGS.REQUESTED_AT)
                .limit(limit)
                .fetch(BindingStore::binding);
    }

    private static Condition is(BindingPlan.Key key) {
        return PLATFORM_BINDINGS
                .COMPONENT_REF
                .eq(key.componentRef())
                .and(PLATFORM_BINDINGS.ENVIRONMENT.eq(key.environment()))
                .and(PLATFORM_BINDINGS.NAME.eq(key.name()));
    }

    private static Binding binding(Record row) {
        return new Binding(
                new BindingPlan.Key(
                        row.get(PLATFORM_BINDINGS.COMPONENT_REF),
                        row.get(PLATFORM_BINDINGS.ENVIRONMENT),
                        row.get(PLATFORM_BINDINGS.NAME)),
                new Binding.Place(row.get(PLATFORM_BINDINGS.NAMESPACE), row.get(PLATFORM_BINDINGS.CLUSTER)),
                new Binding.Source(
                        row.get(PLATFORM_BINDINGS.OFFERING_REF),
                        row.get(PLATFORM_BINDINGS.INSTANCE_REF),
                        row.get(PLATFORM_BINDINGS.PLAN),
                        Provisioner.valueOf(
                                row.get(PLATFORM_BINDINGS.PROVISIONER).toUpperCase(Locale.ROOT))),
                row.get(PLATFORM_BINDINGS.SECRET_NAME),
                objects(row.get(PLATFORM_BINDINGS.OBJECTS)),
                new Binding.Progress(
                        Status.valueOf(row.get(PLATFORM_BINDINGS.STATUS).toUpperCase(Locale.ROOT)),
                        row.get(PLATFORM_BINDINGS.MESSAGE),
                        row.get(PLATFORM_BINDINGS.REQUESTED_AT).toInstant(),
                        instant(row.get(PLATFORM_BINDINGS.APPLIED_AT)),
                        instant(row.get(PLATFORM_BINDINGS.READY_AT))),
                row.get(PLATFORM_BINDINGS.REQUESTED_BY),
                waiting(row));
    }

    private static Binding.@Nullable Waiting waiting(Record row) {
        var task = row.get(PLATFORM_BINDINGS.WAITING_TASK);
        return task == null
                ? null
                : new Binding.Waiting(
                        task, row.get(PLATFORM_BINDINGS.WAITING_STEP), row.get(PLATFORM_BINDINGS.WAITING_ITERATION));
    }

    private static List<ObjectNode> objects(String text) {
        var objects = new ArrayList<ObjectNode>();
        Json.read(text).forEach(object -> objects.add((ObjectNode) object));
        return objects;
    }

    private static String text(Provisioner provisioner) {
        return provisioner.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
