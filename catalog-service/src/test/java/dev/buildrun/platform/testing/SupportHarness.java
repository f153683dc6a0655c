package dev.buildrun.platform.testing;

import dev.buildrun.access.AccessConfig;
import dev.buildrun.access.Authenticator;
import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Ownership;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.config.Config;
import dev.buildrun.database.Database;
import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import dev.buildrun.notification.Notifications;
import dev.buildrun.platform.access.PlatformRights;
import dev.buildrun.platform.access.Platforms;
import dev.buildrun.platform.alert.AlertConfig;
import dev.buildrun.platform.alert.AlertRoutes;
import dev.buildrun.platform.alert.Alerts;
import dev.buildrun.platform.alert.ChannelLoop;
import dev.buildrun.platform.cluster.Cluster;
import dev.buildrun.platform.cluster.ClusterConfig;
import dev.buildrun.platform.cluster.Clusters;
import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.contract.ContractInForce;
import dev.buildrun.platform.contract.ContractsInForce;
import dev.buildrun.platform.contract.EnvironmentTerms;
import dev.buildrun.platform.deploy.ConformanceGate;
import dev.buildrun.platform.deploy.DeployConfig;
import dev.buildrun.platform.deploy.DeployRoutes;
import dev.buildrun.platform.deploy.DeploymentRecords;
import dev.buildrun.platform.deploy.Deployments;
import dev.buildrun.platform.deploy.Observing;
import dev.buildrun.platform.deploy.RolloutLoop;
import dev.buildrun.platform.dora.DoraRoutes;
import dev.buildrun.platform.oncall.OnCallRoutes;
import dev.buildrun.platform.team.TeamRights;
import dev.buildrun.platform.team.Teams;
import dev.buildrun.platform.workload.ClusterApi;
import dev.buildrun.platform.workload.Environments;
import dev.buildrun.platform.workload.WorkloadRoutes;
import dev.buildrun.platform.workspace.WorkspaceConfig;
import dev.buildrun.platform.workspace.WorkspacePlanner;
import dev.buildrun.platform.workspace.Workspaces;
import dev.buildrun.signal.Signals;
import dev.buildrun.testing.TestEdge;
import dev.buildrun.work.WakeUp;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Deploy and support over a catalog in memory, a real database, the real edge and any clusters. Callers are known by the name in their token:
 * {@code olga} and {@code nina} (of a nested team) belong to team-orders, {@code pavel} to team-payments, {@code petra} to the platform team;
 * {@code ci} is a pipeline of team-orders and {@code bot} a program of nobody.
 */
public final class SupportHarness implements AutoCloseable {
    /** Whoever there is, and the platform. */
    public static final String PEOPLE = """
            {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: team-orders, annotations: {buildrun.dev/channel: 'slack:#orders', buildrun.dev/pipelines: 'external:ci, robot', buildrun.dev/oncall-rotation: '{members: [olga, omar], start: 2026-01-05}'}}, spec: {type: build-run-team, parent: commerce, children: []}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: commerce, annotations: {buildrun.dev/oncall: 'https://oncall.example/commerce'}}, spec: {type: tribe, children: []}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: team-payments}, spec: {type: build-run-team, parent: commerce, children: []}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: platform-team, annotations: {buildrun.dev/channel: 'mail:platform@example.com'}}, spec: {type: platform-team, children: []}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: platform}, spec: {type: platform, lifecycle: production, owner: platform-team}}
            """;

    private final Database database;
    private final AtomicReference<CatalogOf> catalog = new AtomicReference<>();
    private final TestEdge edge;
    private final RolloutLoop rollouts;
    private final Observing observing;
    private final ChannelLoop channels;
    private final DeploymentRecords records;
    private final Alerts alerts;
    private volatile String hidden = "";
    private final Notifications notifications;

    /**
     * What is different from test to test.
     *
     * @param catalog YAML, beside {@link #PEOPLE}
     * @param contract of every component
     * @param config the whole configuration as YAML
     */
    public record Setting(
            String catalog,
            Contract contract,
            Map<String, KubernetesClient> clusters,
            String config,
            ConformanceGate gate,
            TeamRights.BreakGlass breakGlass,
            Clock clock) {}

    public SupportHarness(DatabaseConfig databaseConfig, Setting setting) {
        this(databaseConfig, setting, _ -> List.of());
    }

    /** The same with more routes. */
    public SupportHarness(DatabaseConfig databaseConfig, Setting setting, MoreMounts more) {
        this.database = Database.open(databaseConfig);
        this.catalog.set(CatalogOf.yaml(PEOPLE + "---\n" + setting.catalog()));
        var policy = new PermissionPolicy();
        var config = Config.of(Yaml.read(setting.config()));
        var rights =
                new PlatformRights(() -> catalog.get().snapshot(), Platforms::claimed, (_, _, _) -> Decision.ALLOW);
        var teams = new Teams(() -> catalog.get().snapshot(), rights::platformTeams);
        var teamRights = new TeamRights(teams, (_, ref) -> !ref.equals(hidden), setting.breakGlass());
        var apis = setting.clusters().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> new ClusterApi(new Cluster(entry.getKey(), entry.getKey(), null, entry.getValue()))));
        var environments = new Environments(teams, workspaces(setting, rights), () -> apis);
        var deploy = DeployConfig.parse(config);
        var wake = new WakeUp();
        var clock = setting.clock();
        this.records = new DeploymentRecords(database);
        this.rollouts = new RolloutLoop(database, environments, deploy, clock);
        var ownership = new Ownership(
                user -> Optional.of(refs(user)),
                new AccessConfig(
                        URI.create("http://127.0.0.1"), false, AccessConfig.DEFAULT_TOKEN_LIFETIME, null, List.of()));
        this.observing = new Observing(
                new Observing.Parts(database, teams, teamRights, ownership, environments, deploy, wake, clock));
        var alertConfig = AlertConfig.parse(config);
        this.notifications = new Notifications(database, () -> catalog.get().snapshot(), new Signals(false), clock);
        this.alerts = new Alerts(database, teams, () -> Set.of("dev", "prod"), notifications, wake, clock);
        this.channels = new ChannelLoop(database, alertConfig, clock, new Random(7));
        var routes = new ArrayList<Route>();
        routes.addAll(new OnCallRoutes(teams, (_, _, _) -> Decision.ALLOW, clock).routes());
        routes.addAll(new WorkloadRoutes(teamRights, environments).routes());
        routes.addAll(new DoraRoutes(records, policy, (_, ref) -> !ref.equals(hidden), clock).routes());
        routes.addAll(
                new AlertRoutes(database, alerts, teams, policy, (_, ref) -> !ref.equals(hidden), alertConfig, wake)
                        .routes());
        routes.addAll(new DeployRoutes(
                        database,
                        new Deployments(new Deployments.Parts(
                                database, teams, teamRights, environments, setting.gate(), deploy, wake, clock)),
                        policy,
                        (_, ref) -> !ref.equals(hidden))
                .routes());
        var mounts = new ArrayList<>(List.of(Mount.plugin("buildrun", routes)));
        mounts.addAll(more.of(new Built(teams, teamRights, environments)));
        Authenticator authenticator = (authorization, _) -> caller(authorization);
        this.edge = new TestEdge(mounts, authenticator);
    }

    /** Where there is one cluster, the operator has all environments on it. */
    private Workspaces workspaces(Setting setting, PlatformRights rights) {
        var inForce = new ContractsInForce(List.of(
                new ContractInForce("api:default/contract", setting.contract(), "", Instant.EPOCH, null, null)));
        var config = WorkspaceConfig.parse(Yaml.read(setting.config()));
        var only = setting.clusters().keySet().stream().findFirst();
        var places = setting.contract().environments().stream()
                .map(EnvironmentTerms::name)
                .filter(_ -> setting.clusters().size() == 1)
                .collect(Collectors.toMap(name -> name, _ -> only.orElseThrow()));
        return new Workspaces(
                database,
                Clusters.open(ClusterConfig.NONE),
                new Workspaces.Surroundings(
                        () -> catalog.get().snapshot(),
                        () -> new WorkspacePlanner.Terms(inForce, rights.platformTeams()),
                        _ -> Set.of(),
                        new WorkspaceConfig(
                                config.repair(), "", places.isEmpty() ? config.clusters() : places, config.resync())),
                setting.clock());
    }

    /** What further routes are made of. */
    public record Built(Teams teams, TeamRights rights, Environments environments) {}

    /** Makes further routes. */
    @FunctionalInterface
    public interface MoreMounts {
        List<Mount> of(Built built);
    }

    private Caller caller(@Nullable String authorization) {
        var name = String.valueOf(authorization).replaceFirst("^Bearer ", "");
        return switch (name) {
            case "ci", "bot" -> new Caller.Service("external:" + name);
            case "null" -> new Caller.Anonymous();
            default -> new Caller.User("user:default/" + name, refs("user:default/" + name));
        };
    }

    private List<String> refs(String user) {
        var groups = switch (user.replaceFirst(".*/", "")) {
            case "olga", "omar" -> List.of("group:default/team-orders", "group:default/commerce");
            case "nina" -> List.of("group:default/orders-night", "group:default/team-orders", "group:default/commerce");
            case "pavel" -> List.of("group:default/team-payments", "group:default/commerce");
            case "petra" -> List.of("group:default/platform-team");
            default -> List.<String>of();
        };
        return Stream.concat(Stream.of(user), groups.stream()).toList();
    }

    /** The relations of an entity. */
    public List<Relation> relations(String ref) {
        return catalog.get().snapshot().relations(ref);
    }

    public CatalogOf catalog() {
        return catalog.get();
    }

    public Database database() {
        return database;
    }

    public DeploymentRecords records() {
        return records;
    }

    public Alerts alerts() {
        return alerts;
    }

    /** The titles of what a user has been told, the newest first. */
    public List<String> told(String user) {
        return TestNotices.titles(notifications, user);
    }

    /** Nobody may read this component any more. */
    public void hide(String component) {
        hidden = component;
    }

    public Observing observing() {
        return observing;
    }

    /** Shows what is seen on a cluster. */
    public boolean observe(String cluster, JsonNode workload) {
        return observing.saw(cluster, workload);
    }

    /** Looks at all rollouts that are due. */
    public int lookAtRollouts() throws InterruptedException {
        return rollouts.take();
    }

    /** Tells channels what is due. */
    public int tellChannels() throws InterruptedException {
        return channels.take();
    }

    /** An answer with its body. */
    public record Answer(int status, String body) {
        public JsonNode json() {
            return Json.read(body);
        }

        public String error() {
            return status + " " + json().path("error").path("message").asString("");
        }
    }

    public Answer get(String who, String path) {
        return answer(() -> edge.send(edge.request(path, who)));
    }

    public Answer post(String who, String path, String json) {
        return answer(() -> edge.send(edge.post(path, who, json)));
    }

    /** Sends a request that the caller has built. */
    public Answer send(HttpRequest.Builder request) {
        return answer(() -> edge.send(request));
    }

    public HttpRequest.Builder request(String path) {
        return edge.request(path);
    }

    @FunctionalInterface
    private interface Sending {
        HttpResponse<String> send() throws IOException, InterruptedException;
    }

    private static Answer answer(Sending sending) {
        try {
            var response = sending.send();
            return new Answer(response.statusCode(), response.body());
        } catch (IOException exception) {
            throw new IllegalStateException(exception);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(exception);
        }
    }

    /** Follows a deployment until it is over, as the loop would. */
    public JsonNode finished(JsonNode deployment, Duration patience) throws InterruptedException {
        var id = deployment.path("id").asString();
        var end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            lookAtRollouts();
            var now = get("olga", "/api/buildrun/platform/deployments/" + id).json();
            if (!List.of("pending", "rolling").contains(now.path("status").asString())) {
                return now;
            }
            Thread.sleep(200);
        }
        throw new AssertionError("Not over: "
                + get("olga", "/api/buildrun/platform/deployments/" + id).body());
    }

    @Override
    public void close() {
        edge.close();
        channels.close();
        database.close();
    }
}
