package dev.buildrun.platform.workspace;

import static dev.buildrun.database.schema.Tables.PLATFORM_WORKSPACES;

import dev.buildrun.database.Tx;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.json.Json;
import dev.buildrun.platform.objects.WorkspaceNames;
import dev.buildrun.platform.workspace.ObjectState.State;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The table of workspaces. */
public final class WorkspaceStore {
    /**
     * Reserves a name: the plain one, or where another has it the one with the hash. What is reserved already stays as it is.
     *
     * @param by the task or the caller
     * @return the row, old or new
     */
    public WorkspaceRow reserve(Tx tx, WorkspacePlan.Key key, @Nullable String cluster, String by, Instant at) {
        var subject = EntityRef.parse(key.subjectRef());
        for (var name : List.of(
                WorkspaceNames.plain(subject, key.environment()), WorkspaceNames.hashed(subject, key.environment()))) {
            var existing = find(tx, key);
            if (existing.isPresent()) {
                return existing.get();
            }
            tx.jooq()
                    .insertInto(PLATFORM_WORKSPACES)
                    .set(PLATFORM_WORKSPACES.SUBJECT_REF, key.subjectRef())
                    .set(PLATFORM_WORKSPACES.ENVIRONMENT, key.environment())
                    .set(PLATFORM_WORKSPACES.NAMESPACE, name)
                    .set(PLATFORM_WORKSPACES.CLUSTER, cluster)
                    .set(PLATFORM_WORKSPACES.RESERVED_AT, utc(at))
                    .set(PLATFORM_WORKSPACES.RESERVED_BY, by)
                    .onConflictDoNothing()
                    .execute();
        }
        return find(tx, key).orElseThrow(() -> new IllegalStateException("No name is free for " + key));
    }

    /** Says that it is to be on the cluster from now on; a cluster that it was on before stays. */
    public void intend(Tx tx, WorkspacePlan.Key key, String cluster, Instant at) {
        tx.jooq()
                .update(PLATFORM_WORKSPACES)
                .set(PLATFORM_WORKSPACES.CLUSTER, cluster)
                .set(PLATFORM_WORKSPACES.INTENDED_AT, utc(at))
                .where(is(key))
                .and(PLATFORM_WORKSPACES.INTENDED_AT.isNull())
                .execute();
    }

    /** Says that it is on the cluster. */
    public void ensured(Tx tx, WorkspacePlan.Key key, String uid, Instant at) {
        tx.jooq()
                .update(PLATFORM_WORKSPACES)
                .set(PLATFORM_WORKSPACES.UID, uid)
                .set(PLATFORM_WORKSPACES.ENSURED_AT, utc(at))
                .where(is(key))
                .and(PLATFORM_WORKSPACES.UID.isNull().or(PLATFORM_WORKSPACES.UID.ne(uid)))
                .execute();
    }

    /** Says that all objects were applied as they are wanted. */
    public void applied(Tx tx, WorkspacePlan.Key key, String hash) {
        tx.jooq()
                .update(PLATFORM_WORKSPACES)
                .set(PLATFORM_WORKSPACES.APPLIED_HASH, hash)
                .where(is(key))
                .execute();
    }

    /** Remembers how a workspace is; says whether that is news. */
    public boolean report(Tx tx, WorkspacePlan.Key key, List<ObjectState> states, Instant at) {
        var text = text(states);
        var before = tx.jooq()
                .select(PLATFORM_WORKSPACES.REPORT)
                .from(PLATFORM_WORKSPACES)
                .where(is(key))
                .forUpdate()
                .fetchOne(PLATFORM_WORKSPACES.REPORT);
        tx.jooq()
                .update(PLATFORM_WORKSPACES)
                .set(PLATFORM_WORKSPACES.REPORT, text)
                .set(PLATFORM_WORKSPACES.REPORTED_AT, utc(at))
                .where(is(key))
                .execute();
        return !text.equals(before);
    }

    /** Gives the name back. */
    public void release(Tx tx, WorkspacePlan.Key key) {
        tx.jooq().deleteFrom(PLATFORM_WORKSPACES).where(is(key)).execute();
    }

    public Optional<WorkspaceRow> find(Tx tx, WorkspacePlan.Key key) {
        return tx.jooq().selectFrom(PLATFORM_WORKSPACES).where(is(key)).fetchOptional(WorkspaceStore::row);
    }

    public Optional<WorkspaceRow> ofNamespace(Tx tx, String namespace) {
        return tx.jooq()
                .selectFrom(PLATFORM_WORKSPACES)
                .where(PLATFORM_WORKSPACES.NAMESPACE.eq(namespace))
                .fetchOptional(WorkspaceStore::row);
    }

    /** All that are to be on a cluster. */
    public List<WorkspaceRow> intendedOn(Tx tx, String cluster) {
        return tx.jooq()
                .selectFrom(PLATFORM_WORKSPACES)
                .where(PLATFORM_WORKSPACES.CLUSTER.eq(cluster))
                .and(PLATFORM_WORKSPACES.INTENDED_AT.isNotNull())
                .orderBy(PLATFORM_WORKSPACES.NAMESPACE)
                .fetch(WorkspaceStore::row);
    }

    /** All whose names are reserved in an environment. */
    List<WorkspacePlan.Key> reservedIn(Tx tx, String environment) {
        return tx.jooq()
                .select(PLATFORM_WORKSPACES.SUBJECT_REF)
                .from(PLATFORM_WORKSPACES)
                .where(PLATFORM_WORKSPACES.ENVIRONMENT.eq(environment))
                .fetch(row -> new WorkspacePlan.Key(row.value1(), environment));
    }

    /** Until the transaction ends, whoever else does this for the same team and environment waits. */
    void lockTeam(Tx tx, String team, String environment) {
        tx.jooq().execute("select pg_advisory_xact_lock(hashtextextended({0}, 31))", DSL.val(team + "@" + environment));
    }

    /** The names as this transaction sees them. */
    public WorkspacePlanner.Names names(Tx tx) {
        return new WorkspacePlanner.Names() {
            @Override
            public Optional<String> reserved(WorkspacePlan.Key key) {
                return find(tx, key).map(WorkspaceRow::namespace);
            }

            @Override
            public boolean isTaken(String namespace) {
                return ofNamespace(tx, namespace).isPresent();
            }
        };
    }

    private static Condition is(WorkspacePlan.Key key) {
        return PLATFORM_WORKSPACES
                .SUBJECT_REF
                .eq(key.subjectRef())
                .and(PLATFORM_WORKSPACES.ENVIRONMENT.eq(key.environment()));
    }

    private static WorkspaceRow row(Record record) {
        return new WorkspaceRow(
                new WorkspacePlan.Key(
                        record.get(PLATFORM_WORKSPACES.SUBJECT_REF), record.get(PLATFORM_WORKSPACES.ENVIRONMENT)),
                record.get(PLATFORM_WORKSPACES.NAMESPACE),
                record.get(PLATFORM_WORKSPACES.CLUSTER),
                record.get(PLATFORM_WORKSPACES.RESERVED_BY),
                instant(record.get(PLATFORM_WORKSPACES.INTENDED_AT)),
                instant(record.get(PLATFORM_WORKSPACES.ENSURED_AT)),
                record.get(PLATFORM_WORKSPACES.UID),
                record.get(PLATFORM_WORKSPACES.APPLIED_HASH),
                new WorkspaceRow.Report(
                        states(record.get(PLATFORM_WORKSPACES.REPORT)),
                        instant(record.get(PLATFORM_WORKSPACES.REPORTED_AT))));
    }

    private static String text(List<ObjectState> states) {
        var array = Json.MAPPER.createArrayNode();
        for (var state : states) {
            var details = array.addObject()
                    .put("object", state.object())
                    .put("state", state.state().name())
                    .putArray("details");
            state.details().forEach(details::add);
        }
        return Json.write(array);
    }

    private static List<ObjectState> states(@Nullable String text) {
        var states = new ArrayList<ObjectState>();
        if (text != null) {
            for (var item : Json.read(text)) {
                var details = new ArrayList<String>();
                item.path("details").forEach(detail -> details.add(detail.asString()));
                states.add(new ObjectState(
                        item.path("object").asString(),
                        State.valueOf(item.path("state").asString().toUpperCase(Locale.ROOT)),
                        details));
            }
        }
        return states;
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
