package dev.buildrun.catalog.http;

import static dev.buildrun.testing.StoredEntities.entity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.catalog.index.BulkLoad;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.http.Answer;
import dev.buildrun.http.Query;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManyRelationsTest {
    private static final int MEMBERS = 5_001;
    private static final String TEAM = "group:default/large";

    private static Snapshot snapshot() {
        try (var load = new BulkLoad()) {
            load.add(entity("Group", "large").build());
            load.add(entity("Group", "small").build());
            for (var i = 0; i < MEMBERS; i++) {
                load.add(entity("Component", "n" + i).ownedBy(TEAM).build());
            }
            return load.finish(1);
        }
    }

    private static List<Route> routes(Snapshot snapshot) {
        return CatalogRoutes.reading(new FreshCatalog(() -> snapshot, () -> {}, CatalogServer.ACCESS));
    }

    private static Answer byName(List<Route> routes, String name) {
        var route = routes.stream()
                .filter(each -> each.pattern().equals("/entities/by-name/:kind/:namespace/:name"))
                .findFirst()
                .orElseThrow();
        var path = Map.of("kind", "group", "namespace", "default", "name", name);
        return route.endpoint()
                .handle(new Request(
                        "id",
                        "GET",
                        "/",
                        path,
                        Query.parse(null),
                        Map.of(),
                        new NoBody(),
                        new Caller.Service("external:test")));
    }

    private record NoBody() implements Request.Body {
        @Override
        public byte[] bytes() {
            return new byte[0];
        }

        @Override
        public InputStream stream() {
            return InputStream.nullInputStream();
        }
    }

    @Test
    void writesAGroupOfThousandsOutsideOfTheEventLoop() {
        var routes = routes(snapshot());

        assertThat(byName(routes, "large")).isInstanceOf(Answer.Later.class);
        assertThat(byName(routes, "small")).isInstanceOf(Response.Complete.class);
    }

    @Test
    void servesAllRelationsOfAGroupOfThousands() {
        var snapshot = snapshot();
        try (var server = CatalogServer.start(routes(snapshot))) {
            var answer = server.get("/entities/by-name/group/default/large");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json())
                    .isEqualTo(snapshot.tree(snapshot.byRef(TEAM).orElseThrow()));
            assertThat(answer.json().path("relations")).hasSize(MEMBERS);
        }
    }
}
