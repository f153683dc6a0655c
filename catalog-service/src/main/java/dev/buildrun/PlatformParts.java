package dev.buildrun;

import dev.buildrun.catalog.entity.Annotations;
import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.log.ChangeReader;
import dev.buildrun.catalog.process.EntityProcessor;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.http.Route;
import dev.buildrun.notification.Notifier;
import dev.buildrun.platform.PlatformConfig;
import dev.buildrun.platform.access.PlatformRights;
import dev.buildrun.platform.conformance.ConformanceRun;
import dev.buildrun.platform.conformance.DeploymentRecords;
import dev.buildrun.platform.conformance.LiveState;
import dev.buildrun.platform.conformance.PlatformState;
import dev.buildrun.platform.conformance.Sources;
import dev.buildrun.platform.conformance.Upkeep;
import dev.buildrun.platform.contract.ContractStore;
import dev.buildrun.platform.http.ConformanceRoutes;
import dev.buildrun.platform.http.ContractCheck;
import dev.buildrun.platform.http.ContractRoutes;
import dev.buildrun.platform.http.PlatformRoutes;
import dev.buildrun.platform.http.WaiverRoutes;
import dev.buildrun.platform.link.LinkConfig;
import dev.buildrun.platform.link.LinkLoop;
import dev.buildrun.platform.link.LinkRecords;
import dev.buildrun.platform.manifest.RemoteRepositories;
import dev.buildrun.platform.manifest.RepositoryManifests;
import dev.buildrun.platform.process.PlatformProcessor;
import dev.buildrun.platform.rule.Expressions;
import dev.buildrun.platform.waiver.Waivers;
import dev.buildrun.work.ClaimLoop;
import dev.buildrun.work.Modest;
import dev.buildrun.work.Pace;
import dev.buildrun.work.WakeUp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.roaringbitmap.RoaringBitmap;

/**
 * The platform: contract, rules, waivers, and what there is.
 *
 * @param state the contracts in force and the platform, as this replica knows them
 * @param rights who may do what; for all routes of the platform
 * @param stores among them the one that has components worked out anew, {@code stores.conformance().touch}
 * @param wake signalled when the log has grown, or something is due
 * @param routes under {@code /api/buildrun}
 */
record PlatformParts(
        PlatformState state, PlatformRights rights, ConformanceRun.Stores stores, WakeUp wake, List<Route> routes) {
    private static final Duration INDEX_PATIENCE = Duration.ofSeconds(30);
    private static final Pace REMINDERS =
            new Pace(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofMinutes(1));
    private static final Pace OFTEN = new Pace(Duration.ofSeconds(3), Duration.ofSeconds(1), Duration.ofMinutes(1));
    private static final Pace HOURLY = new Pace(Duration.ofHours(1), Duration.ofSeconds(10), Duration.ofMinutes(10));

    /** What is there before the catalog is. */
    record Groundwork(
            PlatformConfig config, LinkConfig links, PlatformState state, Expressions expressions, Clock clock) {
        static Groundwork of(ServiceConfig config, Database database, Clock clock) {
            var platform = PlatformConfig.parse(config.section("buildrun"));
            var state = new PlatformState(platform, new ContractStore());
            state.reload(database);
            var links = LinkConfig.parse(config.whole(), config.baseUrl());
            return new Groundwork(platform, links, state, new Expressions(), clock);
        }

        List<EntityProcessor> processors(CatalogIndex index) {
            return List.of(new PlatformProcessor(index::snapshot, state::contracts, config.max(), expressions, clock));
        }
    }

    /**
     * What it is built on.
     *
     * @param live what is on clusters
     * @param records how teams work on their services
     * @param notifier takes what people are to be told
     */
    record Surroundings(
            SourceHosts hosts,
            CatalogParts catalog,
            AccessParts access,
            GitParts git,
            LiveState live,
            DeploymentRecords records,
            Notifier notifier) {}

    static PlatformParts start(Database database, Groundwork ground, Surroundings around, Closing closing) {
        var index = around.catalog().index();
        var state = ground.state();
        var clock = ground.clock();
        var rights = new PlatformRights(index::snapshot, state, around.access().decisions());
        var stores = new ConformanceRun.Stores(around.notifier());
        var readers = around.hosts().readers();
        var others = new RemoteRepositories(
                readers, url -> touch(database, index, stores, "url:" + url, clock), System::nanoTime);
        var manifests = new RepositoryManifests(around.hosts().git(), readers, others);
        var links = ground.links();
        var sources = new Sources(
                manifests, manifests, around.live(), around.records(), new LinkRecords(database, links, clock));
        var wake = new WakeUp();
        var run = closing.add(new ConformanceRun(new ConformanceRun.Parts(
                database,
                new ChangeReader(database),
                position -> index.awaitPositionPatiently(position, INDEX_PATIENCE),
                state,
                sources,
                stores,
                ground.expressions(),
                ground.config(),
                clock)));
        closing.add(ClaimLoop.start("conformance", new Modest(run), wake, Pace.USUAL));
        closing.add(ClaimLoop.start("repositories", others::take, others.wakeUp(), Pace.USUAL));
        var looking = closing.add(new LinkLoop(database, links, stores.conformance()::touch, clock));
        closing.add(ClaimLoop.start("platform-links", looking, new WakeUp(), OFTEN));
        var upkeep = new Upkeep(database, index::snapshot, stores, clock);
        closing.add(ClaimLoop.start("waiver-times", upkeep::remind, new WakeUp(), REMINDERS));
        closing.add(ClaimLoop.start("platform-retention", upkeep::forget, new WakeUp(), HOURLY));
        around.git().pushes().add(repository -> touch(database, index, stores, "url:" + repository + "/", clock));
        return new PlatformParts(
                state, rights, stores, wake, routes(database, ground, around, sources, rights, stores));
    }

    private static List<Route> routes(
            Database database,
            Groundwork ground,
            Surroundings around,
            Sources sources,
            PlatformRights rights,
            ConformanceRun.Stores stores) {
        var index = around.catalog().index();
        var state = ground.state();
        var clock = ground.clock();
        var check = new ContractCheck(database, state, sources, ground.expressions(), clock);
        var waivers =
                new Waivers(database, stores.waivers(), stores.events(), rights, stores.conformance()::touch, clock);
        var routes = new ArrayList<Route>();
        routes.addAll(
                new ContractRoutes(index::snapshot, database, state, rights, ground.expressions(), check).routes());
        routes.addAll(new ConformanceRoutes(database, rights, clock).routes());
        routes.addAll(new WaiverRoutes(waivers, rights, state, clock).routes());
        routes.addAll(new PlatformRoutes(index::snapshot, database, rights, clock).routes());
        return routes;
    }

    /** Whose manifests may be others now. */
    private static void touch(
            Database database, CatalogIndex index, ConformanceRun.Stores stores, String source, Clock clock) {
        var snapshot = index.snapshot();
        var found = new RoaringBitmap();
        snapshot.field("metadata.annotations." + Annotations.SOURCE_LOCATION)
                .addPrefixMatches(source.toLowerCase(Locale.ROOT), found);
        found.and(snapshot.field("kind").matches("component"));
        var components = new ArrayList<String>();
        found.forEach((int slot) -> components.add(snapshot.entity(slot).ref()));
        if (!components.isEmpty()) {
            database.transact(tx -> stores.conformance().touch(tx, components, clock.instant()));
        }
    }
}
