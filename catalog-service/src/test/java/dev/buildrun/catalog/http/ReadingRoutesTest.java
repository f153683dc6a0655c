package dev.buildrun.catalog.http;

import static dev.buildrun.testing.StoredEntities.entity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.SnapshotEdit;
import dev.buildrun.json.Json;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ReadingRoutesTest {
    private static final String WEB = "component:default/web";
    private static final long POSITION = 42;
    private static CatalogServer server;
    private static CatalogServer large;

    @BeforeAll
    static void start() {
        var edit = SnapshotEdit.of(Snapshot.EMPTY);
        edit.put(entity("Component", "Web")
                .spec("type", "website")
                .tags("java", "data")
                .ownedBy("group:default/team-a")
                .parent("location:default/root")
                .build());
        edit.put(entity("Component", "lookup")
                .spec("type", "service")
                .tags("java")
                .build());
        edit.put(entity("API", "other", "petstore").spec("type", "openapi").build());
        edit.put(entity("Group", "team-a").build());
        edit.put(entity("Location", "root").build());
        server = server(edit.finish(POSITION));
        var many = SnapshotEdit.of(Snapshot.EMPTY);
        IntStream.range(0, 2_500)
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
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void servesAnEntityByNameInAnyCaseAndByUid() {
        var byName = server.get("/entities/by-name/COMPONENT/Default/web");
        var uid = byName.json().path("metadata").path("uid").asString();

        assertThat(byName.status()).isEqualTo(200);
        assertThat(byName.json().path("relations"))
                .isEqualTo(Json.read("[{\"type\":\"ownedBy\",\"targetRef\":\"group:default/team-a\"}]"));
        assertThat(byName.header("content-type")).isEqualTo("application/json; charset=utf-8");
        assertThat(byName.header("etag")).isEmpty();
        assertThat(byName.header("buildrun-position")).isEqualTo("42");
        assertThat(server.get("/entities/by-uid/" + uid.toUpperCase(Locale.ROOT))
                        .body())
                .isEqualTo(byName.body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | /entities/by-name/Component/default/Nope   | No entity named 'Nope' found, with kind 'Component' in namespace 'default'",
                "404 | /entities/by-name/c/d/Nope/ancestry        | No such entity c:d/nope",
                "404 | /entities/by-uid/xyz                       | No entity with uid xyz",
                "400 | /entities/by-name/component/default/web?x=1 | Unknown query parameter 'x'",
                "400 | /entities?foo=1                            | Unknown query parameter 'foo'",
                "400 | /entities?filter=                          | Empty value found for query parameter 'filter'",
                "400 | /entities?fields=                          | Empty value found for query parameter 'fields'",
                "400 | /entities?filter==x                        | Invalid filter, '=x' is not a valid statement (expected a string on the form a=b or a= or a)",
                "400 | /entities?order=up:metadata.name           | Invalid order parameter \"up:metadata.name\", expected \"<asc or desc>:<field name>\"",
                "400 | /entities?limit=abc                        | request/query/limit must be integer",
                "400 | /entities?limit=-1                         | request/query/limit must be >= 0",
                "400 | /entities?limit=0                          | Invalid limit, must be greater than zero",
                "400 | /entities?after=zzz                        | Malformed after cursor, could not be parsed",
                "400 | /entities?after=eyJsaW1pdCI6IjIifQ%3D%3D   | Malformed after cursor, limit was not an number",
                "400 | /entities?after=eyJvZmZzZXQiOiIyIn0%3D     | Malformed after cursor, offset was not a number",
                "400 | /entities?fields=spec.x%5B0%5D             | Invalid field \"spec.x[0]\", array type fields are not supported",
                "400 | /entities/by-query?limit=x                 | request/query/limit must be integer",
                "400 | /entities/by-query?totalItems=bogus        | request/query/totalItems must be equal to one of the allowed values: include, exclude",
                "400 | /entities/by-query?orderField=a,up         | Invalid order field order, must be asc or desc",
                "400 | /entities/by-query?bogus=1&limit=1         | Unknown query parameter 'bogus'",
                "400 | /entities/by-query?cursor=                 | Empty value found for query parameter 'cursor'",
                "400 | /entity-facets                             | request/query must have required property 'facet'",
                "400 | /entity-facets?facet=                      | Empty value found for query parameter 'facet'",
            })
    void refusesToGet(int status, String path, String message) {
        var answer = server.get(path.replace("\"", "%22"));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.message()).isEqualTo(message);
        assertThat(answer.json().path("request").path("url").asString()).startsWith(path.substring(0, 8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/entities/by-refs  | {'refs':[]}                     | request/body must have required property 'entityRefs'",
                "/entities/by-refs  | {'entityRefs':'x'}              | request/body/entityRefs must be array",
                "/entities/by-refs  | {'entityRefs':[1]}              | request/body/entityRefs/0 must be string",
                "/entities/by-refs?fields=kind | {'entityRefs':[]}    | Unknown query parameter 'fields'",
                "/entities/by-query | []                              | request/body must be object",
                "/entities/by-query | {'query':['x']}                 | request/body/query must be object",
                "/entities/by-query | {'limit':'1'}                   | request/body/limit must be number",
                "/entities/by-query | {'cursor':''}                   | Cursor cannot be empty",
                "/entities/by-query | {'orderBy':[{'field':'a','order':'up'}]} | request/body/orderBy/0/order must be equal to one of the allowed values: asc, desc",
                "/entities/by-query | {'orderBy':[{'order':'asc'}]}   | request/body/orderBy/0 must have required property 'field'",
                "/entities/by-query | {'orderBy':[{'field':'a'}]}     | request/body/orderBy/0 must have required property 'order'",
                "/entities/by-query | {'totalItems':'x'}              | request/body/totalItems must be equal to one of the allowed values: include, exclude",
                "/entity-facets     | {}                              | request/body must have required property 'facets'",
                "/entity-facets     | {'facets':[]}                   | Missing or empty facets parameter",
            })
    void refusesToPost(String path, String body, String message) {
        var answer = server.post(path, body.replace('\'', '"'));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo(message);
    }

    @Test
    void refusesABodyOfAnotherTypeOneThatIsTooLargeAndNone() {
        var text = server.send(server.request("/entities/by-refs")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("x")));
        var large = server.post("/entities/by-refs", "{\"entityRefs\":[\"" + "x".repeat(103_000) + "\"]}");
        var none = server.send("POST", "/entities/by-refs", null);

        assertThat(text.status()).isEqualTo(400);
        assertThat(text.message()).isEqualTo("unsupported media type text/plain");
        assertThat(large.status()).isEqualTo(400);
        assertThat(large.message()).isEqualTo("request entity too large");
        assertThat(none.message()).startsWith("Malformed request body (did you remember to specify");
    }

    @Test
    void listsWhatAFilterMeans() {
        assertThat(names(server.get("/entities").json())).isEqualTo("Web lookup petstore root team-a");
        assertThat(names(server.get("/entities?filter=,,").json())).isEqualTo("Web lookup petstore root team-a");
        assertThat(names(server.get("/entities?filter=kind=component,metadata.tags=java,spec.type=service")
                        .json()))
                .isEqualTo("lookup");
        assertThat(names(server.get("/entities?filter=kind=api&filter=KIND=GROUP")
                        .json()))
                .isEqualTo("petstore team-a");
        assertThat(server.get("/entities?filter=kind=nothing").body()).isEqualTo("[]");
        assertThat(server.get("/entities?filter=kind=api&fields=kind,metadata.namespace,metadata.name")
                        .body())
                .isEqualTo("[{\"kind\":\"API\",\"metadata\":{\"namespace\":\"other\",\"name\":\"petstore\"}}]");
    }

    @Test
    void pagesThroughTheOldListWithALink() {
        var first = server.get("/entities?filter=kind%3Dcomponent,kind%3Dapi&limit=2&offset=0&fields=metadata.name");
        var link = first.header("link");
        var second = server.get(link.substring(1, link.indexOf('>')));

        assertThat(link)
                .isEqualTo("</entities?filter=kind%3Dcomponent%2Ckind%3Dapi&limit=2&fields=metadata.name"
                        + "&after=eyJsaW1pdCI6Miwib2Zmc2V0IjoyfQ%3D%3D>; rel=\"next\"");
        assertThat(first.body())
                .isEqualTo("[{\"metadata\":{\"name\":\"petstore\"}},{\"metadata\":{\"name\":\"lookup\"}}]");
        assertThat(second.body()).isEqualTo("[{\"metadata\":{\"name\":\"Web\"}}]");
        assertThat(second.header("link")).isEmpty();
    }

    @Test
    void putsTheNextPlaceWhereTheLastOneStoodInTheLink() {
        var answer = server.get("/Entities?after=eyJsaW1pdCI6MX0%3D&fields=metadata.name");

        assertThat(answer.header("link"))
                .isEqualTo("</Entities?after=eyJsaW1pdCI6MSwib2Zmc2V0IjoxfQ%3D%3D&fields=metadata.name>; rel=\"next\"");
    }

    @Test
    void tagsAWholeListOnlyWhereItIsEmpty() {
        assertThat(server.get("/entities?fields=kind").header("etag")).isEmpty();
        assertThat(server.get("/entities?filter=kind=nope").header("etag")).isNotEmpty();
        assertThat(server.get("/entities?fields=kind&limit=1").header("etag")).isNotEmpty();
    }

    @Test
    void readsNumbersAndListsOfParametersAsTheOriginalDoes() {
        assertThat(server.get("/entities?fields=kind&limit=0x1").json()).hasSize(1);
        assertThat(server.get("/entities?filter[]=kind%3Dapi&filter[1]=kind%3Dnope&fields=kind")
                        .json())
                .hasSize(1);
        assertThat(server.get("/entities?filter=&filter=kind%3Dapi&fields=kind").json())
                .hasSize(1);
        assertThat(server.get("/entities/by-query?orderField=kind,asc,desc").status())
                .isEqualTo(200);
    }

    @Test
    void leavesOutWhoLacksTheOrderFieldOnlyWithoutALimit() {
        assertThat(names(server.get("/entities?order=asc:spec.type").json())).isEqualTo("Web lookup petstore");
        assertThat(names(server.get("/entities?order=asc:spec.type&limit=10").json()))
                .isEqualTo("Web lookup petstore root team-a");
    }

    @Test
    void takesACursorByGetAndByPostWhereverItCameFrom() {
        var first = server.get("/entities/by-query?filter=kind=component&orderField=metadata.name&limit=1&fields=kind");
        var cursor = first.json().path("pageInfo").path("nextCursor").asString();

        var byGet = server.get("/entities/by-query?limit=1&cursor=" + encode(cursor));
        var byPost = server.post("/entities/by-query", "{\"limit\":1,\"cursor\":\"" + cursor + "\"}");

        assertThat(first.body())
                .startsWith("{\"items\":[{\"kind\":\"Component\"}],\"totalItems\":2,\"pageInfo\":{\"next");
        assertThat(first.header("etag")).startsWith("W/");
        assertThat(names(byGet.json().path("items"))).isEqualTo("Web");
        assertThat(byGet.body()).isEqualTo(byPost.body());
        assertThat(byGet.json().path("pageInfo").propertyNames()).containsExactly("prevCursor");
    }

    @Test
    void answersAnEmptyQuestionWithEverything() {
        var empty = server.post("/entities/by-query", "{}");

        assertThat(empty.json().path("totalItems").asInt()).isEqualTo(5);
        assertThat(empty.json().path("pageInfo").isEmpty()).isTrue();
        assertThat(server.post("/entities/by-query", "{\"limit\":0,\"query\":{\"kind\":\"component\"}}")
                        .body())
                .isEqualTo("{\"items\":[],\"totalItems\":2,\"pageInfo\":{}}");
        assertThat(server.post("/entities/by-query", "{\"limit\":-5,\"totalItems\":\"exclude\"}")
                        .body())
                .isEqualTo("{\"items\":[],\"totalItems\":0,\"pageInfo\":{}}");
    }

    @Test
    void answersReferencesInTheirOrderWithNullForWhatIsNot() {
        var answer = server.post(
                "/entities/by-refs?filter=kind=component",
                "{\"entityRefs\":[\"" + WEB + "\",\"Component:default/web\",\"group:default/team-a\",\"\",\"" + WEB
                        + "\"],\"fields\":[\"metadata.name\"],\"query\":{\"spec.type\":\"website\"}}");

        assertThat(answer.body())
                .isEqualTo("{\"items\":[{\"metadata\":{\"name\":\"Web\"}},null,null,null,"
                        + "{\"metadata\":{\"name\":\"Web\"}}]}");
        assertThat(server.post("/entities/by-refs", "{\"entityRefs\":[]}").body())
                .isEqualTo("{\"items\":[]}");
    }

    @Test
    void countsFacetsUnderTheNamesAsAsked() {
        assertThat(server.get("/entity-facets?facet=SPEC.Type&facet=nope&filter=kind=component")
                        .body())
                .isEqualTo("{\"facets\":{\"SPEC.Type\":[{\"value\":\"service\",\"count\":1},"
                        + "{\"value\":\"website\",\"count\":1}],\"nope\":[]}}");
        assertThat(server.post("/entity-facets", "{\"facets\":[\"kind\"],\"query\":{\"kind\":{\"$in\":[\"api\"]}}}")
                        .body())
                .isEqualTo("{\"facets\":{\"kind\":[{\"value\":\"API\",\"count\":1}]}}");
    }

    @Test
    void tellsWhereAnEntityComesFrom() {
        var answer =
                server.get("/entities/by-name/component/default/web/ancestry").json();

        assertThat(answer.path("rootEntityRef").asString()).isEqualTo(WEB);
        assertThat(answer.path("items").path(0).path("parentEntityRefs"))
                .isEqualTo(Json.read("[\"location:default/root\"]"));
        assertThat(answer.path("items").path(1).path("entity").path("kind").asString())
                .isEqualTo("Location");
        assertThat(answer.path("items").path(1).path("parentEntityRefs").isEmpty())
                .isTrue();
    }

    @Test
    void refusesACallerWhoHasSeenANewerCatalog() {
        var newer = server.send(server.request("/entities").header("Buildrun-Position", "43"));
        var same = server.send(server.request("/entities").header("Buildrun-Position", "42"));

        assertThat(newer.status()).isEqualTo(503);
        assertThat(newer.message()).contains("at position 42, expected 43");
        assertThat(same.status()).isEqualTo(200);
    }

    @Test
    void streamsALongList() {
        var all = large.get("/entities?order=desc:metadata.name");
        var page = large.get("/entities/by-query?limit=2000&fields=metadata.name");

        assertThat(all.json()).hasSize(2_500);
        assertThat(all.json().path(0).path("metadata").path("name").asString()).isEqualTo("c999");
        assertThat(page.json().path("items")).hasSize(2_000);
        assertThat(page.json().path("totalItems").asInt()).isEqualTo(2_500);
    }

    @Test
    void givesTwoHundredEntitiesWhereNoLimitIsAsked() {
        assertThat(large.get("/entities/by-query").json().path("items")).hasSize(200);
    }
}
