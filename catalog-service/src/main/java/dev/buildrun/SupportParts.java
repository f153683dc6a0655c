package dev.buildrun;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.http.Freshness;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Route;
import dev.buildrun.platform.access.PlatformRights;
import dev.buildrun.platform.alert.AlertConfig;
import dev.buildrun.platform.alert.AlertRoutes;
import dev.buildrun.platform.alert.Alerts;
import dev.buildrun.platform.alert.ChannelLoop;
import dev.buildrun.platform.cluster.Cluster;
import dev.buildrun.platform.cluster.Clusters;
import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.contract.EnvironmentTerms;
import dev.buildrun.platform.deploy.ConformanceGate;
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
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Deploy and support without hand-over: what runs, deploying it, who is on call, alerts, and the figures. */
record SupportParts(
        Teams teams,
        TeamRights rights,
        Environments environments,
        DeploymentRecords records,
        Alerts alerts,
        List<Mount> mounts) {
    private static final Pace OFTEN = new Pace(Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofSeconds(10));

    /**
     * What it uses of the other parts.
     *
     * @param contracts the contract of a component
     * @param breakGlass whom the platform team has let in for a time
     */
    record Surroundings(
            CatalogIndex index,
            AccessParts access,
            PlatformRights platformRights,
            Clusters clusters,
            Function<String, Contract> contracts,
            ConformanceGate gate,
            TeamRights.BreakGlass breakGlass) {}

    static SupportParts start(
            ServiceConfig config, Database database, Surroundings around, Clock clock, Closing closing) {
        var index = around.index();
        var teams = new Teams(index::snapshot, around.platformRights()::platformTeams);
        var rights = new TeamRights(teams, around.breakGlass());
        var apis = apis(around.clusters());
        var environments = new Environments(teams, around.contracts(), () -> apis, Environments.Naming.USUAL);
        var records = new DeploymentRecords(database);

        var routes = new ArrayList<Route>();
        routes.addAll(new OnCallRoutes(teams, around.access().decisions(), clock).routes());
        routes.addAll(new WorkloadRoutes(teams, rights, environments).routes());
        routes.addAll(new DoraRoutes(records, around.access().policy(), clock).routes());
        routes.addAll(deploying(config, database, around, new Places(teams, rights, environments), clock, closing));
        var alertConfig = AlertConfig.parse(config.whole());
        var alertWake = new WakeUp();
        var alerts = new Alerts(database, teams, () -> names(teams), alertWake, clock);
        routes.addAll(new AlertRoutes(
                        database, alerts, teams, around.access().policy(), alertConfig, alertWake)
                .routes());
        var channels = closing.add(new ChannelLoop(database, alertConfig, clock, RandomGenerator.getDefault()));
        closing.add(ClaimLoop.start("alert-channels", channels, alertWake, OFTEN));
        var buildrun = Mount.plugin("buildrun", routes)
                .following(new Freshness(index::position, index::whenReached));
        var mounts = new ArrayList<Mount>(List.of(buildrun));
        mounts.addAll(new KubernetesRoutes(
                        around.clusters()::all,
                        teams,
                        rights,
                        environments,
                        around.access().policy(),
                        around.access().decisions())
                .mounts());
        return new SupportParts(teams, rights, environments, records, alerts, mounts);
    }

    /** Where things run, and who may touch them. */
    private record Places(Teams teams, TeamRights rights, Environments environments) {}

    private static List<Route> deploying(
            ServiceConfig config,
            Database database,
            Surroundings around,
            Places places,
            Clock clock,
            Closing closing) {
        var deploy = DeployConfig.parse(config.whole());
        var wake = new WakeUp();
        var deployments = new Deployments(new Deployments.Parts(
                database,
                places.teams(),
                places.rights(),
                places.environments(),
                around.gate(),
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
        return new DeployRoutes(database, deployments, around.access().policy()).routes();
    }

    private static Map<String, ClusterApi> apis(Clusters clusters) {
        var apis = new LinkedHashMap<String, ClusterApi>();
        for (Cluster cluster : clusters.all()) {
            apis.put(cluster.name(), new ClusterApi(cluster.name(), cluster.client()));
        }
        return Map.copyOf(apis);
    }

    /** All environments, whether the catalog or only the built-in contract has them. */
    private static Set<String> names(Teams teams) {
        var names = new LinkedHashSet<>(teams.environments());
        Contract.BUILT_IN.environments().stream().map(EnvironmentTerms::name).forEach(names::add);
        return names;
    }

    /** The contract that a component consumes; the built-in one where it consumes none, or one that can't be read. */
    static Contract contract(CatalogIndex index, String component) {
        var snapshot = index.snapshot();
        return snapshot.relations(component).stream()
                .filter(relation -> relation.type().equals("consumesApi"))
                .flatMap(relation -> snapshot.byRef(relation.targetRef()).stream())
                .map(found -> Entity.of(snapshot.tree(found)))
                .filter(api -> api.spec().path("type").asString("").equals("platform-contract"))
                .map(api -> Contract.parse(api.spec().path("definition").asString("")))
                .flatMap(parsed -> switch (parsed) {
                    case Contract.Parsed.Good(var contract) -> Stream.of(contract);
                    case Contract.Parsed.Bad _ -> Stream.<Contract>empty();
                })
                .findFirst()
                .orElse(Contract.BUILT_IN);
    }
}
