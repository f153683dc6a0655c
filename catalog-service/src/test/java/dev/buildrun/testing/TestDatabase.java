package dev.buildrun.testing;

import dev.buildrun.database.Database;
import dev.buildrun.database.DatabaseConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A database of its own for a test, with the schema in place, on the one PostgreSQL of this JVM: a container where a Docker engine
 * is present, embedded binaries where none is. This is the only place that chooses.
 */
public final class TestDatabase {
    private static final AtomicInteger COUNT = new AtomicInteger();
    /** A zone that nobody's JVM is set to, so that a time stored without its zone shows. */
    private static final String HOSTILE_TIME_ZONE = "Asia/Kathmandu";

    /** The library gives up after ten seconds, which is not enough where others keep the machine busy. */
    private static final Duration STARTING = Duration.ofMinutes(2);

    /** No test opens nearly as many. */
    private static final int KEPT = 20;

    private static final String TEMPLATE = "buildrun_template";

    private TestDatabase() {}

    /** An open database that the test closes. */
    public static Database open() {
        return Database.open(create());
    }

    /** The address of a fresh database, for tests that open it more than once. */
    public static DatabaseConfig create() {
        var number = COUNT.incrementAndGet();
        var name = "test_" + number;
        if (number > KEPT) {
            // Hundreds of them would take half a minute to delete at the end. Tests run one after the other, so this
            // one's is over.
            Server.INSTANCE.execute("drop database if exists test_" + (number - KEPT) + " with (force)");
        }
        Server.INSTANCE.execute("create database " + name + " template " + TEMPLATE);
        return Server.INSTANCE.config(name);
    }

    private record Server(String urlWithoutDatabase, String user, String password) {
        static final Server INSTANCE = start();

        DatabaseConfig config(String database) {
            return DatabaseConfig.of(urlWithoutDatabase + database, user, password);
        }

        void execute(String sql) {
            try (var connection = DriverManager.getConnection(urlWithoutDatabase + "postgres", user, password);
                    var statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException exception) {
                throw new IllegalStateException(sql, exception);
            }
        }

        private static Server start() {
            var server = dockerIsPresent() ? container() : embedded();
            server.execute("create database " + TEMPLATE);
            Database.open(server.config(TEMPLATE)).close();
            return server;
        }

        private static boolean dockerIsPresent() {
            var mayBePresent = System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
            return mayBePresent && DockerClientFactory.instance().isDockerAvailable();
        }

        private static Server container() {
            var container = new PostgreSQLContainer("postgres:18").withEnv("TZ", HOSTILE_TIME_ZONE);
            container.start();
            var url = container.getJdbcUrl();
            return new Server(
                    url.substring(0, url.lastIndexOf('/') + 1), container.getUsername(), container.getPassword());
        }

        private static Server embedded() {
            try {
                var postgres = EmbeddedPostgres.builder()
                        .setServerConfig("timezone", HOSTILE_TIME_ZONE)
                        .setServerConfig("max_connections", "300")
                        .setPGStartupWait(STARTING)
                        .start();
                return new Server("jdbc:postgresql://localhost:" + postgres.getPort() + "/", "postgres", "postgres");
            } catch (IOException exception) {
                throw new UncheckedIOException(exception);
            }
        }
    }
}
