package dev.buildrun;

import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.http.Freshness;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Route;
import dev.buildrun.notification.Notifier;
import dev.buildrun.platform.access.PlatformRights;
import dev.buildrun.platform.alert.AlertConfig;
import dev.buildrun.platform.alert.AlertRoutes;
import dev.buildrun.platform.alert.Alerts;
import dev.buildrun.platform.alert.ChannelLoop;
import dev.buildrun.platform.cluster.Cluster;
import dev.buildrun.platform.cluster.Clusters;
import dev.buildrun.platform.conformance.CurrentResults;
import dev.buildrun.platform.conformance.PlatformState;
import dev.buildrun.platform.contract.ContractInForce;
import dev.buildrun.platform.contract.EnvironmentTerms;
import dev.buildrun.platform.deploy.ConformanceResults;
import dev.buildrun.platform.deploy.DeployConfig;
import dev.buildrun.platform.deploy.DeployRoutes;
import dev.buildrun.platform.deploy.DeploymentRecords;
import dev.buildrun.platform.deploy.Deployments;
import dev.buildrun.platform.deploy.ObservedDeployments;
import dev.buildrun.platform.deploy.Observing;
import dev.buildrun.platform.deploy.RolloutLoop;
import dev.buildrun.platform.dora.DoraRoutes;
import dev.buildrun.platform.kubernetes.KubernetesRoutes;
import dev.buildrun.platform.oncall.OnCallRoutes;
import dev.buildrun.platform.team.TeamRights;
import dev.buildrun.platform.team.Teams;
import dev.buildrun.platform.workload.ClusterApi;
import dev.buildrun.platform.workload.Environments;
import dev.buildrun.platform.workload.WorkloadRoutes;
import dev.buildrun.platform.workspace.Workspaces;
import dev.buildrun.work.ClaimLoop;
import dev.buildrun.work.Pace;
import dev.buildrun.work.WakeUp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Deploy and support without hand-over: what runs, deploying it, who is on call, alerts, and the figures. */
record SupportParts(
        Teams teams, TeamRights rights, Environments environments, SupportRecords records, List<Mount> mounts) {
    private static final Pace OFTEN = new Pace(Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofSeconds(10));

    /**
     * What it uses of the other parts.
     *
     * @param state the contracts in force
     * @param workspaces where components are to run
     * @param breakGlass whether somebody of the platform team has been let in for a time
     * @param notifier takes what people are to be told
     */
    record Surroundings(
            CatalogIndex index,
            AccessParts access,
            PlatformState state,
            Clusters clusters,
            Workspaces workspaces,
            TeamRights.BreakGlass breakGlass,
            Notifier notifier) {}

    static SupportParts start(
            ServiceConfig config, Database database, Surroundings around, Clock clock, Closing closing) {
        var index = around.index();
        var platform = new PlatformRights(
                index::snapshot, around.state(), around.access().decisions());
        var teams = new Teams(index::snapshot, platform::platformTeams);
        var rights = new TeamRights(teams, platform::mayRead, around.breakGlass());
        var apis = apis(around.clusters());
        var environments = new Environments(teams, around.workspaces(), () -> apis);
        var records = new DeploymentRecords(database);

        var routes = new ArrayList<Route>();
        routes.addAll(new OnCallRoutes(teams, around.access().decisions(), clock).routes());
        routes.addAll(new WorkloadRoutes(rights, environments).routes());
        routes.addAll(new DoraRoutes(records, around.access().policy(), platform::mayRead, clock).routes());
        routes.addAll(
                deploying(config, database, around, new Places(platform, teams, rights, environments), clock, closing));
        var alertConfig = AlertConfig.parse(config.whole());
        var alertWake = new WakeUp();
        var alerts =
                new Alerts(database, teams, () -> names(teams, around.state()), around.notifier(), alertWake, clock);
        routes.addAll(new AlertRoutes(
                        database, alerts, teams, around.access().policy(), platform::mayRead, alertConfig, alertWake)
                .routes());
        var channels = closing.add(new ChannelLoop(database, alertConfig, clock, RandomGenerator.getDefault()));
        closing.add(ClaimLoop.start("alert-channels", channels, alertWake, OFTEN));
        var buildrun = Mount.plugin("buildrun", routes).following(new Freshness(index::position, index::whenReached));
        var mounts = new ArrayList<Mount>(List.of(buildrun));
        mounts.addAll(new KubernetesRoutes(
                        around.clusters()::all,
                        teams,
                        rights,
                        environments,
                        around.access().policy(),
                        around.access().decisions())
                .mounts());
        return new SupportParts(teams, rights, environments, new SupportRecords(records, alerts), mounts);
    }

    /** Where things run, and who may touch them. */
    private record Places(PlatformRights platform, Teams teams, TeamRights rights, Environments environments) {}

    private static List<Route> deploying(
            ServiceConfig config, Database database, Surroundings around, Places places, Clock clock, Closing closing) {
        var deploy = DeployConfig.parse(config.whole());
        var wake = new WakeUp();
        var deployments = new Deployments(new Deployments.Parts(
                database,
                places.teams(),
                places.rights(),
                places.environments(),
                new ConformanceResults(new CurrentResults(database, clock)),
                deploy,
                wake,
                clock));
        closing.add(ClaimLoop.start(
                "rollouts", new RolloutLoop(database, places.environments(), deploy, clock), wake, OFTEN));
        if (deploy.observe() && !around.clusters().isEmpty()) {
            var observing = new Observing(new Observing.Parts(
                    database,
                    places.teams(),
                    places.rights(),
                    around.access().ownership(),
                    places.environments(),
                    deploy,
                    wake,
                    clock));
            var seen = new WakeUp();
            var observed =
                    closing.add(ObservedDeployments.start(around.clusters().all(), observing, seen));
            closing.add(ClaimLoop.start("observed-deployments", observed, seen, Pace.USUAL));
        }
        return new DeployRoutes(database, deployments, around.access().policy(), places.platform()::mayRead).routes();
    }

    private static Map<String, ClusterApi> apis(Clusters clusters) {
        var apis = new LinkedHashMap<String, ClusterApi>();
        for (Cluster cluster : clusters.all()) {
            apis.put(cluster.name(), new ClusterApi(cluster));
        }
        return Map.copyOf(apis);
    }

    /** All environments that the catalog or a contract has. */
    private static Set<String> names(Teams teams, PlatformState state) {
        var names = new LinkedHashSet<>(teams.environments());
        var contracts = state.contracts();
        Stream.concat(contracts.all().stream().map(ContractInForce::contract), Stream.of(contracts.usual()))
                .flatMap(contract -> contract.environments().stream())
                .map(EnvironmentTerms::name)
                .forEach(names::add);
        return names;
    }
}
