package dev.buildrun.deploy.failpoints;

import dev.buildrun.catalog.intake.ClaimStore;
import dev.buildrun.catalog.intake.Intake;
import dev.buildrun.catalog.intake.IntakeStore;
import dev.buildrun.catalog.intake.Lane;
import dev.buildrun.catalog.location.LocationStore;
import dev.buildrun.catalog.location.Locations;
import dev.buildrun.catalog.location.LocationsConfig;
import dev.buildrun.catalog.location.OnConflict;
import dev.buildrun.catalog.log.ChangeStore;
import dev.buildrun.catalog.log.LogRetention;
import dev.buildrun.catalog.log.RetentionConfig;
import dev.buildrun.catalog.process.CatalogRules;
import dev.buildrun.catalog.process.Processing;
import dev.buildrun.catalog.process.ProcessingLoop;
import dev.buildrun.catalog.process.ProcessingLoopConfig;
import dev.buildrun.catalog.process.ProcessingOutcome;
import dev.buildrun.catalog.process.ProcessorCache;
import dev.buildrun.catalog.process.Replicas;
import dev.buildrun.catalog.process.UnprocessedEntity;
import dev.buildrun.catalog.process.builtin.BuiltInProcessors;
import dev.buildrun.catalog.process.builtin.KnownHosts;
import dev.buildrun.database.Database;
import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.work.WakeUp;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The write side of a catalog without anything around it, whose loops are turned by hand, one thing after the other. */
final class WatchedCatalog implements AutoCloseable {
    private static final String VERSION = "failpoints";
    /** Short, so that nobody waits for the leases of the dead. */
    private static final Duration LEASE = Duration.ofMillis(300);

    private static final long SLOW_MILLIS = 250;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Database database;
    private final ChangeStore log = new ChangeStore();
    private final IntakeStore store = new IntakeStore(log);
    private final Intake intake;
    private final Locations locations;
    private final Processing processing;

    WatchedCatalog(DatabaseConfig config, Pages pages) {
        database = Database.open(new DatabaseConfig(
                config.jdbcUrl(),
                config.user(),
                config.password(),
                2,
                DatabaseConfig.DEFAULT_CONNECT_TIMEOUT,
                DatabaseConfig.DEFAULT_STATEMENT_TIMEOUT));
        var urls = new KnownHosts(Map.of(), null);
        processing = new Processing(BuiltInProcessors.all(pages, urls, Set.of()), CatalogRules.DEFAULT, urls);
        intake = new Intake(database, store, log, new WakeUp(), new WakeUp());
        locations = new Locations(
                database,
                new LocationStore(),
                store,
                log,
                processing::process,
                new WakeUp(),
                new LocationsConfig(List.of("url"), false, OnConflict.REJECT));
    }

    Intake intake() {
        return intake;
    }

    Locations locations() {
        return locations;
    }

    Database database() {
        return database;
    }

    private ProcessingLoop loop(Lane lane) {
        var config = new ProcessingLoopConfig(20, LEASE, Duration.ofMinutes(1), Duration.ofHours(1), VERSION);
        return new ProcessingLoop(database, new ClaimStore(), store, log, this::process, lane, config);
    }

    /** One of them takes so long that its lease is prolonged. */
    private ProcessingOutcome process(UnprocessedEntity entity, ProcessorCache cache) {
        if (entity.ref().equals("component:default/slow")) {
            try {
                Thread.sleep(SLOW_MILLIS);
            } catch (InterruptedException exception) {
                Thread.currentThread().interrupt();
            }
        }
        return processing.process(entity, cache);
    }

    /** Processes until nothing is due and nobody holds a claim. */
    void settle() {
        var end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (loop(Lane.URGENT).take() + loop(Lane.BACKGROUND).take() > 0 || !isQuiet()) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("The catalog does not settle");
                }
            }
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(exception);
        }
    }

    private boolean isQuiet() throws InterruptedException {
        try (var connection = database.dataSource().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select count(*) from refresh_state where claim is not null or next_update_at <= now()")) {
            rows.next();
            var quiet = rows.getInt(1) == 0;
            if (!quiet) {
                Thread.sleep(20);
            }
            return quiet;
        } catch (SQLException exception) {
            throw new IllegalStateException(exception);
        }
    }

    /** What a start does before anything is processed. */
    void begin() {
        database.transact(new ClaimStore()::releaseAll);
        loop(Lane.BACKGROUND).makeDueAfterUpgrade();
    }

    void forgetLog() {
        new LogRetention(database, new RetentionConfig(Duration.ZERO, Duration.ZERO, 1)).take();
    }

    /** A replica of another build comes and goes. */
    void replicasComeAndGo() {
        var claims = new ClaimStore();
        var here = new Replicas(database, claims, VERSION);
        here.take();
        var other = new Replicas(database, claims, "another");
        other.take();
        other.close();
        here.take();
        here.close();
    }

    @Override
    public void close() {
        database.close();
    }
}
