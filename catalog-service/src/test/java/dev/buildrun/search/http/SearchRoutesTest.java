package dev.buildrun.search.http;

import static dev.buildrun.testing.StoredEntities.entity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.SnapshotEdit;
import dev.buildrun.json.Json;
import dev.buildrun.search.Search;
import dev.buildrun.search.SearchLimits;
import dev.buildrun.techdocs.PublishedDocs;
import dev.buildrun.testing.StoredEntities;
import dev.buildrun.testing.TestEdge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;
import tools.jackson.databind.JsonNode;

class SearchRoutesTest {
    private static final Path RECORDING = Path.of(System.getProperty("recording", "../../shared/reference/golden"));

    @TempDir
    static Path docs;

    private Snapshot snapshot = Snapshot.EMPTY;
    private Set<String> hidden = Set.of();
    private final Search search = new Search(() -> snapshot, new PublishedDocs(docs, false));
    private final TestEdge edge = new TestEdge(
            List.of(new SearchRoutes(search, SearchLimits.DEFAULTS, (all, _) -> visible(all)).mount()),
            (_, _) -> new Caller.Service("external:test"));

    @AfterEach
    void stop() {
        edge.close();
    }

    private Snapshot visible(Snapshot all) {
        var seen = new RoaringBitmap();
        all.visitByRef(entity -> {
            if (!hidden.contains(entity.ref())) {
                seen.add(entity.slot());
            }
            return true;
        });
        return hidden.isEmpty() ? all : all.visibleTo(seen);
    }

    private void catalog(StoredEntities... entities) {
        var edit = SnapshotEdit.of(snapshot);
        for (var entity : entities) {
            edit.put(entity.build());
        }
        snapshot = edit.finish(snapshot.position() + 1);
    }

    private JsonNode query(String parameters) throws IOException, InterruptedException {
        var answer = edge.send(edge.request("/api/search/query?" + parameters));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body());
    }

    private String refused(String parameters) throws IOException, InterruptedException {
        var answer = edge.send(edge.request("/api/search/query?" + parameters));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        return Json.read(answer.body()).path("error").path("message").asString();
    }

    private static List<String> titles(JsonNode found) {
        return found.path("results")
                .valueStream()
                .map(result -> result.path("document").path("title").asString())
                .toList();
    }

    @Test
    void showsDocumentsAsBackstageDoes() throws Exception {
        catalog(
                entity("Component", "orders")
                        .metadata("description", "\"Takes orders\"")
                        .spec("type", "service")
                        .spec("lifecycle", "production")
                        .ownedBy("group:default/team-a"),
                entity("User", "jane").profile("{\"displayName\":\"Jane Doe\",\"email\":\"jane@example.com\"}"));

        assertThat(query("term=orders").path("results").path(0).path("document"))
                .isEqualTo(Json.read("""
                        {"title":"orders","text":"Takes orders","componentType":"service","type":"service","namespace":"default",
                        "kind":"Component","lifecycle":"production","owner":"group:default/team-a",
                        "location":"/catalog/default/component/orders"}"""));
        assertThat(query("term=doe").path("results").path(0).path("document")).isEqualTo(Json.read("""
                        {"title":"jane","text":"Jane Doe : jane@example.com","componentType":"other","type":"other",
                        "namespace":"default","kind":"User","lifecycle":"","owner":"","location":"/catalog/default/user/jane"}"""));
    }

    @Test
    void marksWhatItHasFound() throws Exception {
        catalog(entity("Component", "order-desk")
                .metadata("title", "\"Order Désk\"")
                .metadata("description", "\"Looks up one order; ORDERS come first.\""));

        var highlight = query("term=order%20desk").path("results").path(0).path("highlight");
        var pre = highlight.path("preTag").asString();
        var post = highlight.path("postTag").asString();

        assertThat(highlight
                        .path("fields")
                        .path("title")
                        .asString()
                        .replace(pre, "[")
                        .replace(post, "]"))
                .isEqualTo("[Order] [Désk]");
        assertThat(highlight
                        .path("fields")
                        .path("text")
                        .asString()
                        .replace(pre, "[")
                        .replace(post, "]"))
                .isEqualTo("Looks up one [order]; [ORDERS] come first.");
    }

    @Test
    void showsOfALongTextThePartWhereItWasFound() throws Exception {
        catalog(entity("Component", "a")
                .metadata("description", "\"" + "filler ".repeat(150) + "needle" + " tail".repeat(100) + "\""));

        var text = query("term=needle")
                .path("results")
                .path(0)
                .path("highlight")
                .path("fields")
                .path("text")
                .asString();

        assertThat(text).contains("needle").hasSizeLessThan(400);
    }

    @Test
    void findsWhatWasWrittenJustNowAndNotWhatIsGone() throws Exception {
        catalog(entity("Component", "orders"));
        assertThat(titles(query("term=invoices"))).isEmpty();

        catalog(
                entity("Component", "invoices"),
                entity("Component", "orders").metadata("description", "\"sends invoices\""));
        assertThat(titles(query("term=invoices"))).containsExactly("invoices", "orders");

        catalog(entity("Component", "orders"));
        assertThat(titles(query("term=invoices"))).containsExactly("invoices");
        assertThat(titles(query("term=orders"))).containsExactly("orders");
    }

    @Test
    void neitherShowsNorCountsWhatTheCallerMayNotRead() throws Exception {
        catalog(entity("Component", "secret-orders"), entity("Component", "orders"));
        hidden = Set.of("component:default/secret-orders");

        var found = query("term=orders");

        assertThat(titles(found)).containsExactly("orders");
        assertThat(found.path("numberOfResults").asInt()).isEqualTo(1);
        assertThat(query("term=secret").path("numberOfResults").asInt()).isZero();
        assertThat(query("").path("numberOfResults").asInt()).isEqualTo(1);
    }

    /** Whether misspelled words are looked for depends on how much is found, which must not tell of what is hidden. */
    @Test
    void answersAsIfHiddenEntitiesWereNotThere() throws Exception {
        var refs = new HashSet<String>();
        for (var i = 0; i < 20; i++) {
            catalog(entity("Component", "ordering-" + i));
            refs.add("component:default/ordering-" + i);
        }
        catalog(entity("Component", "orderinx"));
        hidden = refs;

        assertThat(titles(query("term=ordering"))).containsExactly("orderinx");
    }

    @Test
    void filtersByFieldsOfTheDocument() throws Exception {
        catalog(
                entity("Component", "a").spec("type", "service").spec("lifecycle", "production"),
                entity("Component", "b").spec("type", "website").spec("owner", "team-a"),
                entity("API", "c").spec("type", "openapi"),
                entity("Group", "other", "d"));

        assertThat(titles(query("filters%5Bkind%5D=Component"))).containsExactly("a", "b");
        assertThat(titles(query("filters[kind][0]=API&filters[kind][1]=Group"))).containsExactly("c", "d");
        assertThat(titles(query("filters[kind]=Component&filters[type]=website")))
                .containsExactly("b");
        assertThat(titles(query("filters[componentType]=other"))).containsExactly("d");
        assertThat(titles(query("filters[lifecycle]=production"))).containsExactly("a");
        assertThat(titles(query("filters[owner]=team-a"))).containsExactly("b");
        assertThat(titles(query("filters[namespace]=other"))).containsExactly("d");
        assertThat(titles(query("filters[title]=a"))).containsExactly("a");
        assertThat(titles(query("filters[colour]=red"))).isEmpty();
        assertThat(titles(query("filters[kind][deeper]=API"))).isEmpty();
    }

    @Test
    void goesThroughPagesForwardsAndBackwards() throws Exception {
        for (var i = 0; i < 7; i++) {
            catalog(entity("Component", "orders-" + i));
        }

        var first = query("term=orders&pageLimit=3");
        var second = query("term=orders&pageLimit=3&pageCursor="
                + first.path("nextPageCursor").asString());
        var third = query("term=orders&pageLimit=3&pageCursor="
                + second.path("nextPageCursor").asString());

        assertThat(titles(first)).containsExactly("orders-0", "orders-1", "orders-2");
        assertThat(first.has("previousPageCursor")).isFalse();
        assertThat(titles(second)).containsExactly("orders-3", "orders-4", "orders-5");
        assertThat(second.path("results").path(0).path("rank").asInt()).isEqualTo(4);
        assertThat(titles(third)).containsExactly("orders-6");
        assertThat(third.has("nextPageCursor")).isFalse();
        assertThat(third.path("numberOfResults").asInt()).isEqualTo(7);
        assertThat(query("term=orders&pageLimit=3&pageCursor="
                        + second.path("previousPageCursor").asString()))
                .isEqualTo(first);
    }

    @Test
    void refusesWhatIsNoQuestion() throws Exception {
        assertThat(refused("term=x&types%5B0%5D=nope")).isEqualTo("""
                Invalid query string: [
                  {
                    "code": "custom",
                    "message": "Invalid input",
                    "path": [
                      "types",
                      0
                    ]
                  }
                ]""");
        assertThat(refused("term=" + "x".repeat(101)))
                .contains("The term length \\\"101\\\" is greater than \\\"100\\\"");
        assertThat(refused("pageLimit=101")).contains("The page limit \\\"101\\\" is greater than \\\"100\\\"");
        assertThat(refused("pageLimit=ten")).isEqualTo("request/query/pageLimit must be integer");
        assertThat(refused("pageCursor=LTE%3D")).isEqualTo("Invalid page cursor");
        assertThat(refused("pageCursor=%20")).isEqualTo("Invalid page cursor");
        assertThat(refused("filters=x")).isEqualTo("request/query/filters must be object");
        assertThat(refused("term=a&term=b")).isEqualTo("request/query/term must be string");
    }

    @Test
    void refusesWhatIsTooMuch() throws Exception {
        var filters = new StringBuilder();
        for (var i = 0; i <= QueryParameters.MAX_FILTERS; i++) {
            filters.append("&filters[f").append(i).append("]=x");
        }
        assertThat(refused(filters.substring(1))).contains("expected at most 20, found 21");
        assertThat(refused("filters[kind]=x&".repeat(QueryParameters.MAX_VALUES + 1)))
                .contains("expected at most 100, found 101");
    }

    @Test
    void findsSectionsOfDocumentation() throws Exception {
        var folder = Files.createDirectories(docs.resolve("default/component/orders/search"));
        Files.writeString(folder.resolve("search_index.json"), """
                {"docs":[{"location":"","title":"Orders","text":"All about orders."},
                {"location":"runbook/#restart","title":"Restart &amp; repair","text":"Press the big button."}]}""");
        catalog(entity("Component", "orders")
                .annotation("backstage.io/techdocs-ref", "dir:.")
                .ownedBy("group:default/team-a"));
        search.refresh();

        var found = query("term=restart&types[0]=techdocs");

        assertThat(found.path("results").path(0).path("type").asString()).isEqualTo("techdocs");
        assertThat(found.path("results").path(0).path("document")).isEqualTo(Json.read("""
                {"kind":"component","namespace":"default","annotations":{"backstage.io/techdocs-ref":"dir:."},"name":"orders",
                "title":"Restart & repair","text":"Press the big button.","path":"runbook/#restart","componentType":"other","type":"other",
                "lifecycle":"","owner":"team-a","location":"/docs/default/component/orders/runbook/#restart"}"""));
        hidden = Set.of("component:default/orders");
        assertThat(query("term=restart").path("numberOfResults").asInt()).isZero();
    }

    @Test
    void forgetsDocumentationThatIsBuiltAnew() throws Exception {
        var folder = Files.createDirectories(docs.resolve("default/component/anew/search"));
        var file = folder.resolve("search_index.json");
        Files.writeString(file, "{\"docs\":[{\"location\":\"\",\"title\":\"Before\",\"text\":\"obsolete\"}]}");
        catalog(entity("Component", "anew").annotation("backstage.io/techdocs-ref", "dir:."));
        search.refresh();
        assertThat(titles(query("term=obsolete"))).containsExactly("Before");

        Files.writeString(file, "{\"docs\":[{\"location\":\"\",\"title\":\"After\",\"text\":\"contemporary\"}]}");
        search.refresh();

        assertThat(titles(query("term=obsolete"))).isEmpty();
        assertThat(titles(query("term=contemporary"))).containsExactly("After");
    }

    /** What is published comes from repositories of others. */
    @Test
    void followsNoLinkOutOfTheFolderOfTheEntity() throws Exception {
        var secret = Files.createDirectories(docs.resolve("default/component/secret/search"));
        Files.writeString(secret.resolve("search_index.json"), """
                {"docs":[{"location":"","title":"Unheard","text":"the word is quixotic"}]}""");
        var curious = Files.createDirectories(docs.resolve("default/component/curious/search"));
        Files.createSymbolicLink(curious.resolve("search_index.json"), secret.resolve("search_index.json"));
        catalog(entity("Component", "curious").annotation("backstage.io/techdocs-ref", "dir:."));
        search.refresh();

        assertThat(query("term=quixotic&types[0]=techdocs")
                        .path("numberOfResults")
                        .asInt())
                .isZero();
    }

    @Test
    void passesOverDocumentationThatIsBroken() throws Exception {
        var folder = Files.createDirectories(docs.resolve("default/component/broken/search"));
        Files.writeString(folder.resolve("search_index.json"), "{\"docs\":[");
        catalog(entity("Component", "broken").annotation("backstage.io/techdocs-ref", "dir:."));

        search.refresh();

        assertThat(query("term=broken").path("numberOfResults").asInt()).isEqualTo(1);
    }

    @Test
    void answersWhatBackstageWasAskedInItsShape() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isDirectory(RECORDING), "no recording");
        var recorded = Json.read(Files.readAllBytes(RECORDING.resolve("338-search-query-types.json")));
        catalog(
                entity("Component", "example-website")
                        .spec("type", "website")
                        .spec("lifecycle", "experimental")
                        .spec("owner", "guests"),
                entity("System", "examples").spec("owner", "guests"));

        var path = recorded.path("request").path("path").asString();
        var found = query(path.substring(path.indexOf('?') + 1));

        assertThat(unmarked(found)).isEqualTo(unmarked(recorded.path("response").path("body")));
    }

    /** Marks are other ones in each process. */
    private static JsonNode unmarked(JsonNode body) {
        var text = Json.write(body);
        var tags = new ArrayList<String>();
        body.path("results").forEach(result -> {
            tags.add(result.path("highlight").path("preTag").asString());
            tags.add(result.path("highlight").path("postTag").asString());
        });
        for (var tag : tags) {
            text = text.replace(tag, "*");
        }
        return Json.read(text);
    }
}
