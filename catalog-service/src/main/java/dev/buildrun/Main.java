package dev.buildrun;

import dev.buildrun.catalog.intake.ClaimStore;
import dev.buildrun.config.ConfigFile;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.database.DatabaseClock;
import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.database.EmbeddedServer;
import dev.buildrun.work.ClaimLoop;
import dev.buildrun.work.Pace;
import dev.buildrun.work.WakeUp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.LoggerFactory;

/** Starts the service and runs it until it is told to stop. Everything that a user can put right is one line on standard error. */
public final class Main {
    private static final Duration LOADING_PATIENCE = Duration.ofMinutes(10);
    private static final Duration LOADING_LINE_EVERY = Duration.ofSeconds(5);

    private static final Pace CLOCK_PACE =
            new Pace(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(10));

    private final CommandLine line;
    private final Progress progress;
    private final Clock clock;
    private final Closing closing = new Closing();
    private volatile boolean started;

    private Main(CommandLine line, Progress progress, Clock clock) {
        this.line = line;
        this.progress = progress;
        this.clock = clock;
    }

    public static void main(String[] arguments) throws InterruptedException {
        if (PolicyCommand.isMeant(arguments)) {
            System.exit(new PolicyCommand(System.out).run(arguments));
        }
        try {
            var line = CommandLine.parse(arguments);
            if (line.help()) {
                System.out.print(CommandLine.HELP);
                return;
            }
            var clock = Clock.systemUTC();
            var main = new Main(line, new Progress(System.out, clock), clock);
            var stopped = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> main.stop(stopped)));
            var service = main.run();
            if (line.rehearsal()) {
                new Rehearsal(service.port()).run();
                service.rehearseLoading();
                System.exit(0);
            }
            stopped.await();
        } catch (IllegalArgumentException | IllegalStateException exception) {
            fail(exception);
        }
    }

    private static void fail(RuntimeException exception) {
        LoggerFactory.getLogger(Main.class).debug("did not start", exception);
        System.err.println("buildrun: " + exception.getMessage());
        System.exit(1);
    }

    /** A start that failed has said why; there is nothing to add. */
    private void stop(CountDownLatch stopped) {
        var start = clock.instant();
        if (started) {
            progress.say("Stopping");
        }
        closing.close();
        if (started) {
            progress.done("stopped, the data is kept", start);
        }
        stopped.countDown();
    }

    private Service run() {
        var start = clock.instant();
        var folders = new Folders(line.data().toAbsolutePath().normalize());
        var config = ServiceConfig.of(
                new ConfigFile(System.getenv()).read(line.configs()),
                line.port(),
                Path.of("").toAbsolutePath(),
                folders.git());
        checkPort(config);
        closing.add(DataDirectory.open(folders.data()));
        closing.add(FullHeap.watch());
        var database = database(config, folders);
        var time = time(database);
        var service = closing.add(
                progress.part("the service", () -> Service.start(config, database, folders, line.portal(), time)));
        started = true;
        load(service);
        progress.done("ready", start);
        if (!line.rehearsal()) {
            welcome(config, service);
        }
        return service;
    }

    private static void checkPort(ServiceConfig config) {
        var http = config.http();
        try (var _ = new ServerSocket(http.port(), 1, InetAddress.getByName(http.host()))) {
            // Free. The check comes first, so that nobody waits for a start that can't succeed.
        } catch (IOException exception) {
            throw new IllegalArgumentException(
                    "Can't listen on " + http.host() + ":" + http.port() + " (" + exception.getMessage()
                            + "): stop what listens there, or choose another port with --port N",
                    exception);
        }
    }

    private Database database(ServiceConfig config, Folders folders) {
        var url = line.databaseUrl();
        if (url != null) {
            return open(ServiceConfig.fromUrl(url));
        }
        if (config.database() != null) {
            return open(config.database());
        }
        var server =
                closing.add(progress.part("PostgreSQL (embedded)", () -> EmbeddedServer.start(folders.postgres())));
        var database = open(server.database());
        // Nobody else has it, since this process holds the lock of the folder: who claimed something is dead.
        database.transact(new ClaimStore()::releaseAll);
        return database;
    }

    /** The time that all replicas share. */
    private Clock time(Database database) {
        var time = DatabaseClock.of(database);
        closing.add(ClaimLoop.start(
                "clock",
                () -> {
                    time.adjust();
                    return 0;
                },
                new WakeUp(),
                CLOCK_PACE));
        return time;
    }

    private Database open(DatabaseConfig database) {
        try {
            return closing.add(progress.part("database schema", () -> Database.open(database)));
        } catch (RuntimeException exception) {
            throw new IllegalArgumentException(
                    "Can't use the database " + database.jdbcUrl() + ": " + rootMessage(exception)
                            + ". Check --database or backend.database.connection, and that PostgreSQL runs there",
                    exception);
        }
    }

    private static String rootMessage(Throwable exception) {
        var root = exception;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        var message = String.valueOf(root.getMessage());
        return message.lines().findFirst().orElse(message);
    }

    private void load(Service service) {
        var start = clock.instant();
        var nextLine = new AtomicReference<>(start.plus(LOADING_LINE_EVERY));
        service.awaitLoaded(LOADING_PATIENCE, unfinished -> {
            var now = clock.instant();
            if (!now.isBefore(nextLine.get())) {
                progress.say("  loading the catalog, " + unfinished + " entities to go");
                nextLine.set(now.plus(LOADING_LINE_EVERY));
            }
        });
        progress.done("catalog: " + service.size() + " entities", start);
    }

    private void welcome(ServiceConfig config, Service service) {
        var base = config.baseUrl().toString();
        progress.say("");
        if (line.portal() != null) {
            progress.say("  Portal  " + base);
            progress.say(
                    "          Enter as guest, open Create, choose a golden path, and follow the links at the end.");
        }
        progress.say("  API     " + base + "/api/catalog/entities");
        progress.say("          TOKEN=$(curl -s " + base
                + "/api/auth/guest/refresh | sed 's/.*\"token\":\"\\([^\"]*\\)\".*/\\1/')");
        progress.say("          curl -H \"Authorization: Bearer $TOKEN\" " + base
                + "/api/catalog/entities/by-query?limit=3");
        progress.say("  Git     " + base + "/git");
        if (config.http().port() != service.port()) {
            progress.say("  listening on port " + service.port());
        }
        progress.say("");
        progress.say("  Ctrl-C stops it.");
    }
}
