package dev.buildrun.deploy.tasks;

import dev.buildrun.Folders;
import dev.buildrun.Service;
import dev.buildrun.config.ConfigFile;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.database.DatabaseClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A Buildrun whose tasks publish to the forge; it takes the arguments of {@code dev.buildrun.Main} and lasts until it is killed. */
public final class ForgeBuildrun {
    private ForgeBuildrun() {}

    public static void main(String[] arguments) {
        var options = List.of(arguments);
        var configs = new ArrayList<Path>();
        for (var at = 0; at < options.size(); at++) {
            if (options.get(at).equals("--config")) {
                configs.add(Path.of(options.get(at + 1)));
            }
        }
        configs.add(Path.of(System.getProperty("forge.config")));
        var folders = new Folders(Path.of(value(options, "--data")));
        var config = ServiceConfig.of(
                new ConfigFile(System.getenv()).read(configs),
                Integer.valueOf(value(options, "--port")),
                Path.of("").toAbsolutePath(),
                folders.git());
        var database = Database.open(ServiceConfig.fromUrl(value(options, "--database")));
        var forge = new ForgeClient(System.getProperty("forge.url"));
        var additions = new Service.Additions(_ -> new ForgeHost(forge), List.of(new OpenIssue(forge)));
        var service = Service.start(config, database, folders, null, DatabaseClock.of(database), additions);
        service.awaitLoaded(Duration.ofMinutes(2), _ -> {});
    }

    private static String value(List<String> options, String name) {
        return options.get(options.indexOf(name) + 1);
    }
}
