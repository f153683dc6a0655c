package dev.buildrun.catalog.http;

import static dev.buildrun.testing.EntityBuilder.component;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnprocessedRoutesTest {
    private final LiveCatalog live = LiveCatalog.open();

    @AfterEach
    void stop() {
        live.close();
    }

    private List<String> refs(String path) {
        return live.server
                .get("/entities/unprocessed/" + path)
                .json()
                .path("entities")
                .valueStream()
                .map(entity -> entity.path("entity_ref").asString())
                .toList();
    }

    @Test
    void listsWhatWasNeverGoodAndWhy() {
        live.catalog.provide("p", component("good"), component("bad").withoutLifecycle());
        live.settle();

        var answer = live.server.get("/entities/unprocessed/pending").json();
        var bad = answer.path("entities").path(0);

        assertThat(answer.path("type").asString()).isEqualTo("pending");
        assertThat(answer.path("entities")).hasSize(1);
        assertThat(bad.path("entity_ref").asString()).isEqualTo("component:default/bad");
        assertThat(bad.path("unprocessed_entity").path("metadata").path("name").asString())
                .isEqualTo("bad");
        assertThat(bad.path("processed_entity").isNull()).isTrue();
        assertThat(bad.path("errors").path(0).path("message").asString()).contains("lifecycle");
        assertThat(bad.path("location_key").asString()).isEqualTo("url:https://p.test/entities.yaml");
    }

    @Test
    void listsAsFailedWhatIsStillServedAsItWas() {
        live.catalog.provide("p", component("web"));
        live.settle();
        live.catalog.provide("p", component("web").withoutLifecycle());
        live.settle();

        var failed = live.server.get("/entities/unprocessed/failed").json();

        assertThat(refs("pending")).isEmpty();
        assertThat(failed.path("type").asString()).isEqualTo("failed");
        assertThat(failed.path("entities")
                        .path(0)
                        .path("processed_entity")
                        .path("spec")
                        .has("lifecycle"))
                .isTrue();
    }

    @Test
    void listsOnlyWhatAnOwnerHas() {
        live.catalog.provide(
                "p",
                component("a").ownedBy("team-a").withoutLifecycle(),
                component("b").ownedBy("team-b").withoutLifecycle());
        live.settle();

        assertThat(refs("pending?owner=team-b&unknown=1")).containsExactly("component:default/b");
        assertThat(refs("failed?owner=nobody")).isEmpty();
    }

    @Test
    void deletesOneAndDoesNotMindThatThereIsNone() {
        live.catalog.provide("p", component("bad").withoutLifecycle());
        live.settle();
        var uid = live.server
                .get("/entities/unprocessed/pending")
                .json()
                .path("entities")
                .path(0)
                .path("entity_id")
                .asString();

        var deleted = live.server.delete("/entities/unprocessed/delete/" + uid);

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(refs("pending")).isEmpty();
        assertThat(live.server.delete("/entities/unprocessed/delete/" + uid).status())
                .isEqualTo(204);
        assertThat(live.server.delete("/entities/unprocessed/delete/xyz").status())
                .isEqualTo(204);
    }
}
