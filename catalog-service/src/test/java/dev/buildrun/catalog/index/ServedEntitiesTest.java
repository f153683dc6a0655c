package dev.buildrun.catalog.index;

import static dev.buildrun.testing.EntityBuilder.component;
import static dev.buildrun.testing.EntityBuilder.group;
import static dev.buildrun.testing.EntityBuilder.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.entity.Annotations;
import dev.buildrun.catalog.entity.SearchField;
import dev.buildrun.testing.CatalogHarness;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What clients see of an entity when something around it happens, from the source to the served text. */
class ServedEntitiesTest {
    private static final String WEB = "component:default/web";
    private static final String TEAM = "group:default/team";
    private static final String FILE = "https://files.test/catalog-info.yaml";

    private final CatalogHarness catalog = CatalogHarness.open();
    private final CatalogIndex index = new CatalogIndex(catalog.reader(), Duration.ofHours(1));

    @BeforeEach
    void start() {
        index.start();
    }

    @AfterEach
    void stop() {
        index.close();
        catalog.close();
    }

    private Snapshot settled() {
        catalog.settle();
        return index.awaitPosition(catalog.reader().latest(), Duration.ofSeconds(20));
    }

    private JsonNode served(String ref) {
        var snapshot = settled();
        return snapshot.tree(snapshot.byRef(ref).orElseThrow());
    }

    private static String etag(JsonNode entity) {
        return entity.path("metadata").path("etag").asString();
    }

    private List<String> values(String ref, String key) {
        var snapshot = settled();
        var fields = snapshot.searchFields(snapshot.byRef(ref).orElseThrow());
        return StreamSupport.stream(fields.spliterator(), false)
                .filter(field -> field.key().equals(key))
                .map(SearchField::originalValue)
                .toList();
    }

    @Test
    void areUnknownUntilTheyAreGoodOnce() {
        catalog.provide("one", component("web").withoutLifecycle());

        var before = settled().byRef(WEB);
        catalog.provide("one", component("web"));

        assertThat(before).isEmpty();
        assertThat(settled().byRef(WEB)).isPresent();
    }

    @Test
    void stayAsTheyWereAndSayWhatIsWrongWhenTheyFailLater() {
        catalog.provide("one", component("web").ownedBy("team"));
        var before = served(WEB);

        catalog.provide("one", component("web").ownedBy("other").withoutLifecycle());
        var after = served(WEB);

        assertThat(after.path("spec")).isEqualTo(before.path("spec"));
        assertThat(after.path("relations")).isEqualTo(before.path("relations"));
        assertThat(etag(after)).isNotEqualTo(etag(before));
        assertThat(after.path("status").path("items")).singleElement().satisfies(item -> {
            assertThat(item.path("type").asString()).isEqualTo("backstage.io/catalog-processing");
            assertThat(item.path("level").asString()).isEqualTo("error");
            assertThat(item.path("message").asString())
                    .startsWith("InputError: Processor BuiltinKindsEntityProcessor threw an error while")
                    .endsWith("/spec must have required property 'lifecycle' - missingProperty: lifecycle");
            assertThat(item.path("error").path("name").asString()).isEqualTo("InputError");
        });
    }

    @Test
    void showARelationAtBothEndsAtTheSameMoment() {
        catalog.provide("one", component("web").ownedBy("team"));
        catalog.provide("two", group("team"));

        assertThat(served(WEB).path("relations"))
                .hasToString("[{\"type\":\"ownedBy\",\"targetRef\":\"" + TEAM + "\"}]");
        assertThat(served(TEAM).path("relations"))
                .hasToString("[{\"type\":\"ownerOf\",\"targetRef\":\"" + WEB + "\"}]");
    }

    @Test
    void keepARelationToWhatIsGoneAndShowItThereAgainWhenThatIsBack() {
        catalog.provide("one", component("web").ownedBy("team"));
        catalog.provide("two", group("team"));
        settled();

        catalog.provide("two");
        var without = served(WEB).path("relations");
        catalog.provide("two", group("team"));

        assertThat(without).hasSize(1);
        assertThat(served(TEAM).path("relations")).hasSize(1);
    }

    @Test
    void keepTheirEtagWhenTheyAreReadAgainUnchanged() {
        catalog.provide("one", component("web"));
        var before = served(WEB);
        var position = catalog.reader().latest();

        catalog.intake().refresh(WEB);
        var after = served(WEB);

        assertThat(after).isEqualTo(before);
        assertThat(catalog.reader().latest()).isEqualTo(position);
    }

    @Test
    void sayThatTheyAreOrphansForAsLongAsTheyAreKeptAsSuch() {
        catalog.files().put(FILE, component("web"));
        catalog.provide("one", location("root", FILE));
        settled();
        catalog.files().put(FILE, component("other"));
        catalog.intake().refresh("location:default/root");

        var orphan = served(WEB).path("metadata").path("annotations").path(Annotations.ORPHAN);
        var found = values(WEB, "metadata.annotations.backstage.io/orphan");
        catalog.files().put(FILE, component("web"));
        catalog.intake().refresh("location:default/root");
        var again = served(WEB).path("metadata").path("annotations");

        assertThat(orphan.asString()).isEqualTo("true");
        assertThat(found).containsExactly("true");
        assertThat(again.has(Annotations.ORPHAN)).isFalse();
    }
}
