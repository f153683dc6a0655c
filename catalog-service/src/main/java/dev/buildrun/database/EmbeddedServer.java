package dev.buildrun.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.util.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of its own for a laptop: binaries from the classpath, data in a directory that outlives the process, and durable, since
 * the embedding library would turn {@code fsync} off. Works as root too. The caller holds the lock of the directory.
 */
public final class EmbeddedServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final long STOP_SECONDS = 30;
    private static final long LOOK_MILLIS = 50;
    private static final String NAME = "buildrun";
    private static final String PID_FILE = "postmaster.pid";
    private static final int MEMORY_LINE = 6;
    private static final Path SHARED_MEMORY = Path.of("/proc/sysvipc/shm");
    private static final int ID_COLUMN = 1;
    private static final int USERS_COLUMN = 6;

    private final EmbeddedPostgres postgres;

    private EmbeddedServer(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    /**
     * Starts on a free port of the loopback interface.
     *
     * @param directory made when it is absent or empty; a server that a killed process left running on it is stopped first
     */
    public static EmbeddedServer start(Path directory) {
        makeReady(directory);
        if (!Files.exists(directory.resolve("PG_VERSION"))) {
            initialize(directory);
        }
        return startIn(directory);
    }

    /**
     * Makes a directory ready for a server, whatever has become of the last one: stops it where it still runs, and sees to it that
     * PostgreSQL does not take it for running where it was killed.
     */
    public static void makeReady(Path directory) {
        stopLeftBehind(directory);
        awaitOrphans(directory);
        forgetTheDead(directory);
    }

    /**
     * Makes the files elsewhere and moves them when they are complete, since a process that is killed meanwhile would leave a
     * directory on which no server ever starts.
     */
    private static void initialize(Path directory) {
        var prefix = directory.getFileName() + ".incomplete-";
        try {
            Files.createDirectories(directory);
            var parent = Objects.requireNonNull(directory.toAbsolutePath().getParent(), "a directory below another");
            clearAway(parent, prefix);
            var incomplete = Files.createTempDirectory(parent, prefix);
            startIn(incomplete).close();
            Files.move(incomplete, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException exception) {
            throw new UncheckedIOException("The embedded PostgreSQL could not be set up in " + directory, exception);
        }
    }

    /** What is still being written by a process that outlived its parent stays until the next time. */
    private static void clearAway(Path parent, String prefix) throws IOException {
        try (var leftBehind = Files.newDirectoryStream(parent, prefix + "*")) {
            for (var directory : leftBehind) {
                stopLeftBehind(directory);
                FileUtils.delete(directory.toFile(), FileUtils.RECURSIVE | FileUtils.IGNORE_ERRORS);
            }
        }
    }

    private static EmbeddedServer startIn(Path directory) {
        try {
            return new EmbeddedServer(EmbeddedPostgres.builder()
                    .setDataDirectory(directory)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(START_TIMEOUT)
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("max_connections", "100")
                    .setServerConfig("shared_buffers", "256MB")
                    // A large catalog that comes in fills more, and after each checkpoint pages are logged whole.
                    .setServerConfig("max_wal_size", "4GB")
                    .start());
        } catch (IOException exception) {
            throw new UncheckedIOException("The embedded PostgreSQL did not start in " + directory, exception);
        }
    }

    /** The service's own database on this server; made when it is absent. */
    public DatabaseConfig database() {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement();
                var found = statement.executeQuery("select 1 from pg_database where datname = '" + NAME + "'")) {
            if (!found.next()) {
                statement.execute("create database " + NAME);
            }
        } catch (java.sql.SQLException exception) {
            throw new IllegalStateException("The embedded PostgreSQL has no database " + NAME, exception);
        }
        return DatabaseConfig.of(
                "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + NAME, "postgres", "postgres");
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** After a kill of the JVM its server lives on. It is asked to stop only when its own pid file says that it serves this directory. */
    private static void stopLeftBehind(Path directory) {
        leftBehind(directory).ifPresent(server -> {
            LOG.info("stopping the PostgreSQL that an earlier process left behind, pid {}", server.pid());
            server.destroy();
            awaitExit(server, directory);
        });
    }

    /**
     * Where the first process of a server was killed, the others may work on for a moment, and as long as they do no server starts
     * on the directory. They share a piece of memory, which the pid file names in its seventh line. Linux tells how many use it;
     * elsewhere nobody waits.
     */
    private static void awaitOrphans(Path directory) {
        try {
            var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
            while (isMemoryInUse(directory) && System.nanoTime() < end) {
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (IOException exception) {
            throw new UncheckedIOException("Can't tell whether a PostgreSQL still works on " + directory, exception);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new CompletionException(exception);
        }
    }

    /**
     * The pid of a killed server may stand for another process by now, or for one that has ended and that nobody has asked about yet;
     * PostgreSQL takes either for a server that works on the directory, and does not start. Whether its memory is in use it looks up
     * for itself.
     */
    private static void forgetTheDead(Path directory) {
        try {
            if (leftBehind(directory).isEmpty() && !isMemoryInUse(directory)) {
                Files.deleteIfExists(directory.resolve(PID_FILE));
            }
        } catch (IOException exception) {
            throw new UncheckedIOException(
                    "Can't remove the pid file of a killed PostgreSQL in " + directory, exception);
        }
    }

    private static boolean isMemoryInUse(Path directory) throws IOException {
        var pidFile = directory.resolve(PID_FILE);
        if (!Files.exists(pidFile) || !Files.exists(SHARED_MEMORY)) {
            return false;
        }
        var lines = Files.readAllLines(pidFile);
        var memory = lines.size() > MEMORY_LINE ? lines.get(MEMORY_LINE).trim().split("\\s+") : new String[0];
        return memory.length == 2
                && Files.readAllLines(SHARED_MEMORY).stream()
                        .map(line -> line.trim().split("\\s+"))
                        .anyMatch(line -> line[ID_COLUMN].equals(memory[1]) && !line[USERS_COLUMN].equals("0"));
    }

    private static Optional<ProcessHandle> leftBehind(Path directory) {
        var pidFile = directory.resolve(PID_FILE);
        try {
            if (!Files.exists(pidFile)) {
                return Optional.empty();
            }
            var lines = Files.readAllLines(pidFile);
            var servesDirectory = lines.size() > 1
                    && Path.of(lines.get(1).trim()).toAbsolutePath().equals(directory.toAbsolutePath());
            return servesDirectory
                    ? ProcessHandle.of(Long.parseLong(lines.getFirst().trim())).filter(EmbeddedServer::isPostgres)
                    : Optional.empty();
        } catch (IOException exception) {
            throw new UncheckedIOException("Can't read " + pidFile, exception);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> Path.of(command).endsWith("postgres"))
                .orElse(false);
    }

    /** One that has ended may keep its pid for long, until its parent asks about it; that it has no program any more shows at once. */
    private static void awaitExit(ProcessHandle server, Path directory) {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        try {
            while (isPostgres(server)) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("PostgreSQL with pid " + server.pid() + " still runs on "
                            + directory + ", stop it and start again");
                }
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new CompletionException(exception);
        }
    }
}
