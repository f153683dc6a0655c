package dev.buildrun.platform.workspace;

import dev.buildrun.audit.AuditStore;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.cluster.Cluster;
import dev.buildrun.platform.cluster.Clusters;
import dev.buildrun.platform.conformance.ConformanceStore;
import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.objects.Labels;
import dev.buildrun.platform.objects.ObjectText;
import dev.buildrun.platform.workspace.ObjectState.State;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What there should be, what there is, and to make it so. Safe for use by many threads. */
public final class Workspaces {
    private final Database database;
    private final WorkspaceStore store = new WorkspaceStore();
    private final AuditStore audit = new AuditStore();
    private final ConformanceStore conformance = new ConformanceStore();
    private final Clusters clusters;
    private final Surroundings surroundings;
    private final Clock clock;

    /**
     * What is known around.
     *
     * @param catalog as this replica knows it
     * @param terms what holds on the platform now
     * @param openGrants the ids of the break-glass grants of a namespace that have not run out
     */
    public record Surroundings(
            Supplier<Snapshot> catalog,
            Supplier<WorkspacePlanner.Terms> terms,
            Function<String, Set<String>> openGrants,
            WorkspaceConfig config) {}

    public Workspaces(Database database, Clusters clusters, Surroundings surroundings, Clock clock) {
        this.database = database;
        this.clusters = clusters;
        this.surroundings = surroundings;
        this.clock = clock;
    }

    /**
     * A workspace and how it is.
     *
     * @param note why nothing can be said of a cluster; null where something can
     * @param row null where its name has not been reserved
     */
    public record Standing(
            WorkspacePlan plan,
            List<ObjectState> objects,
            @Nullable String note,
            @Nullable WorkspaceRow row) {
        public boolean isInSync() {
            return objects.stream().allMatch(object -> object.state() == State.IN_SYNC);
        }

        /** Whether there is no cluster to have the objects. */
        public boolean isPlanOnly() {
            return objects.stream().anyMatch(object -> object.state() == State.PLANNED);
        }
    }

    /** The plans for a component, in the order of promotion. */
    public List<WorkspacePlan> plans(String componentRef) {
        return database.inTransaction(tx -> planner(store.names(tx)).ofComponent(componentRef));
    }

    /** The plan for a component in one environment. */
    public WorkspacePlan plan(String componentRef, String environment) {
        return database.inTransaction(tx -> planner(store.names(tx)).ofComponent(componentRef, environment));
    }

    /** The contract that a component consumes, or what holds for those that consume none. */
    public Contract contract(String componentRef) {
        return planner(WorkspacePlanner.Names.NONE).contract(componentRef);
    }

    /** The plan of a workspace that is known by its key; empty where the catalog has no use for it any more. */
    public Optional<WorkspacePlan> plan(WorkspacePlan.Key key) {
        return database.inTransaction(tx -> planner(store.names(tx)).of(key));
    }

    private WorkspacePlanner planner(WorkspacePlanner.Names names) {
        return new WorkspacePlanner(
                new PlatformModel(surroundings.catalog().get()),
                surroundings.terms().get(),
                surroundings.config(),
                names);
    }

    /** How the workspaces of a component are; asks the clusters. */
    public List<Standing> standing(String componentRef) {
        return plans(componentRef).stream().map(this::standing).toList();
    }

    /** How a workspace is; asks its cluster. */
    public Standing standing(WorkspacePlan plan) {
        var row = database.inTransaction(tx -> store.find(tx, plan.key())).orElse(null);
        var cluster = cluster(plan);
        if (cluster.isEmpty()) {
            return new Standing(plan, Inspection.planned(plan), withoutCluster(plan), row);
        }
        try {
            return new Standing(plan, inspect(cluster.get(), plan), null, row);
        } catch (ServiceException exception) {
            var states = plan.objects().stream()
                    .map(object -> ObjectState.of(ObjectText.name(object), State.UNKNOWN, exception.getMessage()))
                    .toList();
            return new Standing(plan, states, exception.getMessage(), row);
        }
    }

    List<ObjectState> inspect(Cluster cluster, WorkspacePlan plan) {
        return inspect(new LiveCluster(cluster), plan);
    }

    /** The same of what somebody else knows of the cluster. */
    public List<ObjectState> inspect(Live live, WorkspacePlan plan) {
        return Inspection.of(
                plan, live, surroundings.openGrants().apply(plan.workspace().namespace()));
    }

    public Optional<Cluster> cluster(WorkspacePlan plan) {
        return plan.cluster() == null ? Optional.empty() : clusters.named(plan.cluster());
    }

    /** Why there is no cluster to ask. */
    public static String withoutCluster(WorkspacePlan plan) {
        return plan.cluster() == null
                ? "environment " + plan.workspace().environment() + " has no cluster; the objects are planned only"
                : "the operator has configured no cluster " + plan.cluster() + "; the objects are planned only";
    }

    /**
     * Says no where a team has no room for the workspaces of a component that it is to take over.
     *
     * @throws ServiceException of kind CONFLICT
     */
    public void requireRoom(String componentRef, String team) {
        database.transact(tx -> {
            var planner = planner(store.names(tx));
            planner.ofComponent(componentRef).forEach(plan -> TeamBudget.requireRoom(tx, planner, plan, team));
        });
    }

    /**
     * Makes a workspace be on its cluster. What is there as it should be is left alone; asked again it comes to the same. Where the
     * environment has no cluster only the name is reserved.
     *
     * @param by the task ({@code task:<id>}) or the caller
     * @throws ServiceException of kind CONFLICT, among others, where its team would have more than its budget
     */
    public Standing ensure(WorkspacePlan wanted, String by) {
        var row = database.inTransaction(tx -> {
            TeamBudget.requireRoom(tx, planner(store.names(tx)), wanted);
            audit.writeNow(
                    tx,
                    by,
                    "workspace.ensure",
                    what(wanted.key()),
                    List.of(wanted.key().subjectRef()));
            return store.reserve(tx, wanted.key(), wanted.cluster(), by, clock.instant());
        });
        var plan = plan(wanted.key()).orElse(wanted);
        var cluster = cluster(plan);
        if (cluster.isEmpty()) {
            return new Standing(plan, Inspection.planned(plan), withoutCluster(plan), row);
        }
        stayOn(row, cluster.get());
        database.transact(tx -> store.intend(tx, plan.key(), cluster.get().name(), clock.instant()));
        return apply(plan, cluster.get());
    }

    private static String what(WorkspacePlan.Key key) {
        return key.subjectRef() + " in " + key.environment();
    }

    /** What runs is not moved by a change of an annotation. */
    private static void stayOn(WorkspaceRow row, Cluster cluster) {
        if (row.intendedAt() != null && !cluster.name().equals(row.cluster())) {
            throw ServiceException.conflict("Workspace " + row.namespace() + " is on cluster " + row.cluster()
                    + "; expected the environment to be there, found " + cluster.name());
        }
    }

    private Standing apply(WorkspacePlan plan, Cluster cluster) {
        var namespace = new LiveCluster(cluster).namespace(plan.workspace().namespace());
        if (namespace.isPresent() && Inspection.isSomebodyElses(plan, namespace.get())) {
            return reported(plan, inspect(cluster, plan));
        }
        if (namespace.isPresent() && namespace.get().isMarkedForDeletion()) {
            throw ServiceException.of(
                    ErrorKind.SERVICE_UNAVAILABLE,
                    "Namespace " + plan.workspace().namespace() + " is being deleted; try again when it is gone");
        }
        var states = new ArrayList<ObjectState>();
        for (var object : plan.objects()) {
            states.add(Applying.apply(cluster, object).state(ObjectText.name(object)));
        }
        var made = new LiveCluster(cluster).namespace(plan.workspace().namespace());
        var isWhole = states.stream().allMatch(state -> state.state() == State.IN_SYNC);
        database.transact(tx -> {
            made.ifPresent(
                    there -> store.ensured(tx, plan.key(), there.getMetadata().getUid(), clock.instant()));
            if (isWhole) {
                store.applied(tx, plan.key(), plan.hash());
            }
        });
        return reported(plan, states);
    }

    /**
     * Puts right what differs from a plan, without overruling anybody: what is wanted is applied, what we have made and nobody wants any
     * more goes.
     *
     * @param states as inspected just before
     * @param withForeign whether role bindings go, too, that let others write
     */
    public List<ObjectState> putRight(
            WorkspacePlan plan, Cluster cluster, List<ObjectState> states, boolean withForeign) {
        var refused = new ArrayList<ObjectState>();
        for (var state : apply(plan, cluster).objects()) {
            if (state.state() != State.IN_SYNC) {
                refused.add(state);
            }
        }
        for (var state : states) {
            if (state.state() == State.STALE || (state.state() == State.FOREIGN && withForeign)) {
                Removal.of(cluster, plan.workspace().namespace(), state.object());
            }
        }
        var left = new ArrayList<>(inspect(cluster, plan));
        left.replaceAll(state -> refused.stream()
                .filter(each -> each.object().equals(state.object()))
                .findFirst()
                .orElse(state));
        database.transact(tx -> {
            keep(tx, plan.key(), left);
            // What is tried in vain again and again is no change.
            if (!different(left).equals(different(states))) {
                audit.writeNow(
                        tx,
                        null,
                        "workspace.repair",
                        what(plan.key()),
                        List.of(plan.key().subjectRef()));
            }
        });
        return left;
    }

    private static Set<String> different(List<ObjectState> states) {
        return states.stream()
                .filter(state -> state.state() != State.IN_SYNC)
                .map(ObjectState::object)
                .collect(Collectors.toSet());
    }

    /** Remembers how a workspace is. */
    public void report(WorkspacePlan.Key key, List<ObjectState> states) {
        database.transact(tx -> keep(tx, key, states));
    }

    /** Rules look at it, so what has changed has them look again. */
    private void keep(Tx tx, WorkspacePlan.Key key, List<ObjectState> states) {
        var now = clock.instant();
        if (store.report(tx, key, states, now) && key.subjectRef().startsWith("component:")) {
            conformance.touch(tx, List.of(key.subjectRef()), now);
        }
    }

    /** All that are to be on a cluster. */
    public List<WorkspaceRow> intendedOn(String cluster) {
        return database.inTransaction(tx -> store.intendedOn(tx, cluster));
    }

    public Optional<WorkspaceRow> row(WorkspacePlan.Key key) {
        return database.inTransaction(tx -> store.find(tx, key));
    }

    /** The workspace that a namespace belongs to. */
    public Optional<WorkspaceRow> ofNamespace(String namespace) {
        return database.inTransaction(tx -> store.ofNamespace(tx, namespace));
    }

    private Standing reported(WorkspacePlan plan, List<ObjectState> states) {
        return database.inTransaction(tx -> {
            keep(tx, plan.key(), states);
            return new Standing(plan, states, null, store.find(tx, plan.key()).orElse(null));
        });
    }

    /** What became of a workspace that was to be taken back. */
    public sealed interface TakenBack {
        /** It is gone. */
        record Gone(String namespace) implements TakenBack {}

        /** It was not there, or is somebody else's. */
        record Nothing() implements TakenBack {}

        /** It stays, and why: a part of a sentence. */
        record Kept(String namespace, @Nullable String cluster, String why) implements TakenBack {}
    }

    /**
     * Takes back what somebody has made: the namespace with all that we have put into it, and the reservation. What others have touched
     * stays as it is.
     *
     * @param by who must have been first to ask for it
     */
    public TakenBack takeBack(WorkspacePlan.Key key, String by) {
        var row = database.inTransaction(tx -> store.find(tx, key));
        if (row.isEmpty() || !row.get().reservedBy().equals(by)) {
            return new TakenBack.Nothing();
        }
        var known = row.get();
        if (known.intendedAt() != null && known.cluster() != null) {
            var cluster = clusters.named(known.cluster());
            if (cluster.isEmpty()) {
                return new TakenBack.Kept(
                        known.namespace(), known.cluster(), "the operator has no such cluster any more");
            }
            var why = delete(cluster.get(), known);
            if (why != null) {
                return new TakenBack.Kept(known.namespace(), known.cluster(), why);
            }
        }
        database.transact(tx -> {
            store.release(tx, key);
            audit.writeNow(tx, by, "workspace.release", what(key), List.of(key.subjectRef()));
        });
        return new TakenBack.Gone(known.namespace());
    }

    /** Why not; null where it is gone. */
    private static @Nullable String delete(Cluster cluster, WorkspaceRow row) {
        var found = new LiveCluster(cluster).namespace(row.namespace());
        if (found.isEmpty() || found.get().isMarkedForDeletion()) {
            return null;
        }
        var meta = found.get().getMetadata();
        var isOurs = meta.getAnnotations() != null
                && row.key().subjectRef().equals(meta.getAnnotations().get(Labels.SUBJECT_REF));
        if (!isOurs || (row.uid() != null && !row.uid().equals(meta.getUid()))) {
            return "the namespace is not the one that was made";
        }
        var others = Touched.byOthers(cluster, row.namespace());
        if (!others.isEmpty()) {
            return "others have put into it: " + String.join(", ", others.subList(0, Math.min(5, others.size())));
        }
        cluster.ask(client -> client.namespaces().withName(row.namespace()).delete());
        return null;
    }
}
