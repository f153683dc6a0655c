package dev.buildrun.testing;

import static dev.buildrun.database.schema.Tables.CHANGE_LOG_KEPT;
import static dev.buildrun.database.schema.Tables.REFRESH_STATE;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.intake.ClaimStore;
import dev.buildrun.catalog.intake.DesiredEntity;
import dev.buildrun.catalog.intake.Intake;
import dev.buildrun.catalog.intake.IntakeStore;
import dev.buildrun.catalog.intake.Lane;
import dev.buildrun.catalog.location.LocationStore;
import dev.buildrun.catalog.location.Locations;
import dev.buildrun.catalog.location.LocationsConfig;
import dev.buildrun.catalog.log.Cause;
import dev.buildrun.catalog.log.Change;
import dev.buildrun.catalog.log.ChangeReader;
import dev.buildrun.catalog.log.ChangeStore;
import dev.buildrun.catalog.log.LogPage;
import dev.buildrun.catalog.log.StoredEntity;
import dev.buildrun.catalog.process.CatalogRules;
import dev.buildrun.catalog.process.Processing;
import dev.buildrun.catalog.process.ProcessingLoop;
import dev.buildrun.catalog.process.ProcessingLoopConfig;
import dev.buildrun.catalog.process.ProcessingOutcome;
import dev.buildrun.catalog.process.ProcessorCache;
import dev.buildrun.catalog.process.UnprocessedEntity;
import dev.buildrun.catalog.process.builtin.BuiltInProcessors;
import dev.buildrun.catalog.process.builtin.KnownHosts;
import dev.buildrun.database.Database;
import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.work.WakeUp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jooq.types.DayToSecond;

/**
 * A catalog whose loops run by hand: a test provides entities, lets the catalog settle, and looks at what is stored. Time passes
 * only when told.
 */
public final class CatalogHarness implements AutoCloseable {
    private static final int MAX_TURNS = 10_000;

    private final Database database;
    private final KnownFiles files;
    private final BiFunction<UnprocessedEntity, ProcessorCache, ProcessingOutcome> processing;
    private final ChangeStore log = new ChangeStore();
    private final IntakeStore intakeStore = new IntakeStore(log);
    private final Intake intake;
    private final Locations locations;
    private final ChangeReader reader;

    private CatalogHarness(
            DatabaseConfig config,
            KnownFiles files,
            BiFunction<UnprocessedEntity, ProcessorCache, ProcessingOutcome> processing) {
        this.database = Database.open(config);
        this.files = files;
        this.processing = processing;
        this.intake = new Intake(database, intakeStore, log, new WakeUp(), new WakeUp());
        this.locations = new Locations(
                database, new LocationStore(), intakeStore, log, processing, new WakeUp(), LocationsConfig.DEFAULT);
        this.reader = new ChangeReader(database);
    }

    /** A catalog on an empty database, with the processors that the service has. */
    public static CatalogHarness open() {
        return open(TestDatabase.create());
    }

    /** The same on a database that may have something in it. */
    public static CatalogHarness open(DatabaseConfig config) {
        var files = new KnownFiles();
        var urls = new KnownHosts(Map.of(), null);
        var processors = BuiltInProcessors.all(files, urls, Set.of());
        return new CatalogHarness(config, files, new Processing(processors, CatalogRules.DEFAULT, urls)::process);
    }

    /** The same with something else than the processors. */
    public static CatalogHarness open(
            DatabaseConfig config, BiFunction<UnprocessedEntity, ProcessorCache, ProcessingOutcome> processing) {
        return new CatalogHarness(config, new KnownFiles(), processing);
    }

    /** The provider says that these are all of its entities. */
    public void provide(String provider, EntityBuilder... entities) {
        intake.replace(provider, desired(provider, entities), Cause.of("provider:" + provider));
    }

    /** The provider says that these are new or changed. */
    public void add(String provider, EntityBuilder... entities) {
        intake.adjust(provider, desired(provider, entities), List.of(), Cause.of("provider:" + provider));
    }

    /** The provider says that these are no more. */
    public void remove(String provider, String... refs) {
        intake.adjust(provider, List.of(), List.of(refs), Cause.of("provider:" + provider));
    }

    /** As the provider declares them: read from its own place, which is the location key as well. */
    public static List<DesiredEntity> desired(String provider, EntityBuilder... entities) {
        var place = "url:https://" + provider + ".test/entities.yaml";
        return Stream.of(entities)
                .map(entity -> DesiredEntity.of(entity.from(place).build(), place))
                .toList();
    }

    /** Processes until nothing is due, and returns how many entities that were. */
    public int settle() {
        var processed = 0;
        for (var turn = 0; turn < MAX_TURNS; turn++) {
            var claimed = takeTurn(Lane.URGENT) + takeTurn(Lane.BACKGROUND);
            if (claimed == 0) {
                return processed;
            }
            processed += claimed;
        }
        throw new AssertionError("The catalog does not settle");
    }

    /** One batch, which leaves the rest due. */
    public int takeTurn(Lane lane) {
        try {
            return loop(lane, ProcessingLoopConfig.of("test")).take();
        } catch (InterruptedException exception) {
            throw new IllegalStateException(exception);
        }
    }

    public ProcessingLoop loop(Lane lane, ProcessingLoopConfig config) {
        return new ProcessingLoop(database, new ClaimStore(), intakeStore, log, processing, lane, config);
    }

    /** Everything that has been waiting, for a lease to end or an interval to be over, has waited so much longer. */
    public void timePasses(Duration duration) {
        var interval = DayToSecond.valueOf(duration);
        database.transact(tx -> tx.jooq()
                .update(REFRESH_STATE)
                .set(REFRESH_STATE.NEXT_UPDATE_AT, REFRESH_STATE.NEXT_UPDATE_AT.minus(interval))
                .set(REFRESH_STATE.PROCESSED_AT, REFRESH_STATE.PROCESSED_AT.minus(interval))
                .set(REFRESH_STATE.ORPHANED_AT, REFRESH_STATE.ORPHANED_AT.minus(interval))
                .execute());
    }

    /** What is stored of all entities that are good, by ref. */
    public Map<String, StoredEntity> entities() {
        var entities = new TreeMap<String, StoredEntity>();
        reader.readAll(entity -> entities.put(entity.ref(), entity));
        return entities;
    }

    public Optional<StoredEntity> entity(String ref) {
        return Optional.ofNullable(entities().get(ref));
    }

    /** The entity, which is there. */
    public StoredEntity known(String ref) {
        return entity(ref)
                .orElseThrow(() ->
                        new AssertionError("No " + ref + " among " + entities().keySet()));
    }

    /** The body of the entity, which is there. */
    public Entity body(String ref) {
        return known(ref).body();
    }

    /** The rows of the log after the position. */
    public List<Change> changesAfter(long position) {
        return switch (reader.readAfter(position, ChangeReader.MAX_PAGE)) {
            case LogPage.Changes(var changes) -> changes;
            case LogPage.Truncated truncated -> throw new AssertionError("Unexpected: " + truncated);
        };
    }

    public Database database() {
        return database;
    }

    public KnownFiles files() {
        return files;
    }

    public Intake intake() {
        return intake;
    }

    public Locations locations() {
        return locations;
    }

    public ChangeReader reader() {
        return reader;
    }

    /** As if the rows of the log up to the position had become too old to be followed. */
    public void forgetLogUpTo(long position) {
        database()
                .transact(tx -> tx.jooq()
                        .update(CHANGE_LOG_KEPT)
                        .set(CHANGE_LOG_KEPT.LOG_FLOOR, position)
                        .execute());
    }

    @Override
    public void close() {
        database.close();
    }
}
