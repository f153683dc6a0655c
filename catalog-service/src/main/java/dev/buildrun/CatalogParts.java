package dev.buildrun;

import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.intake.Intake;
import dev.buildrun.catalog.intake.IntakeStore;
import dev.buildrun.catalog.location.LocationStore;
import dev.buildrun.catalog.location.Locations;
import dev.buildrun.catalog.log.ChangeReader;
import dev.buildrun.catalog.log.ChangeStore;
import dev.buildrun.catalog.log.LogRetention;
import dev.buildrun.catalog.process.EntityProcessor;
import dev.buildrun.catalog.process.Processing;
import dev.buildrun.catalog.process.ProcessingLoopConfig;
import dev.buildrun.catalog.process.builtin.BuiltInProcessors;
import dev.buildrun.catalog.process.builtin.UrlLocationReader;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.work.ClaimLoop;
import dev.buildrun.work.Pace;
import dev.buildrun.work.WakeUp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalog from its sources to its index.
 *
 * @param trial processes what a caller wants to be checked; it reads no local file and stores nothing
 * @param loops what works in the background; without those that process where {@code catalog.processingInterval: false} says so
 */
record CatalogParts(
        Intake intake,
        Locations locations,
        CatalogIndex index,
        Processing trial,
        Wakes wakes,
        ProviderParts providers,
        List<ClaimLoop> loops) {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogParts.class);
    private static final Duration INDEX_INTERVAL = Duration.ofMillis(500);
    private static final Pace HOURLY = new Pace(Duration.ofHours(1), Duration.ofSeconds(10), Duration.ofMinutes(10));

    /** What the loops of the two lanes wait for. */
    record Wakes(WakeUp background, WakeUp urgent) {}

    /** @param more processors besides the built-in ones */
    static CatalogParts start(
            ServiceConfig config,
            Database database,
            SourceHosts sources,
            Function<CatalogIndex, List<EntityProcessor>> more,
            Closing closing) {
        config.catalog().remarks().forEach(LOG::warn);
        var wakes = new Wakes(new WakeUp(), new WakeUp());
        var log = new ChangeStore();
        var intakeStore = new IntakeStore(log);
        var intake = new Intake(database, intakeStore, log, wakes.background(), wakes.urgent());

        var reader = new UrlLocationReader(sources.readers());
        var rules = config.processing().rules();
        var configured = config.processing().locations();
        var arranged = config.catalog().processors();
        var index = closing.add(new CatalogIndex(new ChangeReader(database), INDEX_INTERVAL));
        var others = more.apply(index);
        var processing = new Processing(
                arranged.arrange(both(BuiltInProcessors.all(reader, sources.urls(), configured), others)),
                rules,
                sources.urls());
        var trial = new Processing(
                arranged.arrange(both(BuiltInProcessors.withoutFiles(reader, sources.urls()), others)),
                rules,
                sources.urls());
        var locations = new Locations(
                database, new LocationStore(), intakeStore, log, trial::process, wakes.urgent(), config.locations());

        // While the other parts start.
        index.startInBackground();

        var providers = ProviderParts.of(config, intake, locations);
        providers.providers().forgetOthers(config.catalog().providers().gone());
        providers.providers().connect();

        var loops = new ArrayList<ClaimLoop>();
        var interval = config.catalog().processingInterval();
        if (interval != null) {
            var processors = new CatalogLoops(database, intakeStore, log, loopConfig(config, interval));
            loops.addAll(processors.process(processing::process, index, wakes));
            loops.add(processors.followReplicas(closing));
            loops.add(CatalogLoops.orphans(intake, config.catalog().orphans()));
        }
        loops.add(
                ClaimLoop.start("log-retention", new LogRetention(database, config.retention()), new WakeUp(), HOURLY));
        loops.forEach(closing::add);
        return new CatalogParts(intake, locations, index, trial, wakes, providers, List.copyOf(loops));
    }

    private static List<EntityProcessor> both(List<EntityProcessor> first, List<EntityProcessor> then) {
        return Stream.concat(first.stream(), then.stream()).toList();
    }

    private static ProcessingLoopConfig loopConfig(ServiceConfig config, Duration interval) {
        return new ProcessingLoopConfig(
                ProcessingLoopConfig.DEFAULT_BATCH_SIZE,
                ProcessingLoopConfig.DEFAULT_LEASE,
                ProcessingLoopConfig.DEFAULT_DEADLINE,
                interval,
                config.processingVersion());
    }
}
