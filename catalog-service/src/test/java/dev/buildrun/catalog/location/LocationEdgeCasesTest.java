package dev.buildrun.catalog.location;

import static dev.buildrun.testing.EntityBuilder.component;
import static dev.buildrun.testing.EntityBuilder.group;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.entity.Annotations;
import dev.buildrun.testing.CatalogHarness;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of locations whose files are not as one would wish. */
class LocationEdgeCasesTest {
    private static final String FILE = "https://files.test/catalog-info.yaml";
    private static final String OTHER = "https://files.test/other.yaml";

    private final CatalogHarness catalog = CatalogHarness.open();

    @AfterEach
    void close() {
        catalog.close();
    }

    private Location register(String target) {
        return catalog.locations().register("url", target, null, null).location();
    }

    private String description(String ref) {
        return catalog.body(ref).metadata().path("description").asString("");
    }

    @Test
    void takesNothingOfAFileWithABadDocumentAtFirst() {
        catalog.files()
                .putText(
                        FILE, component("a").text() + "\n---\n" + component("b").text() + "\n---\n{}\n");

        register(FILE);
        catalog.settle();

        assertThat(catalog.entities()).isEmpty();
    }

    @Test
    void keepsWhatWasThereWhenADocumentTurnsBad() {
        catalog.files().put(FILE, component("a"), component("b"));
        var location = register(FILE);
        catalog.settle();

        catalog.files().putText(FILE, component("a").described("new").text() + "\n---\n{}\n");
        catalog.intake().refresh(location.entityRef());
        catalog.settle();

        assertThat(catalog.entities())
                .containsOnlyKeys(location.entityRef(), "component:default/a", "component:default/b");
        assertThat(description("component:default/a")).isEmpty();
        assertThat(catalog.known(location.entityRef()).errors()).isNotEmpty();
        assertThat(catalog.known("component:default/b").orphan()).isFalse();
    }

    @Test
    void takesNothingOfAFileWithADocumentOfAKindThatTheRulesDoNotAllow() {
        catalog.files().put(FILE, component("a"), group("team"));

        register(FILE);
        catalog.settle();

        assertThat(catalog.entities()).isEmpty();
    }

    @Test
    void saysWhereAnEntityFromGithubIsInTheWordsOfItsTree() {
        var target = "https://github.com/o/r/blob/main/catalog-info.yaml";
        catalog.files().put(target, component("web"));
        catalog.files().put(target.replace("/blob/", "/tree/"), component("web"));

        register(target);
        catalog.settle();

        var web = catalog.body("component:default/web");
        assertThat(web.annotation(Annotations.MANAGED_BY_LOCATION))
                .hasValue("url:https://github.com/o/r/tree/main/catalog-info.yaml");
        assertThat(web.annotation(Annotations.MANAGED_BY_ORIGIN_LOCATION)).hasValue("url:" + target);
    }

    @Test
    void readsRelativeTargetsBesideTheFileOfTheLocation() {
        catalog.files().putText(FILE, locations("targets: [./other.yaml]"));
        catalog.files().put(OTHER, component("web"));

        register(FILE);
        catalog.settle();

        assertThat(catalog.entity("component:default/web")).isPresent();
    }

    @Test
    void leavesRelativeTargetsOfAnotherTypeAlone() {
        catalog.files().putText(FILE, locations("type: file\n  targets: [./other.yaml]"));
        catalog.files().put(OTHER, component("web"));

        register(FILE);
        catalog.settle();

        assertThat(catalog.entity("component:default/web")).isEmpty();
    }

    @Test
    void mindsNothingWhereAnOptionalFileIsMissingAndLetsItsEntitiesGo() {
        catalog.files().putText(FILE, locations("presence: optional\n  target: " + OTHER));
        catalog.files().put(OTHER, component("web"));
        register(FILE);
        catalog.settle();

        catalog.files().remove(OTHER);
        catalog.intake().refresh("component:default/web");
        catalog.settle();
        var orphaned = catalog.known("component:default/web").orphan();
        catalog.timePasses(Duration.ofSeconds(31));
        catalog.intake().sweepOrphans(Duration.ofSeconds(30));

        assertThat(orphaned).isTrue();
        assertThat(catalog.entity("component:default/web")).isEmpty();
        assertThat(catalog.known("location:default/nested").errors()).isEmpty();
    }

    @Test
    void givesAnEntityToOneOfTwoFilesAndTheOtherIsNotAtFault() {
        catalog.files().put(FILE, component("web").described("first"));
        catalog.files().put(OTHER, component("web").described("second"));
        var first = register(FILE);
        catalog.settle();
        var second = register(OTHER);
        catalog.settle();

        var shown = description("component:default/web");
        var errors = catalog.known(second.entityRef()).errors();
        catalog.locations().delete(first.id().toString(), null);
        catalog.settle();

        assertThat(shown).isEqualTo("first");
        assertThat(errors).isEmpty();
        assertThat(description("component:default/web")).isEqualTo("second");
    }

    private static String locations(String spec) {
        return """
                apiVersion: backstage.io/v1alpha1
                kind: Location
                metadata:
                  name: nested
                spec:
                  %s
                """.formatted(spec);
    }
}
