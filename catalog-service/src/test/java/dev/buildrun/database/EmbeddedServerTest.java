package dev.buildrun.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
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
        EmbeddedServer.start(directory);
        var leftBehind = Long.parseLong(
                Files.readAllLines(directory.resolve("postmaster.pid")).getFirst());

        try (var server = EmbeddedServer.start(directory)) {
            assertThat(server.database().jdbcUrl()).startsWith("jdbc:postgresql:");
            assertThat(ProcessHandle.of(leftBehind).filter(ProcessHandle::isAlive))
                    .isEmpty();
        }
    }
}
