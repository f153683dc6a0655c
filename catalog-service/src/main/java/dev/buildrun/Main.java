package dev.buildrun;

import dev.buildrun.database.Database;
import dev.buildrun.database.EmbeddedServer;
import java.time.Clock;

/** Builds the service and runs it until it is told to stop. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        var line = CommandLine.parse(arguments);
        var progress = new Progress(System.out, Clock.systemUTC());
        try (var data = DataDirectory.open(line.data());
                var server = progress.part("PostgreSQL", () -> EmbeddedServer.start(data.postgres()));
                var database = progress.part("schema", () -> Database.open(server.database()))) {
            progress.say("ready " + (database.dataSource() != null));
        }
    }
}
