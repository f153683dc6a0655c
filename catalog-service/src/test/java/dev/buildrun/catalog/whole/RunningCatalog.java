package dev.buildrun.catalog.whole;

import static dev.buildrun.database.schema.Tables.REFRESH_STATE;

import dev.buildrun.access.Caller;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.access.ResourceDecisions;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.http.CatalogAccess;
import dev.buildrun.catalog.http.CatalogRoutes;
import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.intake.DesiredEntity;
import dev.buildrun.catalog.log.Cause;
import dev.buildrun.catalog.process.CatalogRules;
import dev.buildrun.catalog.process.Processing;
import dev.buildrun.catalog.process.builtin.BuiltInProcessors;
import dev.buildrun.catalog.process.builtin.KnownHosts;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Query;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.testing.CatalogHarness;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The catalog under test, with every stage that it has: PostgreSQL, intake, processing, change log, index, and the routes as they are called
 * behind the HTTP edge. Nothing runs by itself but the index, which is waited for by position.
 */
final class RunningCatalog implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Cause CAUSE = Cause.of("test");
    private static final CatalogAccess EVERYTHING = new CatalogAccess(
            new PermissionPolicy(),
            new ResourceDecisions(new PermissionPolicy(), List.of()),
            (_, _) -> new Caller.Service("external:test"));

    private final CatalogHarness harness = CatalogHarness.open();
    private final CatalogIndex index = new CatalogIndex(harness.reader(), Duration.ofHours(1));
    private final List<Route> routes = routes(index);

    RunningCatalog() {
        index.start();
    }

    private List<Route> routes(CatalogIndex answering) {
        var urls = new KnownHosts(Map.of(), null);
        var processing =
                new Processing(BuiltInProcessors.all(harness.files(), urls, Set.of()), CatalogRules.DEFAULT, urls);
        return new CatalogRoutes(
                        answering, harness.locations(), harness.intake(), processing::process, Map.of(), EVERYTHING)
                .mount()
                .routes();
    }

    /** What a route has answered. */
    record Answer(int status, JsonNode body, Map<String, String> headers) {}

    private record Bytes(byte[] bytes) implements Request.Body {
        @Override
        public InputStream stream() {
            return new ByteArrayInputStream(bytes);
        }
    }

    Answer get(String url) {
        return call(routes, "GET", url, null);
    }

    Answer post(String url, JsonNode body) {
        return call(routes, "POST", url, body);
    }

    Answer send(String method, String url, @Nullable JsonNode body) {
        return call(routes, method, url, body);
    }

    /** The same question to a replica that has just started, which knows nothing but the tables. */
    Answer getFromAnother(String url) {
        try (var another = new CatalogIndex(harness.reader(), Duration.ofHours(1))) {
            another.start();
            return call(routes(another), "GET", url, null);
        }
    }

    private static Answer call(List<Route> routes, String method, String url, @Nullable JsonNode json) {
        var question = url.indexOf('?');
        var path = List.of((question < 0 ? url : url.substring(0, question)).split("/"));
        for (var route : routes) {
            var parameters = route.method().equals(method)
                    ? match(List.of(route.pattern().split("/")), path)
                    : null;
            if (parameters != null) {
                var request = new Request(
                        "test",
                        method,
                        url,
                        parameters,
                        Query.parse(question < 0 ? null : url.substring(question + 1)),
                        json == null ? Map.of() : Map.of("content-type", "application/json"),
                        new Bytes(json == null ? new byte[0] : Json.writeBytes(json)),
                        new Caller.Service("external:test"));
                return answer(route, request);
            }
        }
        throw new IllegalArgumentException("No route for " + method + " " + url);
    }

    private static @Nullable Map<String, String> match(List<String> pattern, List<String> path) {
        if (pattern.size() != path.size()) {
            return null;
        }
        var parameters = new HashMap<String, String>();
        for (var i = 0; i < path.size(); i++) {
            if (pattern.get(i).startsWith(":")) {
                parameters.put(pattern.get(i).substring(1), path.get(i));
            } else if (!pattern.get(i).equals(path.get(i))) {
                return null;
            }
        }
        return parameters;
    }

    private static Answer answer(Route route, Request request) {
        try {
            var answer = route.endpoint().handle(request);
            var response = answer instanceof dev.buildrun.http.Answer.Later(var work) ? work.get() : (Response) answer;
            return switch (response) {
                case Response.Complete(var status, var headers, var pieces, var _) ->
                    new Answer(status, body(pieces), headers);
                case Response.Streamed streamed ->
                    throw new AssertionError("Too small a catalog for a stream: " + streamed);
            };
        } catch (ServiceException exception) {
            return new Answer(exception.kind().status(), Json.text(exception.getMessage()), Map.of());
        }
    }

    private static JsonNode body(List<byte[]> pieces) {
        var bytes = new ByteArrayOutputStream();
        pieces.forEach(bytes::writeBytes);
        return bytes.size() == 0 ? Json.MAPPER.nullNode() : Json.read(bytes.toByteArray());
    }

    void putFile(String url, @Nullable String text) {
        if (text == null) {
            harness.files().remove(url);
        } else {
            harness.files().putText(url, text);
        }
    }

    void replace(String provider, List<PlainCatalog.Declaration> declarations) {
        harness.intake().replace(provider, desired(declarations), CAUSE);
    }

    void adjust(String provider, List<PlainCatalog.Declaration> added, List<String> removed) {
        harness.intake().adjust(provider, desired(added), removed, CAUSE);
    }

    private static List<DesiredEntity> desired(List<PlainCatalog.Declaration> declarations) {
        return declarations.stream()
                .map(each -> DesiredEntity.of(Entity.of(each.entity().deepCopy()), each.key()))
                .toList();
    }

    void forgetAllBut(Set<String> providers) {
        harness.intake().forgetOtherSources(providers, CAUSE);
    }

    void refreshByKeys(Collection<String> keys) {
        harness.intake().refreshByKeys(keys);
    }

    void sweepOrphans() {
        harness.intake().sweepOrphans(Duration.ZERO);
    }

    void timePasses(Duration duration) {
        harness.timePasses(duration);
    }

    /** Processes until nothing is due, and waits until that can be seen. */
    void settle() {
        harness.settle();
        index.awaitPosition(harness.reader().latest(), SOON);
    }

    /** The key of an entity, served or not; {@code null} as text where it has none. */
    String keyOf(String ref) {
        return harness.database()
                .inTransaction(tx -> String.valueOf(tx.jooq()
                        .select(REFRESH_STATE.LOCATION_KEY)
                        .from(REFRESH_STATE)
                        .where(REFRESH_STATE.ENTITY_REF.eq(ref))
                        .fetchOne(REFRESH_STATE.LOCATION_KEY)));
    }

    /** Leaves nothing, whoever declares it. */
    void deleteEverything() {
        List<UUID> uids = harness.database()
                .inTransaction(tx -> tx.jooq()
                        .select(REFRESH_STATE.ENTITY_ID)
                        .from(REFRESH_STATE)
                        .fetch(REFRESH_STATE.ENTITY_ID));
        uids.forEach(uid -> harness.intake().delete(uid, CAUSE));
        harness.locations()
                .list()
                .forEach(location -> harness.locations().delete(location.id().toString(), null));
        settle();
    }

    @Override
    public void close() {
        index.close();
        harness.close();
    }
}
