package dev.buildrun.deploy.bench;

import dev.buildrun.database.EmbeddedServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * A PostgreSQL with the settings of {@code ./run} that belongs to neither of the two backends. Argument: the folder of its data. Prints
 * "ready" and the JDBC URL of Buildrun's database, and ends when its standard input does, so also when whoever started it dies.
 */
public final class BenchDatabase {
    private BenchDatabase() {}

    public static void main(String[] arguments) throws IOException {
        var server = EmbeddedServer.start(Path.of(arguments[0]));
        // A hook, since Ctrl-C reaches every process of the measurement at once.
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(server::close));
        System.out.println("ready " + server.database().jdbcUrl());
        System.in.transferTo(OutputStream.nullOutputStream());
    }
}
