package dev.buildrun.deploy.platform;

import dev.buildrun.Folders;
import dev.buildrun.Service;
import dev.buildrun.config.ConfigFile;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.database.DatabaseConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The service, in a process that is killed: {@code PROJECT FOLDER PORT DATABASE_URL OVERLAY}. */
final class PlatformChild {
    private PlatformChild() {}

    public static void main(String[] arguments) throws Exception {
        var project = Path.of(arguments[0]);
        var folders = new Folders(Path.of(arguments[1]));
        var port = Integer.parseInt(arguments[2]);
        var files = List.of(
                project.resolve("deploy/app-config.yaml"),
                project.resolve("deploy/example/app-config.yaml"),
                Path.of(arguments[4]));
        var config = ServiceConfig.of(
                new ConfigFile(Map.of("BUILDRUN_PORT", Integer.toString(port))).read(files),
                port,
                project,
                folders.git());
        var database = Database.open(DatabaseConfig.of(arguments[3], "postgres", "postgres"));
        var service = Service.start(config, database, folders, null, Clock.systemUTC());
        service.awaitLoaded(Duration.ofMinutes(2), _ -> {});
        Thread.sleep(Long.MAX_VALUE);
    }
}
