package dev.buildrun.platform.breakglass;

import dev.buildrun.audit.AuditEntry;
import dev.buildrun.audit.AuditStore;
import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.platform.cluster.Cluster;
import dev.buildrun.platform.cluster.Clusters;
import dev.buildrun.platform.event.EventStore;
import dev.buildrun.platform.event.EventTypes;
import dev.buildrun.platform.event.PlatformEvent;
import dev.buildrun.platform.objects.Labels;
import dev.buildrun.platform.objects.WorkspaceObjects;
import dev.buildrun.platform.workspace.Applied;
import dev.buildrun.platform.workspace.Applying;
import dev.buildrun.platform.workspace.Inspection;
import dev.buildrun.platform.workspace.ObjectState.State;
import dev.buildrun.platform.workspace.WorkspacePlan;
import dev.buildrun.platform.workspace.Workspaces;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens break-glass grants, and ends them. Safe for use by many threads and replicas. */
public final class BreakGlass {
    public static final Duration LONGEST = Duration.ofHours(4);

    private static final Logger LOG = LoggerFactory.getLogger(BreakGlass.class);
    private static final String RBAC = "rbac.authorization.k8s.io";

    private final Database database;
    private final GrantStore store = new GrantStore();
    private final EventStore events;
    private final AuditStore audit = new AuditStore();
    private final Clusters clusters;
    private final Workspaces workspaces;
    private final Clock clock;

    /** @param events where the owner is told */
    public BreakGlass(Database database, Clusters clusters, Workspaces workspaces, EventStore events, Clock clock) {
        this.database = database;
        this.events = events;
        this.clusters = clusters;
        this.workspaces = workspaces;
        this.clock = clock;
    }

    /**
     * What somebody asks for.
     *
     * @param grantee the group that gets the rights, as the cluster knows it
     * @param by who asks
     */
    public record Ask(
            String componentRef, String environment, String reason, Duration duration, String grantee, String by) {}

    /**
     * Opens a grant.
     *
     * @throws ServiceException of kind INPUT when it would be longer than four hours, CONFLICT when there is no such workspace on a cluster
     */
    public Grant open(Ask ask) {
        if (!ask.duration().isPositive() || ask.duration().compareTo(LONGEST) > 0) {
            throw ServiceException.input("Expected a duration of at most " + LONGEST + ", found " + ask.duration());
        }
        var plan = workspaces.plan(ask.componentRef(), ask.environment());
        var cluster = requireThere(plan);
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var grant = new Grant(
                UUID.randomUUID(),
                new Grant.Place(
                        ask.componentRef(), ask.environment(), plan.workspace().namespace(), cluster.name()),
                ask.grantee(),
                ask.by(),
                ask.reason(),
                new Grant.Times(now, now.plus(ask.duration()), null, null, null),
                null);
        var owner = plan.workspace().owner().toString();
        database.transact(tx -> {
            store.insert(tx, grant);
            tell(tx, grant, EventTypes.BREAK_GLASS_OPENED, ask.by(), owner);
        });
        advance(grant);
        return find(grant.id()).orElse(grant);
    }

    private Cluster requireThere(WorkspacePlan plan) {
        var cluster =
                workspaces.cluster(plan).orElseThrow(() -> ServiceException.conflict(Workspaces.withoutCluster(plan)));
        var namespace = workspaces.standing(plan).objects().getFirst();
        if (namespace.state() != State.IN_SYNC && namespace.state() != State.DRIFTED) {
            throw ServiceException.conflict(
                    "Expected the workspace " + plan.workspace().namespace() + " on cluster " + cluster.name()
                            + ", found it " + namespace.state().text());
        }
        return cluster;
    }

    /** Who is told is the owner of the moment; the audit keeps all. */
    private void tell(Tx tx, Grant grant, String type, @Nullable String actor, @Nullable String owner) {
        var now = clock.instant();
        var place = grant.place();
        audit.write(
                tx,
                new AuditEntry(
                        now,
                        actor,
                        type,
                        place.componentRef() + " " + place.environment() + " " + grant.id(),
                        AuditEntry.Outcome.SUCCEEDED,
                        grant.reason()));
        var data = Json.object()
                .put("grant", grant.id().toString())
                .put("environment", place.environment())
                .put("namespace", place.namespace())
                .put("grantee", grant.grantee())
                .put("requestedBy", grant.requestedBy())
                .put("reason", grant.reason())
                .put("expiresAt", grant.times().expiresAt().toString());
        if (actor != null) {
            data.put("actor", actor);
        }
        events.add(
                tx, List.of(new PlatformEvent(now, type, place.componentRef(), owner, data, type + ":" + grant.id())));
    }

    public Optional<Grant> find(UUID id) {
        return database.inTransaction(tx -> store.find(tx, id));
    }

    /** The newest first. */
    public List<Grant> list(@Nullable String componentRef) {
        return database.inTransaction(tx -> store.list(tx, componentRef));
    }

    /** Ends a grant before its time. */
    public Grant end(UUID id, @Nullable String by) {
        var grant = find(id).orElseThrow(() -> ServiceException.notFound("No break-glass grant " + id));
        end(grant, clock.instant(), by);
        find(id).ifPresent(this::advance);
        return find(id).orElse(grant);
    }

    private void end(Grant grant, Instant at, @Nullable String by) {
        var owner = owner(grant);
        database.transact(tx -> {
            if (store.end(tx, grant.id(), at, by)) {
                tell(tx, grant, EventTypes.BREAK_GLASS_ENDED, by, owner);
            }
        });
    }

    private @Nullable String owner(Grant grant) {
        try {
            return workspaces
                    .plan(grant.place().componentRef(), grant.place().environment())
                    .workspace()
                    .owner()
                    .toString();
        } catch (ServiceException _) {
            // The component is gone, or nobody owns it any more; the end must not wait for that.
            return null;
        }
    }

    /** Ends what is over, and finishes what a stopped service has left; returns how many there were. */
    public int turn() {
        var due = database.inTransaction(tx -> store.due(tx, clock.instant()));
        var done = 0;
        for (var grant : due) {
            try {
                if (grant.isOver(clock.instant())) {
                    end(grant, grant.times().expiresAt(), null);
                }
                done += find(grant.id()).filter(this::advance).isPresent() ? 1 : 0;
            } catch (RuntimeException exception) {
                // One cluster that is away keeps no other grant open.
                LOG.atWarn()
                        .addKeyValue("grant", grant.id())
                        .setCause(exception)
                        .log("A break-glass grant can't be brought on now");
            }
        }
        return done;
    }

    /** The row is locked, so that no binding is made after another has taken it away. */
    private boolean advance(Grant seen) {
        var cluster = clusters.named(seen.place().cluster())
                .orElseThrow(() -> ServiceException.conflict(
                        "Expected the operator's cluster " + seen.place().cluster() + ", which has the role binding "
                                + Inspection.grantName(seen.id().toString())));
        return database.inTransaction(tx -> store.lock(tx, seen.id())
                .map(grant -> {
                    if (grant.isOver(clock.instant())) {
                        remove(cluster, grant);
                        store.removed(tx, grant.id(), clock.instant());
                    } else if (grant.times().appliedAt() == null) {
                        apply(cluster, grant);
                        store.applied(tx, grant.id(), clock.instant());
                    }
                    return true;
                })
                .orElse(false));
    }

    private static void apply(Cluster cluster, Grant grant) {
        switch (Applying.apply(cluster, binding(grant))) {
            case Applied.Done _ -> {}
            case Applied.Conflict(var owners) ->
                throw ServiceException.conflict("The role binding is somebody else's: " + String.join("; ", owners));
            case Applied.Refused(var reason) -> throw ServiceException.conflict(reason);
        }
    }

    private static void remove(Cluster cluster, Grant grant) {
        var name = Inspection.grantName(grant.id().toString());
        cluster.ask(client -> client.rbac()
                .roleBindings()
                .inNamespace(grant.place().namespace())
                .withName(name)
                .delete());
    }

    private static RoleBinding binding(Grant grant) {
        return new RoleBindingBuilder()
                .withNewMetadata()
                .withName(Inspection.grantName(grant.id().toString()))
                .withNamespace(grant.place().namespace())
                .addToLabels(Labels.MANAGED_BY, Labels.BUILDRUN)
                .addToLabels(Labels.BREAK_GLASS, grant.id().toString())
                .addToAnnotations(Labels.EXPIRES_AT, grant.times().expiresAt().toString())
                .endMetadata()
                .withNewRoleRef(RBAC, "ClusterRole", WorkspaceObjects.BREAK_GLASS_ROLE)
                .withSubjects(new SubjectBuilder()
                        .withApiGroup(RBAC)
                        .withKind("Group")
                        .withName(grant.grantee())
                        .build())
                .build();
    }
}
