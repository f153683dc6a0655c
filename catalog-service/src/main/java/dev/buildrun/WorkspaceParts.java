package dev.buildrun;

import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.log.ChangeReader;
import dev.buildrun.catalog.log.LogPage;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.notification.Notifier;
import dev.buildrun.platform.access.PlatformRights;
import dev.buildrun.platform.action.ConformanceCheck;
import dev.buildrun.platform.action.OnCallEnsure;
import dev.buildrun.platform.action.PlannedConformance;
import dev.buildrun.platform.action.PlatformBind;
import dev.buildrun.platform.action.PlatformPlan;
import dev.buildrun.platform.action.PlatformView;
import dev.buildrun.platform.action.WorkspaceEnsure;
import dev.buildrun.platform.binding.Binding;
import dev.buildrun.platform.binding.BindingRoutes;
import dev.buildrun.platform.binding.Bindings;
import dev.buildrun.platform.breakglass.BreakGlass;
import dev.buildrun.platform.breakglass.BreakGlassRoutes;
import dev.buildrun.platform.breakglass.GrantStore;
import dev.buildrun.platform.cluster.ClusterConfig;
import dev.buildrun.platform.cluster.Clusters;
import dev.buildrun.platform.conformance.CurrentResults;
import dev.buildrun.platform.conformance.LiveState;
import dev.buildrun.platform.conformance.PlatformState;
import dev.buildrun.platform.event.EventStore;
import dev.buildrun.platform.reconcile.Reconciler;
import dev.buildrun.platform.rule.Expressions;
import dev.buildrun.platform.team.TeamRights;
import dev.buildrun.platform.transfer.TransferRoutes;
import dev.buildrun.platform.transfer.Transfers;
import dev.buildrun.platform.workspace.ClusterFacts;
import dev.buildrun.platform.workspace.WorkspaceConfig;
import dev.buildrun.platform.workspace.WorkspacePlanner;
import dev.buildrun.platform.workspace.WorkspaceRoutes;
import dev.buildrun.platform.workspace.Workspaces;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.task.Callbacks;
import dev.buildrun.scaffolder.task.Vault;
import dev.buildrun.work.ClaimLoop;
import dev.buildrun.work.Pace;
import dev.buildrun.work.WakeUp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * Clusters, and what the platform has on them: workspaces, bindings, break-glass, transfers.
 *
 * @param workspaces where components are to run
 * @param live what the rules ask of clusters
 * @param breakGlass whether somebody of the platform team has been let in for a time
 */
record WorkspaceParts(
        Clusters clusters,
        Workspaces workspaces,
        LiveState live,
        TeamRights.BreakGlass breakGlass,
        Mount mount,
        List<Action<?, ?>> actions) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Pace EVERY_SECOND =
            new Pace(Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofSeconds(5));

    /**
     * What it is built on.
     *
     * @param state the contracts in force, and which components are platforms
     * @param notifier takes what people are to be told
     */
    record Surroundings(
            CatalogIndex index, PlatformState state, AccessParts access, Folders folders, Notifier notifier) {}

    static WorkspaceParts start(
            ServiceConfig config, Database database, Surroundings around, Clock clock, Closing closing) {
        var index = around.index();
        var clusters =
                closing.add(Clusters.open(ClusterConfig.parse(config.whole().json(), System.getenv())));
        var workspaceConfig = WorkspaceConfig.parse(config.whole().json());
        var rights = new PlatformRights(
                index::snapshot, around.state(), around.access().decisions());
        var grants = new GrantStore();
        Supplier<WorkspacePlanner.Terms> terms =
                () -> new WorkspacePlanner.Terms(around.state().contracts(), rights.platformTeams());
        Function<String, Set<String>> openGrants =
                namespace -> database.inTransaction(tx -> grants.open(tx, namespace, clock.instant()));
        var workspaces = new Workspaces(
                database,
                clusters,
                new Workspaces.Surroundings(index::snapshot, terms, openGrants, workspaceConfig),
                clock);
        var callbacks =
                new Callbacks(database, new Vault(config.seal(around.folders().secretsKey()), config.baseUrl()), clock);
        var bindings = new Bindings(
                database,
                clusters,
                (step, binding) -> callbacks.answer(step.taskId(), step.stepId(), step.iteration(), binding),
                clock);
        closing.add(ClaimLoop.start("platform-bindings", bindings::turn, new WakeUp(), EVERY_SECOND));
        var view = new PlatformView(
                new WaitingCatalog(index, new ChangeReader(database)),
                terms,
                workspaceConfig,
                database,
                clusters,
                workspaces,
                bindings);
        var routes = new ArrayList<Route>(new WorkspaceRoutes(workspaces, rights).routes());
        routes.addAll(new BindingRoutes(bindings, rights).routes());
        var events = new EventStore(around.notifier());
        var breakGlass = new BreakGlass(database, clusters, workspaces, events, clock);
        closing.add(ClaimLoop.start("platform-break-glass", breakGlass::turn, new WakeUp(), EVERY_SECOND));
        routes.addAll(new BreakGlassRoutes(breakGlass, rights, workspaceConfig.groupPrefix()).routes());
        reconcilers(database, clusters, workspaces, index, workspaceConfig, clock, closing);
        var transfers = new Transfers(database, index::snapshot, events, clock);
        closing.add(ClaimLoop.start("platform-transfers", transfers::turn, new WakeUp(), EVERY_SECOND));
        routes.addAll(new TransferRoutes(transfers, workspaces, rights).routes());
        return new WorkspaceParts(
                clusters,
                workspaces,
                new ClusterFacts(workspaces, (component, environment) -> bindings(bindings, component, environment)),
                (caller, component, environment) -> rights.isPlatformTeam(caller)
                        && namespace(workspaces, component, environment)
                                .filter(namespace ->
                                        !openGrants.apply(namespace).isEmpty())
                                .isPresent(),
                Mount.plugin("buildrun", routes),
                actions(
                        view,
                        new CurrentResults(database, clock),
                        new PlannedConformance(view, around.state(), new Expressions(), clock)));
    }

    private static List<ObjectNode> bindings(Bindings bindings, String component, String environment) {
        return bindings.ofComponent(component).stream()
                .filter(binding -> binding.key().environment().equals(environment))
                .map(binding -> Json.object()
                        .put("name", binding.key().name())
                        .put("ready", binding.progress().status() == Binding.Status.READY))
                .toList();
    }

    /** Empty for what the catalog or the contract does not know. */
    private static Optional<String> namespace(Workspaces workspaces, String component, String environment) {
        try {
            return Optional.of(
                    workspaces.plan(component, environment).workspace().namespace());
        } catch (ServiceException _) {
            return Optional.empty();
        }
    }

    private static void reconcilers(
            Database database,
            Clusters clusters,
            Workspaces workspaces,
            CatalogIndex index,
            WorkspaceConfig config,
            Clock clock,
            Closing closing) {
        var sight = new LoggedChanges(index, new ChangeReader(database));
        for (var cluster : clusters.all()) {
            var wake = new WakeUp();
            var reconciler = closing.add(new Reconciler(database, cluster, workspaces, sight, config, wake, clock));
            closing.add(ClaimLoop.start("platform-cluster-" + cluster.name(), reconciler::turn, wake, EVERY_SECOND));
        }
    }

    private record LoggedChanges(CatalogIndex index, ChangeReader log) implements Reconciler.Sight {
        private static final int MOST_PAGES = 5;

        @Override
        public Supplier<Snapshot> catalog() {
            return index::snapshot;
        }

        @Override
        public Optional<Set<String>> changedAfter(long position) {
            var changed = new HashSet<String>();
            var at = position;
            for (var page = 0; page < MOST_PAGES; page++) {
                switch (log.readAfter(at, ChangeReader.MAX_PAGE)) {
                    case LogPage.Truncated _ -> {
                        return Optional.empty();
                    }
                    case LogPage.Changes(var changes) -> {
                        if (changes.isEmpty()) {
                            return Optional.of(changed);
                        }
                        changes.forEach(change -> changed.add(change.entityRef()));
                        at = changes.getLast().position();
                    }
                }
            }
            // So much that to compare everything is less work than to find out.
            return Optional.empty();
        }
    }

    private record WaitingCatalog(CatalogIndex index, ChangeReader log) implements PlatformView.Catalog {
        @Override
        public Snapshot newest() {
            return index.awaitPosition(log.latest(), PATIENCE);
        }

        @Override
        public void await(String ref) throws InterruptedException {
            var end = System.nanoTime() + LONGEST_WAIT.toNanos();
            while (newest().byRef(ref).isEmpty() && System.nanoTime() < end) {
                Thread.sleep(BETWEEN_LOOKS);
            }
        }
    }

    private static List<Action<?, ?>> actions(PlatformView view, CurrentResults results, PlannedConformance foresight) {
        return List.of(
                new PlatformPlan(view),
                new WorkspaceEnsure(view),
                new PlatformBind(view),
                new ConformanceCheck(component -> rules(results, component), foresight),
                new OnCallEnsure(view));
    }

    private static List<ConformanceCheck.Rule> rules(CurrentResults results, String component) {
        return results.all(component)
                .map(all -> all.stream().map(PlannedConformance::rule).toList())
                .orElseGet(() -> ConformanceCheck.Answers.NONE.of(component));
    }
}
