package dev.buildrun.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.database.Database;
import dev.buildrun.database.DatabaseConfig;
import dev.buildrun.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the pool has no connection to give, callers hear that it passes. */
class WithoutDatabaseTest {
    /** The least that the pool takes. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    @Test
    void tellsCallersToTryAgain() throws Exception {
        var there = TestDatabase.create();
        var config = new DatabaseConfig(
                there.jdbcUrl(), there.user(), there.password(), 1, PATIENCE, there.statementTimeout());
        try (var database = Database.open(config);
                var edge = start(database);
                var client = HttpClient.newHttpClient()) {
            HttpResponse<String> refused;
            try (var _ = database.dataSource().getConnection()) {
                refused = ask(client, edge);
            }

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(refused.body())
                    .contains("\"ServiceUnavailableError\"")
                    .contains("The database gives no connection, since it is away or too busy. Try again.");
            assertThat(ask(client, edge).statusCode()).isEqualTo(204);
        }
    }

    private static HttpEdge start(Database database) {
        var routes = List.of(Route.blocking("GET", "/things", _ -> {
            database.transact(tx -> tx.jooq().execute("select 1"));
            return Response.empty(204);
        }));
        var readiness = new Readiness();
        readiness.ready();
        return HttpEdge.start(
                HttpConfig.loopback(0),
                List.of(Mount.plugin("things", routes)),
                (_, _) -> new Caller.Service("external:test"),
                readiness);
    }

    private static HttpResponse<String> ask(HttpClient client, HttpEdge edge) throws IOException, InterruptedException {
        var address = URI.create("http://127.0.0.1:" + edge.port() + "/api/things/things");
        return client.send(
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
    }
}
