package dev.buildrun.catalog.impact;

import static dev.buildrun.testing.StoredEntities.entity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.SnapshotEdit;
import dev.buildrun.http.Mount;
import dev.buildrun.json.Json;
import dev.buildrun.testing.StoredEntities;
import dev.buildrun.testing.TestEdge;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ImpactRoutesTest {
    private Snapshot snapshot = Snapshot.EMPTY;
    private Set<String> hidden = Set.of();
    private final TestEdge edge = new TestEdge(
            List.of(Mount.plugin(
                    "buildrun",
                    new ImpactRoutes(
                                    () -> snapshot,
                                    (_, _, ref) -> hidden.contains(ref) ? Decision.DENY : Decision.ALLOW)
                            .routes())),
            (_, _) -> new Caller.Service("external:test"));

    @AfterEach
    void stop() {
        edge.close();
    }

    private void catalog(StoredEntities... entities) {
        var edit = SnapshotEdit.of(Snapshot.EMPTY);
        for (var entity : entities) {
            edit.put(entity.build());
        }
        snapshot = edit.finish(42);
    }

    private static StoredEntities component(String name) {
        return entity("Component", name);
    }

    private static StoredEntities dependsOn(StoredEntities entity, String target) {
        return entity.states("dependsOn", "dependencyOf", target);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return edge.send(edge.request("/api/buildrun/impact/" + path));
    }

    private JsonNode impact(String path) throws IOException, InterruptedException {
        var answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body());
    }

    private String error(String path) throws IOException, InterruptedException {
        var answer = get(path);
        return answer.statusCode() + " "
                + Json.read(answer.body()).path("error").path("message").asString();
    }

    /** {@code 2 component:default/b by dependencyOf of resource:default/db}, one line for each. */
    private static String lines(JsonNode impact) {
        return impact.path("nodes")
                .valueStream()
                .map(node -> node.path("distance").asInt() + " "
                        + node.path("entityRef").asString()
                        + " by " + node.path("via").path("relation").asString() + " of "
                        + node.path("via").path("entityRef").asString())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void followsDependenceToTheEndNearestFirst() throws Exception {
        catalog(
                entity("Resource", "db"),
                dependsOn(component("orders"), "resource:default/db")
                        .states("providesApi", "apiProvidedBy", "api:default/orders"),
                entity("API", "orders"),
                component("web").states("consumesApi", "apiConsumedBy", "api:default/orders"),
                dependsOn(component("shop"), "component:default/web"),
                dependsOn(component("unrelated"), "resource:default/other"));

        var impact = impact("resource/default/DB");

        assertThat(lines(impact)).isEqualTo("""
                1 component:default/orders by dependencyOf of resource:default/db
                2 api:default/orders by providesApi of component:default/orders
                3 component:default/web by apiConsumedBy of api:default/orders
                4 component:default/shop by dependencyOf of component:default/web""");
        assertThat(impact.path("byRelation").toString())
                .isEqualTo("[{\"relation\":\"dependencyOf\",\"count\":2},{\"relation\":\"apiConsumedBy\",\"count\":1},"
                        + "{\"relation\":\"providesApi\",\"count\":1}]");
        assertThat(impact.path("position").asInt()).isEqualTo(42);
    }

    @Test
    void doesNotFailTheProviderWithItsApiNorTheSiblingsOfAPart() throws Exception {
        catalog(
                entity("API", "orders"),
                component("orders")
                        .states("providesApi", "apiProvidedBy", "api:default/orders")
                        .states("partOf", "hasPart", "system:default/shop"),
                component("sibling").states("partOf", "hasPart", "system:default/shop"),
                entity("System", "shop"));

        assertThat(lines(impact("api/default/orders"))).isEmpty();
        assertThat(lines(impact("component/default/orders")))
                .isEqualTo("1 api:default/orders by providesApi of component:default/orders");
        assertThat(impact("system/default/shop").path("count").asInt()).isEqualTo(3);
    }

    @Test
    void hitsWhatATeamAndTheTeamsBelowItOwn() throws Exception {
        catalog(
                entity("Group", "all"),
                entity("Group", "team").states("childOf", "parentOf", "group:default/all"),
                component("web").ownedBy("group:default/team"));

        assertThat(lines(impact("group/default/all"))).isEqualTo("""
                1 group:default/team by parentOf of group:default/all
                2 component:default/web by ownerOf of group:default/team""");
    }

    @Test
    void endsWhereEntitiesDependOnEachOther() throws Exception {
        catalog(
                dependsOn(component("a"), "component:default/b"),
                dependsOn(component("b"), "component:default/c"),
                dependsOn(component("c"), "component:default/a"));

        var impact = impact("component/default/a");

        assertThat(lines(impact)).isEqualTo("""
                1 component:default/c by dependencyOf of component:default/a
                2 component:default/b by dependencyOf of component:default/c""");
    }

    @Test
    void countsByOwnerAndSaysHowToReachThem() throws Exception {
        catalog(
                entity("Resource", "db"),
                dependsOn(component("a").ownedBy("group:default/team"), "resource:default/db"),
                dependsOn(component("b").ownedBy("group:default/team"), "resource:default/db"),
                dependsOn(component("c").ownedBy("group:default/nowhere"), "resource:default/db"),
                dependsOn(component("d"), "resource:default/db"),
                entity("Group", "team")
                        .metadata("title", "\"The team\"")
                        .annotation("buildrun.dev/oncall", "https://oncall.test/team")
                        .annotation("buildrun.dev/channel", "#team")
                        .profile("{\"email\":\"team@example.com\"}"));

        var impact = impact("resource/default/db");

        assertThat(impact.path("byOwner").toString())
                .isEqualTo("[{\"ownerRef\":\"group:default/team\",\"count\":2,\"title\":\"The team\","
                        + "\"email\":\"team@example.com\",\"onCall\":\"https://oncall.test/team\",\"channel\":\"#team\"},"
                        + "{\"ownerRef\":null,\"count\":1},{\"ownerRef\":\"group:default/nowhere\",\"count\":1}]");
        assertThat(impact.path("nodes").path(0).path("ownerRef").asString()).isEqualTo("group:default/team");
    }

    @Test
    void showsTitlesAndWhatTheCatalogDoesNotHave() throws Exception {
        catalog(
                dependsOn(component("web").metadata("title", "\"The web\""), "resource:default/lost"),
                component("core").states("dependencyOf", "dependsOn", "component:default/unborn"));

        var lost = impact("resource/default/lost");
        var core = impact("component/default/core");

        assertThat(lost.path("root").path("missing").asBoolean()).isTrue();
        assertThat(lost.path("nodes").path(0).path("title").asString()).isEqualTo("The web");
        assertThat(core.path("nodes").path(0).path("entityRef").asString()).isEqualTo("component:default/unborn");
        assertThat(core.path("nodes").path(0).path("missing").asBoolean()).isTrue();
    }

    @Test
    void tellsNothingOfWhatTheCallerMayNotReadNorOfWhatIsBehindIt() throws Exception {
        catalog(
                entity("Resource", "db"),
                dependsOn(component("secret").ownedBy("group:default/spies"), "resource:default/db"),
                dependsOn(component("behind"), "component:default/secret"),
                dependsOn(component("open").ownedBy("group:default/hidden-team"), "resource:default/db"),
                entity("Group", "hidden-team").profile("{\"email\":\"hidden@example.com\"}"));
        hidden = Set.of("component:default/secret", "group:default/hidden-team");

        var answer = get("resource/default/db").body();

        assertThat(lines(Json.read(answer)))
                .isEqualTo("1 component:default/open by dependencyOf of resource:default/db");
        assertThat(answer).doesNotContain("secret", "behind", "spies", "hidden@example.com");
        assertThat(error("component/default/secret"))
                .isEqualTo("404 No entity component:default/secret, and no relation names it");
        assertThat(error("component/default/never"))
                .isEqualTo("404 No entity component:default/never, and no relation names it");
    }

    @Test
    void followsOnlyTheRelationsAndStepsThatWereAskedFor() throws Exception {
        catalog(
                dependsOn(component("a").states("partOf", "hasPart", "system:default/s"), "component:default/root"),
                dependsOn(component("b"), "component:default/a"),
                component("root").states("partOf", "hasPart", "system:default/s"),
                entity("System", "s"));

        assertThat(lines(impact("component/default/root?relations=partOf")))
                .isEqualTo("1 system:default/s by partOf of component:default/root");
        assertThat(lines(impact("component/default/root?depth=1")))
                .isEqualTo("1 component:default/a by dependencyOf of component:default/root");
        assertThat(impact("component/default/root?relations=dependencyOf,partOf")
                        .path("relations")
                        .toString())
                .isEqualTo("[\"dependencyOf\",\"partOf\"]");
    }

    @Test
    void saysThatThereIsMoreThanItTells() throws Exception {
        var edit = SnapshotEdit.of(Snapshot.EMPTY);
        for (var number = 0; number <= ImpactRoutes.MAX_HIT; number++) {
            edit.put(dependsOn(component("c" + number), "resource:default/db").build());
        }
        snapshot = edit.finish();

        var impact = impact("resource/default/db");

        assertThat(impact.path("truncated").asBoolean()).isTrue();
        assertThat(impact.path("count").asInt()).isEqualTo(ImpactRoutes.MAX_HIT);
        assertThat(impact.path("nodes").size()).isEqualTo(ImpactRoutes.MAX_HIT);
        assertThat(error("resource/default/db?format=mermaid"))
                .isEqualTo("400 A picture has at most 200 entities, and 10000 depend on resource:default/db;"
                        + " ask for fewer with depth or relations, or for JSON");
    }

    @Test
    void drawsAPicture() throws Exception {
        catalog(
                entity("Resource", "db").metadata("title", "\"A <b>\\\"db\\\"</b> #1\""),
                dependsOn(component("a"), "resource:default/db"),
                dependsOn(dependsOn(component("b"), "component:default/a"), "resource:default/db")
                        .states("dependencyOf", "dependsOn", "component:default/lost"));
        var picture = """
                flowchart LR
                  n0["A #lt;b#gt;#quot;db#quot;#lt;/b#gt; #35;1<br/>resource:default/db"]
                  n1["component:default/a"]
                  n2["component:default/b"]
                  n3["component:default/lost"]:::missing
                  n0 -->|"dependencyOf"| n1
                  n0 -->|"dependencyOf"| n2
                  n1 -->|"dependencyOf"| n2
                  n2 -->|"dependencyOf"| n3
                  classDef missing stroke-dasharray: 5 5
                """;

        var byFormat = get("resource/default/db?format=mermaid");
        var byHeader = edge.send(
                edge.request("/api/buildrun/impact/resource/default/db").header("Accept", "text/vnd.mermaid"));

        assertThat(byFormat.body()).isEqualTo(picture);
        assertThat(byHeader.body()).isEqualTo(picture);
        assertThat(byHeader.headers().firstValue("Content-Type")).contains("text/vnd.mermaid; charset=utf-8");
    }

    @Test
    void refusesWhatItDoesNotUnderstand() throws Exception {
        catalog(component("a"));

        assertThat(error("component/default/a?depth=0"))
                .isEqualTo("400 request/query/depth: expected a whole number from 1 to 100, found 0");
        assertThat(error("component/default/a?format=svg"))
                .isEqualTo("400 request/query/format: expected json or mermaid, found svg");
        assertThat(error("component/default/a?relation=dependsOn")).isEqualTo("400 Unknown query parameter 'relation'");
        assertThat(error("component/default/a?relations=" + "r,"
                        + String.join(
                                ",",
                                IntStream.range(0, 51)
                                        .mapToObj(number -> "r" + number)
                                        .toList())))
                .isEqualTo("400 request/query/relations: expected at most 50, found 52");
    }
}
