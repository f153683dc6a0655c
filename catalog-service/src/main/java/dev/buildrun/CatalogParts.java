package dev.buildrun;

import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.intake.ClaimStore;
import dev.buildrun.catalog.intake.Intake;
import dev.buildrun.catalog.intake.IntakeStore;
import dev.buildrun.catalog.intake.Lane;
import dev.buildrun.catalog.location.LocationStore;
import dev.buildrun.catalog.location.Locations;
import dev.buildrun.catalog.log.ChangeReader;
import dev.buildrun.catalog.log.ChangeStore;
import dev.buildrun.catalog.log.LogRetention;
import dev.buildrun.catalog.process.Processing;
import dev.buildrun.catalog.process.ProcessingLoop;
import dev.buildrun.catalog.process.ProcessingLoopConfig;
import dev.buildrun.catalog.process.builtin.BuiltInProcessors;
import dev.buildrun.catalog.process.builtin.UrlLocationReader;
import dev.buildrun.catalog.provide.ConfigLocationProvider;
import dev.buildrun.catalog.provide.Providers;
import dev.buildrun.catalog.provide.StoredLocationProvider;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.work.ClaimLoop;
import dev.buildrun.work.Pace;
import dev.buildrun.work.WakeUp;
import java.time.Duration;
import java.util.List;

/**
 * The catalog from its sources to its index.
 *
 * @param trial processes what a caller wants to be checked; it reads no local file and stores nothing
 * @param loops what runs in the background
 */
record CatalogParts(
        Intake intake, Locations locations, CatalogIndex index, Processing trial, Wakes wakes, List<ClaimLoop> loops) {
    private static final Duration INDEX_INTERVAL = Duration.ofMillis(500);
    private static final Duration ORPHAN_GRACE = Duration.ofSeconds(30);
    private static final Pace HOURLY = new Pace(Duration.ofHours(1), Duration.ofSeconds(10), Duration.ofMinutes(10));
    private static final Pace SWEEP_PACE =
            new Pace(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofMinutes(1));

    /** What the loops of the two lanes wait for. */
    record Wakes(WakeUp background, WakeUp urgent) {}

    static CatalogParts start(ServiceConfig config, Database database, SourceHosts sources, Closing closing) {
        var wakes = new Wakes(new WakeUp(), new WakeUp());
        var log = new ChangeStore();
        var intakeStore = new IntakeStore(log);
        var intake = new Intake(database, intakeStore, log, wakes.background(), wakes.urgent());

        var reader = new UrlLocationReader(sources.readers());
        var rules = config.processing().rules();
        var configured = config.processing().locations();
        var processing =
                new Processing(BuiltInProcessors.all(reader, sources.urls(), configured), rules, sources.urls());
        var trial = new Processing(BuiltInProcessors.withoutFiles(reader, sources.urls()), rules, sources.urls());
        var locations = new Locations(
                database, new LocationStore(), intakeStore, log, trial::process, wakes.urgent(), config.locations());

        var index = closing.add(new CatalogIndex(new ChangeReader(database), INDEX_INTERVAL));
        index.start();

        var loopConfig = new ProcessingLoopConfig(
                ProcessingLoopConfig.DEFAULT_BATCH_SIZE,
                ProcessingLoopConfig.DEFAULT_LEASE,
                ProcessingLoopConfig.DEFAULT_DEADLINE,
                config.processingInterval(),
                config.processingVersion());
        var background = new ProcessingLoop(
                database, new ClaimStore(), intakeStore, log, processing::process, Lane.BACKGROUND, loopConfig);
        var urgent = new ProcessingLoop(
                database, new ClaimStore(), intakeStore, log, processing::process, Lane.URGENT, loopConfig);
        background.makeDueAfterUpgrade();

        var providers = new Providers(
                List.of(new ConfigLocationProvider(configured), new StoredLocationProvider(locations)), intake);
        providers.forgetOthers();
        providers.connect();

        var loops = List.of(
                ClaimLoop.start("processing", waking(index, background), wakes.background(), Pace.USUAL),
                ClaimLoop.start("processing-urgent", waking(index, urgent), wakes.urgent(), Pace.USUAL),
                ClaimLoop.start("orphans", () -> intake.sweepOrphans(ORPHAN_GRACE), new WakeUp(), SWEEP_PACE),
                ClaimLoop.start(
                        "log-retention",
                        new LogRetention(database, log, LogRetention.DEFAULT_AGE),
                        new WakeUp(),
                        HOURLY));
        loops.forEach(closing::add);
        return new CatalogParts(intake, locations, index, trial, wakes, loops);
    }

    /** What a turn has committed shows in this process at once, without waiting for a notification. */
    private static ClaimLoop.Turn waking(CatalogIndex index, ClaimLoop.Turn turn) {
        return () -> {
            var count = turn.take();
            if (count > 0) {
                index.wake();
            }
            return count;
        };
    }
}
