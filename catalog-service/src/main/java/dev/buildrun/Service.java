package dev.buildrun;

import dev.buildrun.access.KeyRing;
import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.intake.ClaimStore;
import dev.buildrun.catalog.intake.IntakeStore;
import dev.buildrun.catalog.log.ChangeReader;
import dev.buildrun.catalog.log.ChangeStore;
import dev.buildrun.catalog.webhook.Webhooks;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.docs.ApiDocs;
import dev.buildrun.http.HttpEdge;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Readiness;
import dev.buildrun.http.Route;
import dev.buildrun.integration.GitHost;
import dev.buildrun.notification.Notifier;
import dev.buildrun.platform.conformance.ConformanceStore;
import dev.buildrun.portal.Portal;
import dev.buildrun.portal.PortalConfig;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.task.Tasks;
import dev.buildrun.settings.UserSettingsConfig;
import dev.buildrun.settings.UserSettingsRoutes;
import dev.buildrun.signal.Signals;
import dev.buildrun.work.NotificationListener;
import dev.buildrun.work.Pace;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Everything that runs, built by constructor in reading order. */
public final class Service implements AutoCloseable {
    private static final Duration INDEX_PATIENCE = Duration.ofMinutes(5);
    private static final int REHEARSALS = 4;
    private static final int SHORTEST_PAUSE_MILLIS = 50;
    private static final int LONGEST_PAUSE_MILLIS = 1000;

    private final Database database;
    private final CatalogParts catalog;
    private final Readiness readiness;
    private final HttpEdge edge;
    private final Closing closing;
    /** Whether anything is processed at all. */
    private final boolean processing;

    private Service(
            Database database,
            CatalogParts catalog,
            Readiness readiness,
            HttpEdge edge,
            Closing closing,
            boolean processing) {
        this.database = database;
        this.catalog = catalog;
        this.readiness = readiness;
        this.edge = edge;
        this.closing = closing;
        this.processing = processing;
    }

    /** What a service finds where it starts. */
    private record Place(Folders folders, @Nullable Path portal, Additions additions) {}

    /**
     * What a distribution of one's own has besides.
     *
     * @param gitHost makes of the built-in Git host the one that is published to
     * @param actions besides the built-in ones
     */
    public record Additions(UnaryOperator<GitHost> gitHost, List<Action<?, ?>> actions) {
        public static final Additions NONE = new Additions(UnaryOperator.identity(), List.of());

        public Additions {
            actions = List.copyOf(actions);
        }
    }

    /**
     * Starts everything; the port is open when this returns, and what needs the catalog is refused until {@link #awaitLoaded}.
     *
     * @param portal folder of the built frontend; null for none
     * @throws IllegalStateException when the port can't be opened
     */
    public static Service start(
            ServiceConfig config, Database database, Folders folders, @Nullable Path portal, Clock clock) {
        return start(config, database, folders, portal, clock, Additions.NONE);
    }

    /** The same for a distribution of one's own. */
    public static Service start(
            ServiceConfig config,
            Database database,
            Folders folders,
            @Nullable Path portal,
            Clock clock,
            Additions additions) {
        var closing = new Closing();
        try {
            return start(config, database, new Place(folders, portal, additions), clock, closing);
        } catch (RuntimeException exception) {
            closing.close();
            throw exception;
        }
    }

    private static Service start(ServiceConfig config, Database database, Place place, Clock clock, Closing closing) {
        var setting = new Setting(config, database, place, clock, closing);
        var folders = place.folders();
        var sources = SourceHosts.of(config, folders.codeHosts());
        var ground = PlatformParts.Groundwork.of(config, database, clock);
        var catalog = CatalogParts.start(config, database, sources, ground::processors, closing);
        var users = new CatalogUsers(catalog.index());
        var access = AccessParts.start(
                config, database, users, CatalogMounts.resourceTypes(catalog, database), clock, closing);
        var signals = new Signals(config.access().isGuestAllowed());
        var notifications =
                NotificationParts.start(config, database, catalog.index(), signals, access.tokens(), clock, closing);
        var git = GitParts.start(config, access.tokens(), access.authenticator(), catalog.intake(), clock, closing);
        var workspaces = WorkspaceParts.start(
                config,
                database,
                new WorkspaceParts.Surroundings(
                        catalog.index(), ground.state(), access, folders, notifications.notifier()),
                clock,
                closing);
        var base = new Base(sources, catalog, users, access, git, workspaces, notifications.notifier());
        var notices = new TaskNotices(notifications.notifier(), signals);
        var scaffolder = scaffolder(setting, base, notices);
        var feed = FeedParts.start(config, database, catalog.index(), access, folders, clock, closing);
        var support = support(setting, base, ground);
        var platform = PlatformParts.start(
                database,
                ground,
                new PlatformParts.Surroundings(
                        sources, catalog, access, git, workspaces.live(), support.records(), notifications.notifier()),
                closing);
        closing.add(listener(database, catalog, access, scaffolder, feed, platform, signals));

        var mounts = new ArrayList<Mount>(access.mounts());
        mounts.addAll(SignInParts.mounts(config, database, users, access, folders, clock));
        mounts.add(git.mount());
        mounts.addAll(scaffolder.mounts());
        mounts.addAll(CatalogMounts.of(catalog, sources, access, clock));
        mounts.add(BuildrunParts.mount(config, database, sources, catalog, access, beyond(scaffolder, platform)));
        mounts.add(feed.mount());
        mounts.add(notifications.mount());
        mounts.add(SearchParts.start(config, catalog.index(), access, closing));
        mounts.add(TechDocsParts.mount(config, sources, catalog.index(), access));
        mounts.add(workspaces.mount());
        mounts.addAll(support.mounts());
        mounts.add(new UserSettingsRoutes(database, UserSettingsConfig.DEFAULTS, signals, clock).mount());
        mounts.add(signals.mount());
        mounts.addAll(new ApiDocs().mounts(place.portal() != null));
        if (place.portal() != null) {
            mounts.add(
                    new Portal(new PortalConfig(place.portal(), config.whole().json())).mount());
        }
        var readiness = new Readiness(config.whole()
                .duration("backend.lifecycle.startupRequestPauseTimeout", Readiness.DEFAULT_STARTUP_PAUSE));
        var edge = closing.add(HttpEdge.start(config.http(), mounts, access.authenticator(), readiness));
        closing.add(scaffolder.events()::close);
        closing.add(feed.tail());
        return new Service(
                database, catalog, readiness, edge, closing, config.catalog().processingInterval() != null);
    }

    /** What every part is started with. */
    private record Setting(ServiceConfig config, Database database, Place place, Clock clock, Closing closing) {}

    /** What the parts stand on that people use. */
    private record Base(
            SourceHosts sources,
            CatalogParts catalog,
            CatalogUsers users,
            AccessParts access,
            GitParts git,
            WorkspaceParts workspaces,
            Notifier notifier) {}

    private static ScaffolderParts scaffolder(Setting setting, Base base, TaskNotices notices) {
        var access = base.access();
        var catalog = base.catalog();
        var additions = setting.place().additions();
        var tasks = new TaskCatalog(
                catalog.locations(), base.users(), new ChangeReader(setting.database()), catalog.index());
        return ScaffolderParts.start(
                setting.config(),
                setting.database(),
                new ScaffolderParts.Surroundings(
                        base.sources(),
                        additions.gitHost().apply(base.git().host()),
                        new InitiatorCatalog(tasks, access.decisions()::decide, access.authenticator()::acting),
                        base.users(),
                        access,
                        notices,
                        Stream.concat(base.workspaces().actions().stream(), additions.actions().stream())
                                .toList()),
                setting.place().folders(),
                setting.clock(),
                setting.closing());
    }

    private static SupportParts support(Setting setting, Base base, PlatformParts.Groundwork ground) {
        var workspaces = base.workspaces();
        return SupportParts.start(
                setting.config(),
                setting.database(),
                new SupportParts.Surroundings(
                        base.catalog().index(),
                        base.access(),
                        ground.state(),
                        workspaces.clusters(),
                        workspaces.workspaces(),
                        workspaces.breakGlass(),
                        base.notifier()),
                setting.clock(),
                setting.closing());
    }

    private static List<Route> beyond(ScaffolderParts scaffolder, PlatformParts platform) {
        var routes = new ArrayList<>(scaffolder.beyond());
        routes.addAll(platform.routes());
        return routes;
    }

    /** Whoever works on what other replicas leave is woken by them. */
    private static NotificationListener listener(
            Database database,
            CatalogParts catalog,
            AccessParts access,
            ScaffolderParts scaffolder,
            FeedParts feed,
            PlatformParts platform,
            Signals signals) {
        return NotificationListener.start(
                database.dataSource(),
                Map.of(
                        ChangeStore.CHANNEL,
                        List.of(catalog.index()::wake, feed.tailWake()::signal, platform.wake()::signal),
                        ConformanceStore.CHANNEL,
                        List.of(platform.wake()::signal),
                        Webhooks.CHANNEL,
                        List.of(feed.webhooksWake()::signal),
                        IntakeStore.CHANNEL,
                        List.of(
                                catalog.wakes().background()::signal,
                                catalog.wakes().urgent()::signal),
                        Tasks.CHANNEL,
                        List.of(scaffolder.wake()::signal),
                        KeyRing.CHANNEL,
                        List.of(access.newKeys()::signal)),
                Map.of(Signals.CHANNEL, signals::heard),
                Pace.USUAL);
    }

    /**
     * Waits until everything that is due has been processed, where anything is processed at all, and what came of that, and the index
     * shows it, then answers all requests. What can't be read for longer than the patience does not hold the service back; it is tried
     * again in the background.
     *
     * @param unfinished is told now and then how many entities are still to be processed
     */
    public void awaitLoaded(Duration patience, IntConsumer unfinished) {
        var end = System.nanoTime() + patience.toNanos();
        var claims = new ClaimStore();
        // Twice: the first time may change what other entities are to be.
        for (var pass = 0; processing && pass < 2; pass++) {
            var mark = database.inTransaction(claims::mark);
            for (var left = left(claims, mark); left > 0 && System.nanoTime() < end; left = left(claims, mark)) {
                unfinished.accept(left);
                pause(left);
            }
        }
        catalog.index().awaitPosition(new ChangeReader(database).latest(), INDEX_PATIENCE);
        readiness.ready();
    }

    private int left(ClaimStore claims, ClaimStore.Mark mark) {
        return database.inTransaction(tx -> claims.unfinished(tx, mark));
    }

    /** The more there is to do, the longer; to count it is work too. */
    private static void pause(int left) {
        try {
            Thread.sleep(Math.clamp(left, SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS));
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the catalog was loading", exception);
        }
    }

    /** Reads the catalog a few times as a start does that finds one, for a JVM that is to remember how. */
    void rehearseLoading() {
        for (var round = 0; round < REHEARSALS; round++) {
            try (var index = new CatalogIndex(new ChangeReader(database), INDEX_PATIENCE)) {
                index.start();
            }
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
