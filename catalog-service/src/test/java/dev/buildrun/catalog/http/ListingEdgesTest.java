package dev.buildrun.catalog.http;

import static dev.buildrun.testing.StoredEntities.entity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.SnapshotEdit;
import dev.buildrun.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What lists and queries do at their edges, asked over HTTP. */
class ListingEdgesTest {
    private static final String LONG = "long ".repeat(1_000);
    private static final int MANY = 250;
    private static CatalogServer server;
    private static CatalogServer large;

    @BeforeAll
    static void start() {
        var edit = SnapshotEdit.of(Snapshot.EMPTY);
        edit.put(entity("Component", "a")
                .uid("00000000-0000-4000-8000-000000000003")
                .spec("type", "Service")
                .tags("java", "go")
                .metadata("links", "[{\"url\":\"https://x.test\",\"title\":\"X\"}]")
                .metadata("description", "\"" + LONG + "\"")
                .ownedBy("group:default/team")
                .annotation("x.io/y", "1")
                .parent("location:default/root")
                .build());
        edit.put(entity("Component", "b")
                .uid("00000000-0000-4000-8000-000000000002")
                .spec("type", "service")
                .tags("java")
                .orphan()
                .build());
        edit.put(entity("Component", "c")
                .uid("00000000-0000-4000-8000-000000000001")
                .spec("type", "Website")
                .error("failed")
                .build());
        edit.put(entity("Group", "team")
                .uid("00000000-0000-4000-8000-000000000004")
                .metadata("children", "[]")
                .build());
        edit.put(entity("Location", "root")
                .uid("00000000-0000-4000-8000-000000000005")
                .build());
        server = server(edit.finish());
        var many = SnapshotEdit.of(Snapshot.EMPTY);
        IntStream.range(0, MANY)
                .forEach(i -> many.put(entity("Component", "c" + i).build()));
        large = server(many.finish());
    }

    private static CatalogServer server(Snapshot snapshot) {
        return CatalogServer.start(
                CatalogRoutes.reading(new FreshCatalog(() -> snapshot, () -> {}, CatalogServer.ACCESS)));
    }

    @AfterAll
    static void stop() {
        server.close();
        large.close();
    }

    private static String names(JsonNode items) {
        return items.valueStream()
                .map(item -> item.path("metadata").path("name").asString())
                .collect(Collectors.joining(" "));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String cursor(CatalogServer.Answer answer, String name) {
        return answer.json().path("pageInfo").path(name).asString("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "KIND=COMPONENT                                               | a b c",
                "metadata.annotations.Backstage.io/Orphan=TRUE                | b",
                "metadata.tags=JAVA                                           | a b",
                "metadata.tags.java                                           | a b",
                "metadata.links                                               | ``",
                "metadata.links.url                                           | a",
                "metadata.links.title=x                                       | a",
                "metadata.children                                            | ``",
                "metadata.description                                         | a",
                "metadata.description=long                                    | ``",
                "metadata.etag                                                | ``",
                "status.items                                                 | ``",
                "relations                                                    | ``",
                "relations.ownedBy=group:default/team                         | a",
                "relations.ownedBy=team                                       | ``",
                "metadata.namespace=default                                   | a b c root team",
                "spec.type=service,kind=component                             | a b",
            })
    void findsWithAFilter(String filter, String names) {
        var found = server.get("/entities?order=asc:metadata.name&filter=" + encode(filter));

        assertThat(names(found.json())).isEqualTo(names);
    }

    @Test
    void doesNotCompareAValueThatIsTooLong() {
        assertThat(server.get("/entities?filter=metadata.description=" + encode(LONG.strip()))
                        .body())
                .isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/entities",
                "/entities/by-query",
                "/entities/by-uid/x",
                "/entities/by-name/a/b/c",
                "/entities/by-name/a/b/c/ancestry",
                "/entity-facets",
            })
    void refusesAParameterThatTheRouteDoesNotHave(String path) {
        var answer = server.get(path + "?foo=1");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo("Unknown query parameter 'foo'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/entities/by-query", "/entities/by-refs", "/entity-facets"})
    void refusesAParameterThatTheRouteDoesNotHaveNextToABodyEither(String path) {
        var answer = server.post(path + "?foo=1", "{\"entityRefs\":[],\"facets\":[\"kind\"]}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo("Unknown query parameter 'foo'");
    }

    @Test
    void ordersByTheFirstFieldAlone() {
        var one = server.get("/entities/by-query?orderField=spec.type,asc");
        var two = server.get("/entities/by-query?orderField=spec.type,asc&orderField=metadata.name,desc");

        assertThat(names(two.json().path("items"))).isEqualTo("b a c");
        assertThat(two.body()).isEqualTo(one.body());
    }

    @Test
    void ordersValuesInLowerCaseAndTiesByUidInTheSameDirection() {
        var ascending = server.get("/entities/by-query?orderField=spec.type,asc");
        var descending = server.get("/entities/by-query?orderField=spec.type,desc");

        assertThat(names(ascending.json().path("items"))).isEqualTo("b a c");
        assertThat(names(descending.json().path("items"))).isEqualTo("c a b");
    }

    @Test
    void givesACursorThatKnowsItsDirectionWhereNoneWasAsked() {
        var first = server.get("/entities/by-query?orderField=metadata.name&limit=1");
        var cursor = cursor(first, "nextCursor");

        var order = Json.read(Base64.getDecoder().decode(cursor)).path("orderFields");

        assertThat(order.toString()).isEqualTo("[{\"field\":\"metadata.name\",\"order\":\"asc\"}]");
        assertThat(names(server.get("/entities/by-query?limit=1&cursor=" + encode(cursor))
                        .json()
                        .path("items")))
                .isEqualTo("b");
    }

    @Test
    void takesNeitherLimitNorFieldsFromACursorButTheFilter() {
        var first = large.get("/entities/by-query?limit=10&fields=kind&filter=kind=component");
        var cursor = encode(cursor(first, "nextCursor"));

        var second = large.get("/entities/by-query?filter=kind=group&cursor=" + cursor);

        assertThat(second.json().path("items")).hasSize(200);
        assertThat(second.json().path("items").path(0).propertyNames()).contains("apiVersion", "metadata", "spec");
        assertThat(second.json().path("totalItems").asInt()).isEqualTo(MANY);
    }

    @Test
    void countsOnNoPageWhereTheTotalIsExcluded() {
        var first = large.get("/entities/by-query?limit=100&totalItems=exclude");
        var second = large.get("/entities/by-query?limit=100&cursor=" + encode(cursor(first, "nextCursor")));
        var counted = large.get("/entities/by-query?limit=0");

        assertThat(first.json().path("totalItems").asInt(-1)).isZero();
        assertThat(second.json().path("totalItems").asInt(-1)).isZero();
        assertThat(counted.body()).isEqualTo("{\"items\":[],\"totalItems\":" + MANY + ",\"pageInfo\":{}}");
    }

    @Test
    void takesALongCursorInAnAddress() {
        var names = IntStream.range(0, MANY).mapToObj(i -> "\"c" + i + "\"").collect(Collectors.joining(","));
        var first = large.post(
                "/entities/by-query", "{\"limit\":1,\"query\":{\"metadata.name\":{\"$in\":[" + names + "]}}}");
        var cursor = cursor(first, "nextCursor");

        var second = large.get("/entities/by-query?limit=1&cursor=" + encode(cursor));

        assertThat(cursor.length()).isGreaterThan(2_000);
        assertThat(second.status()).isEqualTo(200);
    }

    @Test
    void putsNothingOfTheCallerIntoACursor() {
        var first = server.get("/entities/by-query?limit=1&filter=kind=component&orderField=metadata.name,asc");

        assertThat(Json.read(Base64.getDecoder().decode(cursor(first, "nextCursor")))
                        .propertyNames())
                .containsExactlyInAnyOrder(
                        "orderFields", "isPrevious", "query", "orderFieldValues", "firstSortFieldValues", "totalItems");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"query\":{}}", "{\"query\":{\"$all\":[]}}", "{\"fields\":[]}"})
    void givesTheFirstTwoHundredByUidWhereNothingIsAsked(String body) {
        var page = large.post("/entities/by-query", body).json();
        var uids = page.path("items")
                .valueStream()
                .map(item -> item.path("metadata").path("uid").asString())
                .toList();

        assertThat(uids).hasSize(200).isSorted();
        assertThat(page.path("totalItems").asInt()).isEqualTo(MANY);
    }

    @Test
    void looksForATextInNoFieldWhereNoneIsNamed() {
        var named =
                "{\"fullTextFilter\":{\"term\":\"A\",\"fields\":%s},\"orderBy\":[{\"field\":\"metadata.name\",\"order\":\"asc\"}]}";

        assertThat(names(server.post("/entities/by-query", named.formatted("[\"metadata.name\"]"))
                        .json()
                        .path("items")))
                .isEqualTo("a team");
        assertThat(names(server.post("/entities/by-query", named.formatted("[]"))
                        .json()
                        .path("items")))
                .isEmpty();
    }

    @Test
    void givesWholeEntitiesForAnEmptyListOfFields() {
        var refs = "\"entityRefs\":[\"component:default/a\"]";

        var whole = server.post("/entities/by-refs", "{" + refs + ",\"fields\":[]}");

        assertThat(whole.body())
                .isEqualTo(server.post("/entities/by-refs", "{" + refs + "}").body());
        assertThat(whole.json().path("items").path(0).has("apiVersion")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "metadata.annotations    | [{},{'metadata':{'annotations':{'x.io/y':'1'}}}]",
                "metadata.tags.0         | [{},{'metadata':{'tags':['java']}}]",
                "nope                    | [{},{}]",
            })
    void leavesOutWhatAnEntityDoesNotHave(String fields, String expected) {
        var filter = "&filter=metadata.name=a,metadata.name=c";

        assertThat(server.get("/entities?fields=" + fields + filter).body()).isEqualTo(expected.replace('\'', '"'));
    }

    @Test
    void givesARootNoParents() {
        var ancestry =
                server.get("/entities/by-name/location/default/root/ancestry").json();

        assertThat(ancestry.path("items")).hasSize(1);
        assertThat(ancestry.path("items").path(0).path("parentEntityRefs").toString())
                .isEqualTo("[]");
    }

    @Test
    void saysNothingWhereThePathIsTooShort() {
        var answer = server.get("/entities/by-name/a/b");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void refusesAnOrderFieldWithAnotherDirection() {
        assertThat(List.of("metadata.name,", "metadata.name,ASC", "metadata.name,up"))
                .allSatisfy(order -> assertThat(server.get("/entities/by-query?orderField=" + order)
                                .message())
                        .isEqualTo("Invalid order field order, must be asc or desc"));
        assertThat(server.get("/entities/by-query?orderField=metadata.name,desc,more")
                        .status())
                .isEqualTo(200);
    }
}
