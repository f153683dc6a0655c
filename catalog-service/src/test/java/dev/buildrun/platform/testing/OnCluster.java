package dev.buildrun.platform.testing;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.database.Database;
import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.platform.breakglass.GrantStore;
import dev.buildrun.platform.cluster.Cluster;
import dev.buildrun.platform.contract.ContractsInForce;
import dev.buildrun.platform.workspace.WorkspaceConfig;
import dev.buildrun.platform.workspace.WorkspacePlanner;
import dev.buildrun.platform.workspace.Workspaces;
import dev.buildrun.testing.ManualClock;
import dev.buildrun.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A catalog in memory, a database and workspaces on the cluster that runs: components {@code <prefix>-orders} of team-orders, which depends
 * on {@code <prefix>-payments} of team-payments. Environment dev is on the cluster, prod is not.
 */
public final class OnCluster implements AutoCloseable {
    public final CatalogOf catalog;
    public final RealCluster cluster;
    public final ManualClock clock = new ManualClock(Instant.parse("2026-05-04T10:00:00Z"));
    public final Database database = TestDatabase.open();
    public final Workspaces workspaces;
    public final WorkspaceConfig config;
    private final String prefix;
    private final List<Database> more = new ArrayList<>();

    private OnCluster(RealCluster cluster, String prefix, WorkspaceConfig.Repair repair) {
        this.cluster = cluster;
        this.prefix = prefix;
        catalog = CatalogOf.yaml(
                component("orders", "team-orders", "dependsOn: [component:default/" + prefix + "-payments]"));
        catalog.put(component("payments", "team-payments", "dependsOn: []"));
        catalog.put("""
                apiVersion: backstage.io/v1alpha1
                kind: Group
                metadata: {name: team-payments}
                spec: {type: build-run-team, children: []}
                ---
                apiVersion: backstage.io/v1alpha1
                kind: Group
                metadata: {name: team-orders}
                spec: {type: build-run-team, children: []}
                """);
        config = new WorkspaceConfig(repair, "", Map.of("dev", "buildrun"), Duration.ofHours(1));
        workspaces = workspaces(database, catalog::snapshot);
        cluster.delete(namespace("orders"));
        cluster.delete(namespace("payments"));
    }

    /** Empty where no cluster runs. */
    public static Optional<OnCluster> start(String prefix, WorkspaceConfig.Repair repair) {
        return RealCluster.running().map(cluster -> new OnCluster(cluster, prefix, repair));
    }

    private Workspaces workspaces(Database database, Supplier<Snapshot> snapshot) {
        var grants = new GrantStore();
        return new Workspaces(
                database,
                cluster.clusters(),
                new Workspaces.Surroundings(
                        snapshot,
                        () -> new WorkspacePlanner.Terms(ContractsInForce.NONE, List.of("group:default/platform-team")),
                        namespace -> database.inTransaction(tx -> grants.open(tx, namespace, clock.instant())),
                        config),
                clock);
    }

    /** The same on a database of the caller's, which is closed with the process. */
    public record OnDatabase(Database database, Workspaces workspaces) {}

    public OnDatabase onDatabase(DatabaseConfig address) {
        var other = Database.open(address);
        more.add(other);
        return new OnDatabase(other, workspaces(other, catalog::snapshot));
    }

    /** YAML of a component. */
    public String component(String name, String owner, String more) {
        return """
                apiVersion: backstage.io/v1alpha1
                kind: Component
                metadata: {name: %s-%s}
                spec: {type: service, lifecycle: production, owner: %s, %s}
                """.formatted(prefix, name, owner, more);
    }

    public String ref(String name) {
        return "component:default/" + prefix + "-" + name;
    }

    public String namespace(String name) {
        return prefix + "-" + name + "-dev";
    }

    public Workspaces.Standing ensure(String name) {
        return workspaces.ensure(workspaces.plan(ref(name), "dev"), "user:default/olga");
    }

    /** As the service sees it. */
    public Cluster ours() {
        return cluster.clusters().named("buildrun").orElseThrow();
    }

    @Override
    public void close() {
        cluster.delete(namespace("orders"));
        cluster.delete(namespace("payments"));
        more.forEach(Database::close);
        database.close();
        cluster.close();
    }
}
