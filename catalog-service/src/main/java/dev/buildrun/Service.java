package dev.buildrun;

import dev.buildrun.access.http.PluginPermissionRoutes;
import dev.buildrun.catalog.http.CatalogAccess;
import dev.buildrun.catalog.http.CatalogRoutes;
import dev.buildrun.catalog.intake.ClaimStore;
import dev.buildrun.catalog.intake.IntakeStore;
import dev.buildrun.catalog.log.ChangeReader;
import dev.buildrun.catalog.log.ChangeStore;
import dev.buildrun.catalog.query.EntityRules;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.http.HttpEdge;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Readiness;
import dev.buildrun.portal.Portal;
import dev.buildrun.portal.PortalConfig;
import dev.buildrun.registry.RegistryRoutes;
import dev.buildrun.scaffolder.http.ScaffolderPermissions;
import dev.buildrun.scaffolder.task.Tasks;
import dev.buildrun.settings.UserSettingsConfig;
import dev.buildrun.settings.UserSettingsRoutes;
import dev.buildrun.work.NotificationListener;
import dev.buildrun.work.Pace;
import dev.buildrun.work.http.SchedulerRoutes;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Everything that runs, built by constructor in reading order. */
public final class Service implements AutoCloseable {
    private static final Duration INDEX_PATIENCE = Duration.ofMinutes(5);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Database database;
    private final CatalogParts catalog;
    private final Readiness readiness;
    private final HttpEdge edge;
    private final Closing closing;

    private Service(Database database, CatalogParts catalog, Readiness readiness, HttpEdge edge, Closing closing) {
        this.database = database;
        this.catalog = catalog;
        this.readiness = readiness;
        this.edge = edge;
        this.closing = closing;
    }

    /**
     * Starts everything; the port is open when this returns, and what needs the catalog is refused until {@link #awaitLoaded}.
     *
     * @param portal folder of the built frontend; null for none
     * @throws IllegalStateException when the port can't be opened
     */
    public static Service start(
            ServiceConfig config, Database database, Folders folders, @Nullable Path portal, Clock clock) {
        var closing = new Closing();
        try {
            return start(config, database, folders, portal, clock, closing);
        } catch (RuntimeException exception) {
            closing.close();
            throw exception;
        }
    }

    private static Service start(
            ServiceConfig config,
            Database database,
            Folders folders,
            @Nullable Path portal,
            Clock clock,
            Closing closing) {
        var sources = SourceHosts.of(config);
        var catalog = CatalogParts.start(config, database, sources, closing);
        var users = new CatalogUsers(catalog.index());
        var access = AccessParts.start(config, database, users, clock, closing);
        var git = GitParts.start(config, access.tokens(), access.authenticator(), clock, closing);
        var scaffolder = ScaffolderParts.start(
                config,
                database,
                new ScaffolderParts.Surroundings(
                        sources, git.host(), new TaskCatalog(catalog.locations(), users), users, access.policy()),
                folders,
                clock,
                closing);
        closing.add(NotificationListener.start(
                database.dataSource(),
                Map.of(
                        ChangeStore.CHANNEL,
                        List.of(catalog.index()::wake),
                        IntakeStore.CHANNEL,
                        List.of(
                                catalog.wakes().background()::signal,
                                catalog.wakes().urgent()::signal),
                        Tasks.CHANNEL,
                        List.of(scaffolder.wake()::signal)),
                Pace.USUAL));

        var mounts = new ArrayList<Mount>(access.mounts());
        mounts.add(git.mount());
        mounts.add(scaffolder.mount());
        var routes = new CatalogRoutes(
                catalog.index(),
                catalog.locations(),
                catalog.intake(),
                catalog.trial()::process,
                sources.slugAnnotations(),
                new CatalogAccess(access.policy(), access.authenticator()));
        mounts.add(routes.mount());
        mounts.add(new RegistryRoutes("catalog", routes.actions()).mount());
        mounts.add(new SchedulerRoutes(catalog.loops(), clock).mount("catalog"));
        mounts.add(new PluginPermissionRoutes(
                        CatalogAccess.PERMISSIONS, List.of(new EntityRules(catalog.index()::snapshot)))
                .mount("catalog"));
        mounts.add(new PluginPermissionRoutes(ScaffolderPermissions.ALL, ScaffolderPermissions.RESOURCES)
                .mount("scaffolder"));
        mounts.add(new UserSettingsRoutes(database, UserSettingsConfig.DEFAULTS, clock).mount());
        if (portal != null) {
            mounts.add(new Portal(new PortalConfig(portal, config.whole().json())).mount());
        }

        var readiness = new Readiness(config.whole()
                .duration("backend.lifecycle.startupRequestPauseTimeout", Readiness.DEFAULT_STARTUP_PAUSE));
        var edge = closing.add(HttpEdge.start(config.http(), mounts, access.authenticator(), readiness));
        closing.add(scaffolder.events()::close);
        return new Service(database, catalog, readiness, edge, closing);
    }

    /**
     * Waits until everything that is due has been processed and the index shows it, then answers all requests. What can't be read for
     * longer than the patience does not hold the service back; it is tried again in the background.
     *
     * @param unfinished is told now and then how many entities are still to be processed
     */
    public void awaitLoaded(Duration patience, IntConsumer unfinished) {
        var end = System.nanoTime() + patience.toNanos();
        var claims = new ClaimStore();
        for (var left = left(claims); left > 0 && System.nanoTime() < end; left = left(claims)) {
            unfinished.accept(left);
            pause();
        }
        catalog.index().awaitPosition(new ChangeReader(database).latest(), INDEX_PATIENCE);
        readiness.ready();
    }

    private int left(ClaimStore claims) {
        return database.inTransaction(claims::unfinished);
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the catalog was loading", exception);
        }
    }

    /** How many entities the catalog holds. */
    public int size() {
        return catalog.index().snapshot().size();
    }

    public int port() {
        return edge.port();
    }

    /** Refuses new requests, lets the work that runs come to a safe point, and closes everything. */
    @Override
    public void close() {
        readiness.stopping();
        closing.close();
    }
}
