package dev.buildrun.catalog.http;

import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.intake.Intake;
import dev.buildrun.catalog.intake.IntakeStore;
import dev.buildrun.catalog.location.LocationStore;
import dev.buildrun.catalog.location.Locations;
import dev.buildrun.catalog.location.LocationsConfig;
import dev.buildrun.catalog.log.ChangeReader;
import dev.buildrun.catalog.log.ChangeStore;
import dev.buildrun.catalog.process.ProcessingOutcome;
import dev.buildrun.catalog.process.ProcessorCache;
import dev.buildrun.catalog.process.UnprocessedEntity;
import dev.buildrun.database.Database;
import dev.buildrun.testing.TestDatabase;
import dev.buildrun.work.WakeUp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class WritingRoutesTest {
    private static final String TARGET = "https://example.com/catalog-info.yaml";
    private static final String LOCATION = "{\"type\":\"url\",\"target\":\"" + TARGET + "\"}";
    private static final String NO_ID = "00000000-0000-0000-0000-000000000000";

    private final ChangeStore log = new ChangeStore();
    private Database database;
    private CatalogIndex index;
    private CatalogServer server;

    @BeforeEach
    void start() {
        database = TestDatabase.open();
        var intakeStore = new IntakeStore(log);
        var wakeUp = new WakeUp();
        var intake = new Intake(database, intakeStore, log, wakeUp, wakeUp);
        var locations = new Locations(
                database,
                new LocationStore(),
                intakeStore,
                log,
                WritingRoutesTest::process,
                wakeUp,
                LocationsConfig.DEFAULT);
        index = new CatalogIndex(new ChangeReader(database), Duration.ofHours(1));
        index.start();
        server = CatalogServer.start(new CatalogRoutes(
                        index,
                        locations,
                        intake,
                        WritingRoutesTest::process,
                        Map.of("github.com", "github.com/project-slug"))
                .mount());
    }

    @AfterEach
    void stop() {
        server.close();
        index.close();
        database.close();
    }

    /** Takes every entity but those that are named bad. */
    private static ProcessingOutcome process(UnprocessedEntity entity, ProcessorCache cache) {
        return entity.entity().name().equals("bad")
                ? new ProcessingOutcome.Failed(
                        List.of(EntityError.input("Bad name", new EntityError("Error", "it is bad"))), List.of(), cache)
                : new ProcessingOutcome.Completed(entity.entity(), List.of(), List.of(), List.of(), cache);
    }
}
