package dev.buildrun.access.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The ways of the catalog, the search and the permission backend to many entities at once. */
final class PathsToMany {
    private final Reader reader;

    PathsToMany(Reader reader) {
        this.reader = reader;
    }

    void compare() {
        lists();
        pages();
        facets();
        batches();
        search();
    }

    private void lists() {
        reader.same("list", Reader.refs(reader.get(Reader.ENTITIES).json()));
        reader.same(
                "list in pages",
                Reader.refs(reader.get(Reader.ENTITIES + "?limit=500&offset=0").json()));
        reader.same(
                "list by kind",
                Reader.refs(
                        reader.get(Reader.ENTITIES + "?filter=metadata.name").json()));
        var count = reader.get(Reader.ENTITIES + "/by-query?limit=0")
                .json()
                .path("totalItems")
                .asInt();
        reader.equal("count", count, reader.seen.size());
        var predicate = reader.post(Reader.ENTITIES + "/by-query", "{\"query\":{\"kind\":\"component\"},\"limit\":500}")
                .json();
        assertThat(Reader.refs(predicate.path("items")))
                .as(reader.describe("predicate"))
                .containsExactlyInAnyOrderElementsOf(reader.seen.keySet().stream()
                        .filter(ref -> ref.startsWith("component:"))
                        .toList());
    }

    private void pages() {
        for (var order : List.of("", "&orderField=metadata.name,asc", "&orderField=metadata.name,desc")) {
            reader.same(
                    "pages" + order,
                    allPages(
                            reader.get(Reader.ENTITIES + "/by-query?limit=7" + order)
                                    .json(),
                            "nextCursor"));
        }
        var typed = allPages(
                reader.get(Reader.ENTITIES + "/by-query?limit=3&orderField=spec.type,asc")
                        .json(),
                "nextCursor");
        reader.among("pages by type", typed);
        var text = Reader.refs(reader.get(Reader.ENTITIES
                        + "/by-query?limit=500&fullTextFilterTerm=e1&fullTextFilterFields=metadata.name")
                .json()
                .path("items"));
        reader.among("text", text);
        // A cursor holds nothing of who has made it.
        var others = reader.world
                .service()
                .get(GuardedService.MACHINE, Reader.ENTITIES + "/by-query?limit=5&orderField=metadata.name,asc");
        reader.among("somebody else's cursor", allPages(others.json(), "nextCursor", false));
    }

    private List<String> allPages(JsonNode first, String direction) {
        return allPages(first, direction, true);
    }

    private List<String> allPages(JsonNode first, String direction, boolean withFirst) {
        var found = new ArrayList<String>(withFirst ? Reader.refs(first.path("items")) : List.of());
        var page = first;
        while (page.path("pageInfo").has(direction)) {
            page = reader.get(Reader.ENTITIES + "/by-query?limit=7&cursor="
                            + page.at("/pageInfo/" + direction).asString())
                    .json();
            found.addAll(Reader.refs(page.path("items")));
        }
        return found;
    }

    private void facets() {
        var facets = reader.get(Reader.CATALOG + "/entity-facets?facet=kind&facet=metadata.name&facet=spec.type")
                .json()
                .path("facets");
        var posted = reader.post(
                        Reader.CATALOG + "/entity-facets", "{\"facets\":[\"kind\",\"metadata.name\",\"spec.type\"]}")
                .json()
                .path("facets");
        for (var answer : List.of(facets, posted)) {
            counts("kind", answer.path("kind"), "/kind");
            counts("metadata.name", answer.path("metadata.name"), "/metadata/name");
            counts("spec.type", answer.path("spec.type"), "/spec/type");
        }
    }

    private void counts(String facet, JsonNode found, String pointer) {
        var expected = reader.seen.values().stream()
                .map(entity -> entity.at(pointer).asString(""))
                .filter(value -> !value.isEmpty())
                .collect(Collectors.groupingBy(value -> value, Collectors.counting()));
        var counted = found.valueStream()
                .collect(Collectors.toMap(
                        each -> each.path("value").asString(),
                        each -> each.path("count").asLong()));
        assertThat(counted).as(reader.describe("facet " + facet)).isEqualTo(expected);
    }

    private void batches() {
        var body = Json.object();
        reader.world.refs().forEach(body.putArray("entityRefs")::add);
        reader.same(
                "by-refs",
                Reader.refs(reader.post(Reader.ENTITIES + "/by-refs", Json.write(body))
                        .json()
                        .path("items")));
        if (!reader.name.startsWith("token")) {
            var item = Json.object().put("id", "1");
            item.putObject("permission")
                    .put("type", "resource")
                    .put("name", "catalog.entity.read")
                    .put("resourceType", "catalog-entity")
                    .putObject("attributes")
                    .put("action", "read");
            reader.world.refs().forEach(item.putArray("resourceRef")::add);
            var asked = Json.object();
            asked.putArray("items").add(item);
            var results = reader.post("/api/permission/authorize", Json.write(asked))
                    .json()
                    .at("/items/0/result");
            var allowed = new ArrayList<String>();
            for (var index = 0; index < reader.world.refs().size(); index++) {
                if (results.path(index).asString().equals("ALLOW")) {
                    allowed.add(reader.world.refs().get(index));
                }
            }
            reader.same("authorize", allowed);
        }
        var action = reader.post(
                Reader.CATALOG + "/.backstage/actions/v1/actions/catalog%3Aquery-catalog-entities/invoke",
                "{\"query\":{\"kind\":\"component\"}}");
        assertThat(action.status()).as(action.body()).isEqualTo(200);
        reader.among("action", Reader.refs(action.json().at("/output/items")));
    }

    private void search() {
        var found = new TreeSet<String>();
        var path = "/api/search/query?term=&pageLimit=100";
        var cursor = "";
        do {
            var page = reader.get(path + (cursor.isEmpty() ? "" : "&pageCursor=" + cursor))
                    .json();
            for (var result : page.path("results")) {
                var document = result.path("document");
                found.add(document.path("kind").asString("").toLowerCase(Locale.ROOT) + ":"
                        + document.path("namespace").asString("") + "/"
                        + document.path("location").asString("").replaceFirst(".*/", ""));
            }
            cursor = page.path("nextPageCursor").asString("");
        } while (!cursor.isEmpty());
        reader.same("search", found);
        for (var ref : reader.world.refs().subList(0, 10)) {
            var hit = reader.get("/api/search/query?term=" + GeneratedWorld.mark(Reader.name(ref)))
                    .json();
            if (!reader.seen.containsKey(ref)) {
                assertThat(hit.toString())
                        .as(reader.describe("search for " + ref))
                        .doesNotContain("/" + Reader.name(ref) + "\"");
            }
        }
    }
}
