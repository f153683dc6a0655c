package dev.buildrun;

import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.log.ChangeReader;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Route;
import dev.buildrun.platform.access.PlatformRights;
import dev.buildrun.platform.access.Platforms;
import dev.buildrun.platform.action.ConformanceCheck;
import dev.buildrun.platform.action.OnCallEnsure;
import dev.buildrun.platform.action.PlatformBind;
import dev.buildrun.platform.action.PlatformPlan;
import dev.buildrun.platform.action.PlatformView;
import dev.buildrun.platform.action.WorkspaceEnsure;
import dev.buildrun.platform.binding.BindingRoutes;
import dev.buildrun.platform.binding.Bindings;
import dev.buildrun.platform.breakglass.BreakGlass;
import dev.buildrun.platform.breakglass.BreakGlassRoutes;
import dev.buildrun.platform.breakglass.GrantStore;
import dev.buildrun.platform.cluster.ClusterConfig;
import dev.buildrun.platform.cluster.Clusters;
import dev.buildrun.platform.transfer.TransferRoutes;
import dev.buildrun.platform.transfer.Transfers;
import dev.buildrun.platform.workspace.WorkspaceConfig;
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
import java.util.List;

/** Clusters, and what the platform has on them: workspaces, bindings, break-glass, transfers. */
record WorkspaceParts(Clusters clusters, Mount mount, List<Action<?, ?>> actions) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Pace EVERY_SECOND =
            new Pace(Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofSeconds(5));

    static WorkspaceParts start(
            ServiceConfig config,
            Database database,
            CatalogIndex index,
            AccessParts access,
            Folders folders,
            Clock clock,
            Closing closing) {
        var clusters = closing.add(
                Clusters.open(ClusterConfig.parse(config.whole().json(), System.getenv())));
        var workspaceConfig = WorkspaceConfig.parse(config.whole().json());
        // Where more than one calls itself the platform, nobody is the platform team.
        Platforms one = snapshot ->
                Platforms.claimed(snapshot).size() == 1 ? Platforms.claimed(snapshot) : List.of();
        var rights = new PlatformRights(index::snapshot, one, access.decisions());
        var grants = new GrantStore();
        var workspaces = new Workspaces(
                database,
                clusters,
                new Workspaces.Surroundings(index::snapshot, rights::platformTeams, namespace -> database.inTransaction(tx -> grants.open(tx, namespace, clock.instant())), workspaceConfig),
                clock);
        var callbacks = new Callbacks(
                database, new Vault(config.seal(folders.secretsKey()), config.baseUrl()), clock);
        var bindings = new Bindings(
                database,
                clusters,
                (step, binding) -> callbacks.answer(step.taskId(), step.stepId(), step.iteration(), binding),
                clock);
        closing.add(ClaimLoop.start("platform-bindings", bindings::turn, new WakeUp(), EVERY_SECOND));
        var view = new PlatformView(
                new WaitingCatalog(index, new ChangeReader(database)),
                rights::platformTeams,
                workspaceConfig,
                database,
                clusters,
                workspaces,
                bindings);
        var routes = new ArrayList<Route>(new WorkspaceRoutes(workspaces, rights).routes());
        routes.addAll(new BindingRoutes(bindings, rights, database, clock).routes());
        var breakGlass = new BreakGlass(database, clusters, workspaces, clock);
        closing.add(ClaimLoop.start("platform-break-glass", breakGlass::turn, new WakeUp(), EVERY_SECOND));
        routes.addAll(new BreakGlassRoutes(breakGlass, rights, workspaceConfig.groupPrefix()).routes());
        var transfers = new Transfers(database, index::snapshot, clock);
        closing.add(ClaimLoop.start("platform-transfers", transfers::turn, new WakeUp(), EVERY_SECOND));
        routes.addAll(new TransferRoutes(transfers, rights).routes());
        return new WorkspaceParts(clusters, Mount.plugin("buildrun", routes), actions(view));
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

    private static List<Action<?, ?>> actions(PlatformView view) {
        return List.of(
                new PlatformPlan(view),
                new WorkspaceEnsure(view),
                new PlatformBind(view),
                new ConformanceCheck(ConformanceCheck.Answers.NONE),
                new OnCallEnsure(view));
    }
}
