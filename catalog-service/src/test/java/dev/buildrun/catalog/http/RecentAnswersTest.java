package dev.buildrun.catalog.http;

import static dev.buildrun.testing.StoredEntities.entity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Criteria;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.access.ResourceDecisions;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.SnapshotEdit;
import dev.buildrun.http.Answer;
import dev.buildrun.http.Endpoint;
import dev.buildrun.http.Query;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.json.Json;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecentAnswersTest {
    private static final String URL = "/entity-facets?facet=kind";

    private final AtomicReference<Snapshot> newest = new AtomicReference<>(oneMore(Snapshot.EMPTY, "first"));
    private final AtomicInteger asked = new AtomicInteger();

    private static Snapshot oneMore(Snapshot before, String name) {
        var edit = SnapshotEdit.of(before);
        edit.put(entity("Component", name).build());
        return edit.finish(before.position() + 1);
    }

    private FreshCatalog catalog(Decision decision) {
        var policy = new PermissionPolicy() {
            @Override
            public Decision decide(Caller caller, Permission permission, @Nullable String resourceRef) {
                return decision;
            }
        };
        var access = new CatalogAccess(
                policy, new ResourceDecisions(policy, List.of()), (_, _) -> new Caller.Service("external:test"));
        return new FreshCatalog(newest::get, () -> {}, access);
    }

    private Endpoint counting(int bytes) {
        return _ -> {
            asked.incrementAndGet();
            return new Response.Complete(200, Map.of(), List.of(new byte[bytes], new byte[1]), true);
        };
    }

    private record NoBody() implements Request.Body {
        @Override
        public byte[] bytes() {
            return new byte[0];
        }

        @Override
        public InputStream stream() {
            return new ByteArrayInputStream(bytes());
        }
    }

    private static Answer ask(Endpoint endpoint, String method, String url) {
        return endpoint.handle(new Request(
                "id",
                method,
                url,
                Map.of(),
                Query.parse(null),
                Map.of(),
                new NoBody(),
                new Caller.Service("external:test")));
    }

    @Test
    void givesTheSameAnswerUntilTheCatalogChanges() {
        var endpoint = new RecentAnswers(catalog(Decision.ALLOW)).before(counting(10));

        var first = ask(endpoint, "GET", URL);
        var second = ask(endpoint, "GET", URL);
        newest.set(oneMore(newest.get(), "second"));
        var third = ask(endpoint, "GET", URL);

        assertThat(second).isSameAs(first);
        assertThat(third).isNotSameAs(first);
        assertThat(asked).hasValue(2);
    }

    @Test
    void tellsQuestionsApart() {
        var endpoint = new RecentAnswers(catalog(Decision.ALLOW)).before(counting(10));

        ask(endpoint, "GET", URL);
        ask(endpoint, "GET", URL + "&filter=kind=component");
        ask(endpoint, "HEAD", URL);
        ask(endpoint, "POST", URL);
        ask(endpoint, "POST", URL);

        assertThat(asked).hasValue(5);
    }

    @Test
    void remembersNothingForCallersWhoMayNotSeeEverything() {
        var criteria = Criteria.parse(Json.read("""
                        {"rule":"IS_ENTITY_KIND","resourceType":"catalog-entity","params":{"kinds":["Component"]}}"""), "conditions");
        var restricted = new RecentAnswers(catalog(new Decision.Conditional(criteria))).before(counting(10));
        var refused = new RecentAnswers(catalog(Decision.DENY)).before(counting(10));

        for (var i = 0; i < 2; i++) {
            ask(restricted, "GET", URL);
            ask(refused, "GET", URL);
        }

        assertThat(asked).hasValue(4);
    }

    @Test
    void forgetsEverythingRatherThanTakeMoreMemoryThanItMay() {
        var endpoint = new RecentAnswers(catalog(Decision.ALLOW), 25_000).before(counting(10_000));

        ask(endpoint, "GET", URL + 1);
        ask(endpoint, "GET", URL + 2);
        ask(endpoint, "GET", URL + 3);
        ask(endpoint, "GET", URL + 3);
        ask(endpoint, "GET", URL + 1);

        assertThat(asked).hasValue(4);
    }

    @Test
    void sendsWhatIsRememberedInOnePieceWithItsEntityTag() {
        var endpoint = new RecentAnswers(catalog(Decision.ALLOW)).before(counting(10));

        var answer = (Response.Complete) ask(endpoint, "GET", URL);

        assertThat(answer.body())
                .singleElement()
                .satisfies(piece -> assertThat(piece).hasSize(11));
        assertThat(answer.headers())
                .hasEntrySatisfying("ETag", tag -> assertThat(tag).startsWith("W/\"b-"));
    }
}
