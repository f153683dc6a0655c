package dev.buildrun.deploy.failpoints;

import dev.buildrun.database.DatabaseConfig;
import java.nio.file.Files;
import java.nio.file.Path;

/** The process that does the work, and either writes down from where it sends statements or dies at one of them. */
public final class Victim {
    private Victim() {}

    /**
     * Takes the JDBC URL, user and password, a file that says which step is being done, and then a file for the places, or {@code before} or
     * {@code after} and a place.
     */
    public static void main(String[] arguments) throws Exception {
        WatchedDriver.install();
        var records = arguments.length == 5;
        if (!records) {
            Failpoints.instance().arm(arguments[5], arguments[4].equals("before"));
        }
        var pages = new Pages();
        var workload = new Workload(pages);
        try (var catalog = new WatchedCatalog(DatabaseConfig.of(arguments[0], arguments[1], arguments[2]), pages)) {
            var progress = Path.of(arguments[3]);
            for (var number = 0; number < workload.steps().size(); number++) {
                Files.writeString(progress, Integer.toString(number));
                var step = workload.steps().get(number);
                step.sources().run();
                step.act().on(catalog);
            }
        }
        if (records) {
            Failpoints.instance().record(Path.of(arguments[4]));
        }
        System.exit(0);
    }
}
