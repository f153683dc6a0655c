package dev.buildrun.catalog.history;

import static dev.buildrun.testing.EntityBuilder.component;
import static dev.buildrun.testing.EntityBuilder.group;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.http.Mount;
import dev.buildrun.json.Json;
import dev.buildrun.testing.CatalogHarness;
import dev.buildrun.testing.EntityBuilder;
import dev.buildrun.testing.TestEdge;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class HistoryRoutesTest {
    private static final String WEB = "/api/buildrun/history/component/default/web";

    private final CatalogHarness catalog = CatalogHarness.open();
    private Set<String> hidden = Set.of();
    private final TestEdge edge = new TestEdge(
            List.of(Mount.plugin(
                    "buildrun",
                    new HistoryRoutes(
                                    catalog.database(),
                                    (_, _, ref) -> hidden.contains(ref) ? Decision.DENY : Decision.ALLOW)
                            .routes())),
            (_, _) -> new Caller.Service("external:test"));

    @AfterEach
    void stop() {
        edge.close();
        catalog.close();
    }

    private void change(EntityBuilder entity) {
        catalog.add("one", entity);
        catalog.settle();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return edge.send(edge.request(path));
    }

    private JsonNode json(String path) throws IOException, InterruptedException {
        var answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body());
    }

    private String error(String path) throws IOException, InterruptedException {
        var answer = get(path);
        var error = Json.read(answer.body()).path("error");
        return answer.statusCode() + " " + error.path("name").asString() + ": "
                + error.path("message").asString();
    }

    private static List<String> texts(JsonNode list, String field) {
        return list.valueStream().map(item -> item.path(field).asString()).toList();
    }

    @Test
    void listsVersionsWithCauseAndWhatChangedNewestFirst() throws Exception {
        change(component("web").described("old"));
        change(component("web").described("new").ownedBy("group:default/a"));
        catalog.remove("one", "component:default/web");
        change(component("web"));

        var history = json(WEB);

        var items = history.path("items");
        assertThat(texts(items, "what")).containsExactly("returned", "removed", "changed", "created");
        assertThat(texts(items, "cause")).containsExactly("processing", "provider:one", "processing", "processing");
        assertThat(items.path(2).path("changes").toString())
                .isEqualTo("{\"parts\":[\"metadata\",\"spec\",\"relations\"],\"added\":0,\"removed\":0,\"changed\":3}");
        assertThat(items.path(0).path("uid")).isNotEqualTo(items.path(3).path("uid"));
        assertThat(history.path("position").asInt()).isEqualTo(4);
        assertThat(history.path("pageInfo").isEmpty()).isTrue();
    }

    @Test
    void givesVersionsInPages() throws Exception {
        for (var version = 1; version <= 5; version++) {
            change(component("web").described("text " + version));
        }

        var first = json(WEB + "?limit=2");
        var second = json(WEB + "?limit=2&cursor="
                + first.path("pageInfo").path("nextCursor").asString());
        var third = json(WEB + "?limit=2&cursor="
                + second.path("pageInfo").path("nextCursor").asString());

        assertThat(texts(first.path("items"), "position")).containsExactly("5", "4");
        assertThat(texts(second.path("items"), "position")).containsExactly("3", "2");
        assertThat(texts(third.path("items"), "position")).containsExactly("1");
        assertThat(second.path("items").path(1).path("changes").path("changed").asInt())
                .isEqualTo(1);
        assertThat(third.path("pageInfo").isEmpty()).isTrue();
    }

    @Test
    void servesAVersionAsTheCatalogDid() throws Exception {
        try (var index = new CatalogIndex(catalog.reader(), Duration.ofHours(1))) {
            index.start();
            change(component("web").described("old"));
            var snapshot = index.awaitPosition(catalog.reader().latest(), Duration.ofSeconds(20));
            var served = snapshot.tree(snapshot.byRef("component:default/web").orElseThrow());
            change(component("web").described("new"));

            var version = json(WEB + "/versions/1");

            assertThat(version.path("entity")).isEqualTo(served);
            assertThat(version.path("next").asInt()).isEqualTo(2);
            assertThat(version.has("until")).isTrue();
        }
    }

    @Test
    void leavesOutTheRelationsThatOthersState() throws Exception {
        change(group("a"));
        change(component("web").ownedBy("group:default/a"));

        var version = json("/api/buildrun/history/group/default/a/versions/1");

        assertThat(version.path("entity").path("relations").isEmpty()).isTrue();
    }

    @Test
    void showsTheErrorsOfAVersion() throws Exception {
        change(component("web"));
        change(component("web").withoutLifecycle());

        var version = json(WEB + "/versions/2");

        assertThat(version.path("entity")
                        .path("status")
                        .path("items")
                        .path(0)
                        .path("level")
                        .asString())
                .isEqualTo("error");
    }

    @Test
    void tellsTheDifferenceOfTwoVersions() throws Exception {
        change(component("web").described("old"));
        change(component("web").described("new"));
        catalog.remove("one", "component:default/web");

        var difference = json(WEB + "/diff?from=1&to=2");
        var removal = json(WEB + "/diff?to=3");

        assertThat(difference.path("lines").toString())
                .isEqualTo("[\"~ metadata.description: \\\"old\\\" → \\\"new\\\"\"]");
        assertThat(texts(difference.path("patch"), "path")).contains("/metadata/description", "/metadata/etag");
        assertThat(removal.path("from").path("position").asInt()).isEqualTo(2);
        assertThat(removal.path("patch").toString()).isEqualTo("[{\"op\":\"replace\",\"path\":\"\",\"value\":null}]");
    }

    @Test
    void givesTheEntityAsItWas() throws Exception {
        change(component("web").described("old"));
        change(component("web").described("new"));
        var began = json(WEB).path("items").path(1).path("at").asString();

        var atPosition = json(WEB + "?asOf=1");
        var atTime = json(WEB + "?asOf=" + began);

        assertThat(atPosition
                        .path("entity")
                        .path("metadata")
                        .path("description")
                        .asString())
                .isEqualTo("old");
        assertThat(atTime).isEqualTo(atPosition);
    }

    @Test
    void saysWhyAnEntityWasNotThere() throws Exception {
        change(component("other"));
        change(component("web"));
        catalog.remove("one", "component:default/web");
        change(component("web"));
        var times = texts(json(WEB).path("items"), "at");

        assertThat(error(WEB + "?asOf=1"))
                .isEqualTo("404 NotFoundError: component:default/web did not exist at position 1; it exists since "
                        + times.get(2) + ", position 2");
        assertThat(error(WEB + "?asOf=3"))
                .isEqualTo("404 NotFoundError: component:default/web did not exist at position 3; it was removed at "
                        + times.get(1) + ", position 3; it exists again since " + times.get(0) + ", position 4");
        assertThat(error(WEB + "?asOf=99"))
                .isEqualTo("400 InputError: request/query/asOf: expected a position up to 4, found 99");
        assertThat(error(WEB + "?asOf=yesterday"))
                .startsWith("400 InputError: request/query/asOf: expected a position");
    }

    @Test
    void keepsTheHistoryOfOneThatIsGone() throws Exception {
        change(component("web").described("old"));
        catalog.remove("one", "component:default/web");

        var history = json(WEB);
        var version = json(WEB + "/versions/2");

        assertThat(texts(history.path("items"), "what")).containsExactly("removed", "created");
        assertThat(version.path("entity").isNull()).isTrue();
    }

    @Test
    void tellsOneWhoMayNotReadAnEntityWhatItTellsOfOneThatNeverWas() throws Exception {
        change(component("web"));
        change(component("web").described("new"));
        hidden = Set.of("component:default/web");

        for (var question : List.of("", "?asOf=1", "?asOf=2001-01-01T00:00:00Z", "/versions/1", "/diff?from=1&to=2")) {
            var answer = get(WEB + question);

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(error(WEB + question))
                    .isEqualTo("404 NotFoundError: No version of component:default/web is kept");
        }
        assertThat(error(WEB.replace("web", "unborn")))
                .isEqualTo("404 NotFoundError: No version of component:default/unborn is kept");
    }

    @Test
    void refusesWhatItDoesNotUnderstand() throws Exception {
        change(component("web"));

        assertThat(error(WEB + "?limit=0")).isEqualTo("400 InputError: request/query/limit must be >= 1");
        assertThat(error(WEB + "?limit=x"))
                .isEqualTo("400 InputError: request/query/limit: expected a whole number, found x");
        assertThat(error(WEB + "?asOf=1&limit=3")).isEqualTo("400 InputError: Unknown query parameter 'limit'");
        assertThat(error(WEB + "/versions/one"))
                .isEqualTo("400 InputError: request/params/position: expected a whole number, found one");
        assertThat(error(WEB + "/versions/7"))
                .isEqualTo("404 NotFoundError: No version 7 of component:default/web is kept");
        assertThat(error(WEB + "/diff?from=1"))
                .isEqualTo("400 InputError: request/query must have required property 'to'");
        assertThat(error(WEB + "/diff?to=1"))
                .isEqualTo("404 NotFoundError: No version of component:default/web before position 1 is kept");
        assertThat(error("/api/buildrun/history/component/default/" + "x".repeat(1100)))
                .startsWith("400 InputError: Expected kind, namespace and name of an entity");
    }
}
