package dev.buildrun.catalog.http;

import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every answer says how far its replica knows the log, and a request can wait for that. */
class PositionTest {
    private static final String POSITION = "Buildrun-Position";
    private static final String WEB = "/entities/by-name/component/default/web";

    private final LiveCatalog live = LiveCatalog.open();

    @AfterEach
    void close() {
        live.close();
    }

    private CatalogServer.Answer ask(String path, long position, String prefer) {
        return live.server.send(live.server
                .request(path)
                .header(POSITION, Long.toString(position))
                .header("Prefer", prefer));
    }

    /** Somebody who is about to write holds what a follower has to read. */
    private Connection holdBackTheFollower() throws SQLException {
        var connection = live.catalog.database().dataSource().getConnection();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("lock table change_log_head in access exclusive mode");
        }
        return connection;
    }

    @Test
    void waitsUntilTheReplicaHasCaughtUp() throws Exception {
        live.catalog.provide("one", component("web"));
        live.catalog.settle();
        var position = live.catalog.reader().latest();
        try (var held = holdBackTheFollower();
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = CompletableFuture.supplyAsync(() -> ask(WEB, position, "wait=25"), callers);
            var meanwhile = live.server.get(WEB);
            held.rollback();

            assertThat(meanwhile.status()).isEqualTo(404);
            assertThat(waiting.join().status()).isEqualTo(200);
            assertThat(Long.parseLong(waiting.join().header(POSITION))).isGreaterThanOrEqualTo(position);
        }
    }

    @Test
    void letsManyWaitWithoutAThread() throws Exception {
        live.catalog.provide("one", component("web"));
        live.catalog.settle();
        var position = live.catalog.reader().latest();
        try (var held = holdBackTheFollower();
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = java.util.stream.IntStream.range(0, 300)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(() -> ask(WEB, position, "wait=25"), callers))
                    .toList();
            held.rollback();

            assertThat(waiting)
                    .allSatisfy(each -> assertThat(each.join().status()).isEqualTo(200));
        }
    }

    @Test
    void saysWhenToAskAgainOnceItHasWaitedInVain() {
        var start = System.nanoTime();

        var answer = ask("/entities", 1_000_000, "wait=1");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(990));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.message()).contains("expected 1000000");
    }

    @Test
    void doesNotWaitForWhomItPrefersNotTo() {
        assertThat(ask("/locations/by-entity/component/default/web", 1_000_000, "respond-async, wait=0")
                        .status())
                .isEqualTo(503);
    }

    @Test
    void tellsItsPositionInEveryAnswer() {
        live.catalog.provide("one", component("web"), component("other"));
        live.settle();
        var position = live.catalog.reader().latest();
        var entity = live.server.get(WEB).json();

        var answers = List.of(
                live.server.get("/entities"),
                live.server.get("/entities?filter=kind=nothing"),
                live.server.get("/entities/by-query?limit=1"),
                live.server.get("/entities/by-query?limit=none"),
                live.server.get("/entities/by-name/component/default/absent"),
                live.server.get("/entities/by-name/component/default/absent/ancestry"),
                live.server.get("/entities/by-uid/absent"),
                live.server.get("/entity-facets?facet=kind"),
                live.server.post("/entities/by-refs", "{\"entityRefs\":[\"component:default/web\"]}"),
                live.server.get("/locations"),
                live.server.get("/locations/absent"),
                live.server.get("/locations/by-entity/component/default/absent"),
                live.server.delete("/locations/absent"),
                live.server.get("/entities/unprocessed/failed"),
                live.server.post("/refresh", "{\"entityRef\":\"component:default/web\"}"),
                live.server.post("/refresh", "{\"entityRef\":\"component:default/absent\"}"),
                live.server.delete("/entities/by-uid/" + java.util.UUID.randomUUID()));

        assertThat(entity.path("kind").asString()).isEqualTo("Component");
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.header(POSITION)).isEqualTo(Long.toString(position)));
    }

    @Test
    void tellsThePositionOfEachWrite() {
        live.catalog.provide("one", component("web"));
        live.settle();
        var uid = live.server.get(WEB).json().path("metadata").path("uid").asString();

        var deleted = live.server.delete("/entities/by-uid/" + uid);
        var afterDeletion = live.catalog.reader().latest();
        var id = live.register("https://example.com/one.yaml");
        live.settle();
        var updated = live.server.send("PUT", "/locations/" + id, LiveCatalog.location("https://example.com/two.yaml"));
        var unregistered = live.server.delete("/locations/" + id);

        assertThat(deleted.header(POSITION)).isEqualTo(Long.toString(afterDeletion));
        assertThat(Long.parseLong(updated.header(POSITION))).isGreaterThanOrEqualTo(afterDeletion);
        assertThat(unregistered.header(POSITION))
                .isEqualTo(Long.toString(live.catalog.reader().latest()));
    }
}
