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
    static final int LOCATIONS = 30;
    static final int COMPONENTS_PER_LOCATION = 40;

    private LoadingProcess() {}

    /** Takes the address, user and password of a database. */
    public static void main(String[] arguments) {
        try (var catalog = CatalogHarness.open(DatabaseConfig.of(arguments[0], arguments[1], arguments[2]))) {
            provide(catalog);
            System.out.println("provided");
            for (var claimed = 1; claimed > 0; ) {
                claimed = catalog.takeTurn(Lane.BACKGROUND);
                System.out.println("committed " + claimed);
            }
        }
    }

    /** The sources, the same in every process. */
    static void provide(CatalogHarness catalog) {
        for (var file = 0; file < LOCATIONS; file++) {
            var prefix = "c" + file + "-";
            catalog.files()
                    .put(
                            url(file),
                            IntStream.range(0, COMPONENTS_PER_LOCATION)
                                    .mapToObj(n -> component(prefix + n).ownedBy("team-" + n))
                                    .toArray(EntityBuilder[]::new));
        }
        catalog.provide(
                "many",
                IntStream.range(0, LOCATIONS)
                        .mapToObj(file -> location("l" + file, url(file)))
                        .toArray(EntityBuilder[]::new));
    }

    private static String url(int file) {
        return "https://files.test/" + file + ".yaml";
    }
}
