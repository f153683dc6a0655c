package dev.buildrun.deploy.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.database.Database;
import dev.buildrun.database.EmbeddedServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the crash proof looks for, it finds: each test damages a good store in one way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoreChecksTest {
    private static final String UID = "11111111-1111-1111-1111-111111111111";
    private static final String OTHER_UID = "22222222-2222-2222-2222-222222222222";

    private EmbeddedServer server;
    private Connection connection;

    @BeforeAll
    void start(@TempDir Path folder) {
        server = EmbeddedServer.start(folder.resolve("postgres"));
        Database.open(server.database()).close();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /** One entity that a provider declares, processed and logged. */
    @BeforeEach
    void begin() throws SQLException {
        var config = server.database();
        connection = DriverManager.getConnection(config.jdbcUrl(), config.user(), config.password());
        connection.setAutoCommit(false);
        run("insert into refresh_state (entity_id, entity_ref, unprocessed_entity, unprocessed_hash, result_hash,"
                + " processed_by, next_update_at) values ('" + UID + "', 'component:default/web', '{}', 'h', 'h', 'v',"
                + " 'infinity')");
        run("insert into refresh_state_references (source_key, target_entity_ref)"
                + " values ('one', 'component:default/web')");
        run("insert into final_entities values ('" + UID + "', 'component:default/web', '{}', 'h')");
        log(1, "{}");
        run("update change_log_head set seq = 1");
    }

    @AfterEach
    void forget() throws SQLException {
        connection.rollback();
        connection.close();
    }

    private void log(int seq, String body) throws SQLException {
        run("insert into change_log (seq, entity_id, entity_ref, what, body, body_hash, errors, relations, parents,"
                + " orphan, cause) values (" + seq + ", '" + UID + "', 'component:default/web', 'changed', '" + body
                + "', 'h', '[]', '[]', '{}', false, 'test')");
    }

    private void run(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> problems() throws SQLException {
        return StoreChecks.problems(connection);
    }

    @Test
    void findsNothingInAGoodStore() throws SQLException {
        assertThat(problems()).isEmpty();
    }

    @Test
    void findsAGapInTheLog() throws SQLException {
        log(3, "{}");
        run("update change_log_head set seq = 3");

        assertThat(problems()).anySatisfy(problem -> assertThat(problem).contains("gap"));
    }

    @Test
    void findsAnEndOfTheLogThatItsHeadDoesNotKnow() throws SQLException {
        log(2, "{}");

        assertThat(problems()).anySatisfy(problem -> assertThat(problem).contains("another end"));
    }

    @Test
    void findsABodyThatTheLogDoesNotTell() throws SQLException {
        run("update final_entities set body = '{\"kind\": \"other\"}'");

        assertThat(problems())
                .anySatisfy(problem ->
                        assertThat(problem).startsWith("component:default/web").contains("the log"));
    }

    @Test
    void findsAnEdgeThatTheLogDoesNotTell() throws SQLException {
        run("update final_entities set relations = '[[\"ownedBy\", \"a\", \"b\"]]'");

        assertThat(problems()).anySatisfy(problem -> assertThat(problem).contains("ownedBy"));
    }

    @Test
    void findsAnEntityThatGotAnotherUidWithoutHavingGone() throws SQLException {
        log(2, "{}");
        run("update change_log set entity_id = '" + OTHER_UID + "' where seq = 2");
        run("update change_log_head set seq = 2");

        assertThat(problems()).anySatisfy(problem -> assertThat(problem).startsWith("in the log, component"));
    }

    @Test
    void findsAnEntityThatIsNeverProcessed() throws SQLException {
        run("update refresh_state set processed_by = ''");

        assertThat(problems()).contains("waits for nothing: component:default/web");
    }

    @Test
    void findsAnOrphanThatNobodyNoted() throws SQLException {
        run("delete from refresh_state_references");

        assertThat(problems()).contains("orphan or not: component:default/web");
    }

    @Test
    void findsAResultWithoutABody() throws SQLException {
        run("delete from final_entities");

        assertThat(problems()).contains("a result without a body: component:default/web");
    }
}
