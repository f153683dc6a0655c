package dev.buildrun.catalog.process;

import static dev.buildrun.testing.EntityBuilder.component;
import static dev.buildrun.testing.EntityBuilder.location;

import dev.buildrun.catalog.intake.Lane;
import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.testing.CatalogHarness;
import dev.buildrun.testing.EntityBuilder;
import java.util.stream.IntStream;

/** A process that loads a catalog and says how far it is, for a test to kill. */
final class LoadingProcess {
    /** A Location, and what it leads to, of each of them. */
    static final int ENTITIES = 120 * (40 + 1) + 1_300 + 1;

    private static final int LOCATIONS = 120;
    private static final int COMPONENTS_PER_LOCATION = 40;
    /** What one Location more leads to, which is stored in parts. */
    private static final int COMPONENTS_OF_LARGE_LOCATION = 1_300;
    /** Few, so that there are many commits to be killed between; a loop that goes on would soon take more. */
    private static final int BATCH = 3;

    private LoadingProcess() {}

    /** Takes the address, user and password of a database. */
    public static void main(String[] arguments) throws InterruptedException {
        try (var catalog = CatalogHarness.open(DatabaseConfig.of(arguments[0], arguments[1], arguments[2]))) {
            provide(catalog);
            System.out.println("provided");
            for (var claimed = 1; claimed > 0; ) {
                claimed = catalog.loop(Lane.BACKGROUND, config()).take();
                System.out.println("committed " + claimed);
            }
        }
    }

    private static ProcessingLoopConfig config() {
        return new ProcessingLoopConfig(
                BATCH,
                ProcessingLoopConfig.DEFAULT_LEASE,
                ProcessingLoopConfig.DEFAULT_DEADLINE,
                ProcessingLoopConfig.DEFAULT_INTERVAL,
                "test");
    }

    /** The sources, the same in every process. */
    static void provide(CatalogHarness catalog) {
        for (var file = 0; file <= LOCATIONS; file++) {
            var prefix = "c" + file + "-";
            var components = file == LOCATIONS ? COMPONENTS_OF_LARGE_LOCATION : COMPONENTS_PER_LOCATION;
            catalog.files()
                    .put(
                            url(file),
                            IntStream.range(0, components)
                                    .mapToObj(n -> component(prefix + n).ownedBy("team-" + n))
                                    .toArray(EntityBuilder[]::new));
        }
        catalog.provide(
                "many",
                IntStream.rangeClosed(0, LOCATIONS)
                        .mapToObj(file -> location("l" + file, url(file)))
                        .toArray(EntityBuilder[]::new));
    }

    private static String url(int file) {
        return "https://files.test/" + file + ".yaml";
    }
}
