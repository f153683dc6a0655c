package dev.buildrun.platform.reconcile;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.database.Database;
import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.cluster.Cluster;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.workspace.ObjectState;
import dev.buildrun.platform.workspace.ObjectState.State;
import dev.buildrun.platform.workspace.WorkspaceConfig;
import dev.buildrun.platform.workspace.WorkspaceConfig.Repair;
import dev.buildrun.platform.workspace.WorkspacePlan;
import dev.buildrun.platform.workspace.WorkspaceRow;
import dev.buildrun.platform.workspace.Workspaces;
import dev.buildrun.work.WakeUp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the workspaces of one cluster while it holds the lease for it. Turns are taken by one thread, which may wait for this cluster
 * and holds no other cluster's up.
 */
public final class Reconciler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration RENEWED = Duration.ofSeconds(10);
    private static final int MOST_PER_TURN = 200;

    private final Database database;
    private final ClusterLeaseStore leases = new ClusterLeaseStore();
    private final Cluster cluster;
    private final Workspaces workspaces;
    private final Sight sight;
    private final WorkspaceConfig config;
    private final WakeUp wake;
    private final Clock clock;
    private final UUID holder = UUID.randomUUID();

    /** Namespaces in which something has changed on the cluster; filled by the threads that watch. */
    private final Set<String> touched = ConcurrentHashMap.newKeySet();
    /** Workspaces that are to be compared. */
    private final Set<WorkspacePlan.Key> due = new LinkedHashSet<>();

    private final Contact contact;
    private @Nullable WatchedCluster watched;
    private @Nullable Instant renewedAt;
    private @Nullable Instant resyncedAt;
    private Snapshot seen = Snapshot.EMPTY;

    /** The catalog, and what has changed in it. */
    public interface Sight {
        Supplier<Snapshot> catalog();

        /** Full references of what has changed after a position, up to what the index has; empty where that can't be told any more. */
        Optional<Set<String>> changedAfter(long position);
    }

    /** @param wake is signalled when something has changed on the cluster */
    public Reconciler(
            Database database,
            Cluster cluster,
            Workspaces workspaces,
            Sight sight,
            WorkspaceConfig config,
            WakeUp wake,
            Clock clock) {
        this.database = database;
        this.cluster = cluster;
        this.workspaces = workspaces;
        this.sight = sight;
        this.config = config;
        this.wake = wake;
        this.clock = clock;
        this.contact = new Contact(cluster, clock);
    }

    /**
     * Compares what may have changed; returns how many workspaces that were.
     *
     * @throws RuntimeException when the cluster can't be watched, or one could not be compared; it stays due
     */
    public int turn() {
        if (!holdsLease()) {
            contact.regain();
            rest();
            return 0;
        }
        try {
            contact.keep();
            watch();
        } catch (ServiceException exception) {
            noContact(exception);
            throw exception;
        }
        if (contact.regain()) {
            LOG.atInfo().addKeyValue("cluster", cluster.name()).log("A cluster can be looked after again");
            resyncedAt = null;
        }
        findDue();
        return compareDue();
    }

    private int compareDue() {
        var compared = 0;
        RuntimeException failure = null;
        for (var key : List.copyOf(due).subList(0, Math.min(due.size(), MOST_PER_TURN))) {
            if (!holdsLease()) {
                rest();
                return compared;
            }
            due.remove(key);
            try {
                compare(key);
                compared++;
            } catch (RuntimeException exception) {
                // Behind the others, so that what can't be compared keeps none of them from its turn.
                due.add(key);
                failure = exception;
                if (cluster.isSilent()) {
                    noContact(exception);
                    break;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
        return compared;
    }

    /**
     * Closes watches that nothing comes by any more; what they miss is found when all is read anew. After a while nobody knows how the
     * workspaces are.
     */
    private void noContact(RuntimeException why) {
        if (contact.lose()) {
            LOG.atWarn()
                    .addKeyValue("cluster", cluster.name())
                    .addKeyValue("reason", why.getMessage())
                    .log("A cluster can't be looked after");
        }
        if (cluster.isSilent()) {
            rest();
        }
        contact.missedSince().ifPresent(since -> {
            var unknown = List.of(unknown("not known since " + since + ": " + why.getMessage()));
            workspaces.intendedOn(cluster.name()).forEach(row -> report(row, unknown));
            contact.told();
        });
    }

    private boolean holdsLease() {
        var now = clock.instant();
        if (renewedAt != null && now.isBefore(renewedAt.plus(RENEWED))) {
            return true;
        }
        var holds = database.inTransaction(tx -> leases.hold(tx, cluster.name(), holder, LEASE));
        renewedAt = holds ? now : null;
        return holds;
    }

    private void rest() {
        if (watched != null) {
            watched.close();
            watched = null;
        }
        resyncedAt = null;
        due.clear();
        touched.clear();
    }

    private void watch() {
        if (watched != null && !watched.isRunning()) {
            rest();
        }
        if (watched == null) {
            watched = new WatchedCluster(cluster, namespace -> {
                touched.add(namespace);
                wake.signal();
            });
            try {
                watched.start();
            } catch (RuntimeException exception) {
                rest();
                throw exception;
            }
        }
    }

    private void findDue() {
        var now = clock.instant();
        var snapshot = sight.catalog().get();
        if (resyncedAt == null || !now.isBefore(resyncedAt.plus(config.resync()))) {
            resyncedAt = now;
            everything();
        } else if (snapshot.position() != seen.position()) {
            affected(snapshot).ifPresentOrElse(this::of, this::everything);
        }
        seen = snapshot;
        for (var namespace : List.copyOf(touched)) {
            touched.remove(namespace);
            workspaces
                    .ofNamespace(namespace)
                    .filter(this::isHere)
                    .map(WorkspaceRow::key)
                    .ifPresent(due::add);
        }
    }

    /** By what the relations were and by what they are: whoever is not depended on any more has a way to close. */
    private Optional<Set<String>> affected(Snapshot snapshot) {
        return sight.changedAfter(seen.position()).flatMap(changed -> {
            var before = new AffectedWorkspaces(new PlatformModel(seen)).of(changed);
            var after = new AffectedWorkspaces(new PlatformModel(snapshot)).of(changed);
            if (before.isEmpty() || after.isEmpty()) {
                return Optional.empty();
            }
            var both = new HashSet<>(before.get());
            both.addAll(after.get());
            return Optional.of(both);
        });
    }

    private boolean isHere(WorkspaceRow row) {
        return cluster.name().equals(row.cluster()) && row.intendedAt() != null;
    }

    private void everything() {
        workspaces.intendedOn(cluster.name()).forEach(row -> due.add(row.key()));
    }

    private void of(Set<String> subjects) {
        workspaces.intendedOn(cluster.name()).stream()
                .map(WorkspaceRow::key)
                .filter(key -> subjects.contains(key.subjectRef()))
                .forEach(due::add);
    }

    private void compare(WorkspacePlan.Key key) {
        var plan = plan(key);
        if (plan.isEmpty()) {
            return;
        }
        var row = workspaces.row(key);
        var live = watched;
        if (row.isEmpty() || live == null) {
            return;
        }
        var states = workspaces.inspect(live, plan.get());
        if (states.stream().allMatch(state -> state.state() == State.IN_SYNC)) {
            report(row.get(), states);
            return;
        }
        var isWantedAnew = !plan.get().hash().equals(row.get().appliedHash());
        if (isWantedAnew || config.repair() == Repair.REPAIR) {
            // A rule that looked meanwhile saw it as it was; it looks again only when it hears that this has changed.
            report(row.get(), states);
            var left = workspaces.putRight(plan.get(), cluster, states, config.repair() == Repair.REPAIR);
            LOG.atInfo()
                    .addKeyValue("cluster", cluster.name())
                    .addKeyValue("namespace", plan.get().workspace().namespace())
                    .addKeyValue("different", count(states))
                    .addKeyValue("left", count(left))
                    .log(isWantedAnew ? "A workspace follows the catalog" : "A workspace was put right");
        } else {
            report(row.get(), states);
        }
    }

    /** Where the catalog can't say what is wanted, or wants it elsewhere, the cluster stays as it is. */
    private Optional<WorkspacePlan> plan(WorkspacePlan.Key key) {
        Optional<WorkspacePlan> plan;
        try {
            plan = workspaces.plan(key);
        } catch (ServiceException exception) {
            workspaces.report(key, List.of(unknown(String.valueOf(exception.getMessage()))));
            return Optional.empty();
        }
        if (plan.isEmpty()) {
            workspaces.report(
                    key,
                    List.of(new ObjectState(
                            "workspace", State.STALE, List.of("the catalog has no use for it any more"))));
        } else if (!cluster.name().equals(plan.get().cluster())) {
            workspaces.report(
                    key,
                    List.of(unknown("it is on cluster " + cluster.name() + ", and wanted on "
                            + plan.get().cluster())));
            return Optional.empty();
        }
        return plan;
    }

    private static ObjectState unknown(String why) {
        return new ObjectState("workspace", State.UNKNOWN, List.of(why));
    }

    private void report(WorkspaceRow row, List<ObjectState> states) {
        if (row.report().at() == null || !row.report().objects().equals(states)) {
            workspaces.report(row.key(), states);
        }
    }

    private static long count(List<ObjectState> states) {
        return states.stream().filter(state -> state.state() != State.IN_SYNC).count();
    }

    @Override
    public void close() {
        rest();
        database.transact(tx -> leases.release(tx, cluster.name(), holder));
    }
}
