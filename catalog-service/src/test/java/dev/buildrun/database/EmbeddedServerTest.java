package dev.buildrun.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerTest {
    @Test
    void keepsTheDataFromOneStartToTheNextAndIsDurable(@TempDir Path folder) {
        var directory = folder.resolve("postgres");
        try (var server = EmbeddedServer.start(directory);
                var database = Database.open(server.database())) {
            database.transact(tx -> tx.jooq().execute("create table kept as select 42 as answer"));
        }

        try (var server = EmbeddedServer.start(directory);
                var database = Database.open(server.database())) {
            assertThat(database.<String>inTransaction(
                            tx -> tx.jooq().fetchSingle("show fsync").get(0, String.class)))
                    .isEqualTo("on");
            assertThat(database.<Integer>inTransaction(tx -> tx.jooq().fetchCount(DSL.table("kept"))))
                    .isEqualTo(1);
        }
    }

    @Test
    void stopsTheServerThatAKilledProcessLeftBehind(@TempDir Path folder) throws Exception {
        var directory = folder.resolve("postgres");
        var java = ProcessHandle.current().info().command().orElseThrow();
        var killed = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Killed.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("killed.log").toFile())
                .start();
        assertThat(killed.waitFor()).isEqualTo(Killed.EXIT_CODE);
        var leftBehind = Long.parseLong(
                Files.readAllLines(directory.resolve("postmaster.pid")).getFirst());
        assertThat(ProcessHandle.of(leftBehind).filter(ProcessHandle::isAlive)).isPresent();

        try (var server = EmbeddedServer.start(directory)) {
            assertThat(server.database().jdbcUrl()).startsWith("jdbc:postgresql:");
            // Its pid may be there until somebody has asked about it, but nothing runs under it.
            assertThat(ProcessHandle.of(leftBehind)
                            .flatMap(process -> process.info().command()))
                    .isEmpty();
        }
    }

    @Test
    void startsWhereAProcessWasKilledWhileItSetTheServerUp(@TempDir Path folder) throws Exception {
        var directory = folder.resolve("postgres");
        var killed = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Killed.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("killed.log").toFile())
                .start();
        awaitSomeFile("postgresql.conf", folder, killed);
        killed.destroyForcibly().waitFor();

        try (var server = EmbeddedServer.start(directory)) {
            assertThat(server.database().jdbcUrl()).startsWith("jdbc:postgresql:");
        }
    }

    @Test
    void waitsForProcessesThatOutliveTheFirstOneOfTheirServer(@TempDir Path folder) throws Exception {
        var directory = folder.resolve("postgres");
        var killed = EmbeddedServer.start(directory);
        try (var connection =
                        java.sql.DriverManager.getConnection(killed.database().jdbcUrl(), "postgres", "postgres");
                var statement = connection.createStatement()) {
            // Looks up from its work only when it is done, after some seconds.
            var busy = Thread.ofVirtual().start(() -> {
                try {
                    statement.execute("select count(*) from generate_series(1, 30000000)");
                } catch (java.sql.SQLException _) {
                    // Its server is gone.
                }
            });
            awaitActive(killed);
            var first = Long.parseLong(
                    Files.readAllLines(directory.resolve("postmaster.pid")).getFirst());
            ProcessHandle.of(first).orElseThrow().destroyForcibly();
            // Gives the lock back, which a process that ends gives back by itself.
            killed.close();

            try (var server = EmbeddedServer.start(directory)) {
                assertThat(server.database().jdbcUrl()).startsWith("jdbc:postgresql:");
            }
            busy.join();
        }
    }

    @Test
    void startsWhereAnotherProcessHasThePidOfTheKilledServerNow(@TempDir Path folder) throws Exception {
        var directory = folder.resolve("postgres");
        var pidFile = directory.resolve("postmaster.pid");
        List<String> lines;
        try (var server = EmbeddedServer.start(directory)) {
            assertThat(server.database().jdbcUrl()).startsWith("jdbc:postgresql:");
            lines = new ArrayList<>(Files.readAllLines(pidFile));
        }
        var other = new ProcessBuilder("sleep", "120").start();
        lines.set(0, Long.toString(other.pid()));
        Files.write(pidFile, lines);

        try (var server = EmbeddedServer.start(directory)) {
            assertThat(server.database().jdbcUrl()).startsWith("jdbc:postgresql:");
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroy();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void startsThoughTheOneThatWasLeftBehindKeepsItsPidWhenItHasEnded(@TempDir Path folder) throws Exception {
        var directory = folder.resolve("postgres");
        EmbeddedServer.start(directory).close();
        var program = Files.copy(
                Path.of("/bin/sleep"),
                Files.createDirectory(folder.resolve("bin")).resolve("postgres"));
        // Its parent becomes one that never asks about it.
        var parent = new ProcessBuilder("sh", "-c", "'" + program + "' 120 & echo $!; exec sleep 120").start();
        try (var output = parent.inputReader()) {
            var leftBehind = output.readLine();
            // As long as the parent is a shell, it still asks.
            while (!runs(program, leftBehind) || !runs(Path.of("/bin/sleep"), Long.toString(parent.pid()))) {
                Thread.onSpinWait();
            }
            Files.write(directory.resolve("postmaster.pid"), List.of(leftBehind, directory.toString()));

            try (var server = EmbeddedServer.start(directory)) {
                assertThat(server.database().jdbcUrl()).startsWith("jdbc:postgresql:");
                assertThat(Files.readString(Path.of("/proc", leftBehind, "stat")))
                        .contains(") Z ");
            }
        } finally {
            parent.destroy();
        }
    }

    private static boolean runs(Path program, String pid) throws IOException {
        return Files.isSameFile(program, Path.of("/proc", pid, "exe"));
    }

    private static void awaitActive(EmbeddedServer server) throws Exception {
        var config = server.database();
        try (var connection = java.sql.DriverManager.getConnection(config.jdbcUrl(), config.user(), config.password());
                var statement = connection.createStatement()) {
            for (var active = false; !active; ) {
                try (var rows = statement.executeQuery("select exists (select from pg_stat_activity"
                        + " where state = 'active' and query like '%generate_series(1, 30000000)%'"
                        + " and pid <> pg_backend_pid())")) {
                    active = rows.next() && rows.getBoolean(1);
                }
            }
        }
    }

    /** The first files are there, wherever they are written, and the server does not run yet. */
    private static void awaitSomeFile(String name, Path folder, Process writer) throws Exception {
        while (writer.isAlive()) {
            try (var files = Files.find(folder, 2, (path, _) -> path.endsWith(name))) {
                if (files.findAny().isPresent()) {
                    return;
                }
            } catch (java.io.UncheckedIOException _) {
                // A file went while the folder was read.
            }
            Thread.onSpinWait();
        }
    }

    /** A process that starts a server and dies without a chance to stop it. */
    static final class Killed {
        static final int EXIT_CODE = 137;

        private Killed() {}

        public static void main(String[] arguments) {
            EmbeddedServer.start(Path.of(arguments[0]));
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
