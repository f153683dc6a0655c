package dev.buildrun.catalog.process;

import static dev.buildrun.testing.EntityBuilder.component;
import static dev.buildrun.testing.EntityBuilder.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.intake.Lane;
import dev.buildrun.catalog.log.Change;
import dev.buildrun.testing.CatalogHarness;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProcessingLoopTest {
    private static final String FILE = "https://files.test/catalog-info.yaml";

    private final CatalogHarness catalog = CatalogHarness.open();

    @AfterEach
    void close() {
        catalog.close();
    }

    @Test
    void storesTheBodyAndTheEdgesOfAGoodEntity() {
        catalog.provide("one", component("web").ownedBy("team"));

        catalog.settle();

        var web = catalog.known("component:default/web");
        assertThat(web.body().spec().path("owner").asString()).isEqualTo("team");
        assertThat(web.errors()).isEmpty();
        assertThat(web.relations())
                .containsExactly(
                        new Relation("ownedBy", "component:default/web", "group:default/team"),
                        new Relation("ownerOf", "group:default/team", "component:default/web"));
    }

    @Test
    void writesOneRowOfTheLogForANewEntity() {
        catalog.provide("one", component("web"));

        catalog.settle();

        assertThat(catalog.changesAfter(0))
                .singleElement()
                .isInstanceOfSatisfying(Change.EntityChanged.class, change -> {
                    assertThat(change.position()).isEqualTo(1);
                    assertThat(change.entity()).isEqualTo(catalog.known("component:default/web"));
                });
    }

    @Test
    void writesNeitherBodyNorLogWhenTheOutcomeIsTheSame() {
        catalog.provide("one", component("web"));
        catalog.settle();

        catalog.intake().refresh("component:default/web");
        var processed = catalog.settle();

        assertThat(processed).isEqualTo(1);
        assertThat(catalog.changesAfter(1)).isEmpty();
    }

    @Test
    void isNotDueAgainWhenNothingOutsideWasRead() {
        catalog.provide("one", component("web"));
        catalog.settle();

        catalog.timePasses(Duration.ofDays(1000));

        assertThat(catalog.settle()).isZero();
    }

    @Test
    void looksAgainAfterTheIntervalWhenSomethingOutsideWasRead() {
        catalog.files().put(FILE, component("web"));
        catalog.provide("one", location("all", FILE));
        catalog.settle();
        catalog.files().put(FILE, component("web").described("changed"));

        catalog.timePasses(Duration.ofSeconds(99));
        var tooEarly = catalog.settle();
        catalog.timePasses(Duration.ofSeconds(52));
        catalog.settle();

        assertThat(tooEarly).isZero();
        assertThat(catalog.body("component:default/web")
                        .metadata()
                        .path("description")
                        .asString())
                .isEqualTo("changed");
    }

    @Test
    void keepsTheOldEntityAndItsRelationsWhenProcessingFails() {
        catalog.provide("one", component("web").ownedBy("team"));
        catalog.settle();
        var before = catalog.known("component:default/web");

        catalog.provide("one", component("web").ownedBy("other").withoutLifecycle());
        catalog.settle();

        var after = catalog.known("component:default/web");
        assertThat(after.body()).isEqualTo(before.body());
        assertThat(after.relations()).isEqualTo(before.relations());
        assertThat(after.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.message()).contains("must have required property 'lifecycle'"));
        assertThat(catalog.changesAfter(1)).hasSize(1);
    }

    @Test
    void clearsTheErrorsWhenTheEntityIsGoodAgain() {
        catalog.provide("one", component("web"));
        catalog.settle();
        catalog.provide("one", component("web").withoutLifecycle());
        catalog.settle();

        catalog.provide("one", component("web"));
        catalog.settle();

        assertThat(catalog.known("component:default/web").errors()).isEmpty();
        assertThat(catalog.changesAfter(2)).hasSize(1);
    }

    @Test
    void showsNothingOfAnEntityThatWasNeverGood() {
        catalog.provide("one", component("web").withoutLifecycle());

        catalog.settle();

        assertThat(catalog.entities()).isEmpty();
        assertThat(catalog.changesAfter(0)).isEmpty();
    }

    @Test
    void processesWhatALocationLeadsToAtOnce() {
        catalog.files().put(FILE, component("web"), component("api"));

        catalog.provide("one", location("all", FILE));
        catalog.settle();

        assertThat(catalog.entities())
                .containsOnlyKeys("location:default/all", "component:default/web", "component:default/api");
        assertThat(catalog.known("component:default/web").parentRefs()).containsExactly("location:default/all");
    }

    @Test
    void freezesALocationWithOneBadDocument() {
        catalog.files().put(FILE, component("web"));
        catalog.provide("one", location("all", FILE));
        catalog.settle();

        catalog.files().putText(FILE, component("web").described("new").text() + "\n---\n[]\n");
        catalog.intake().refresh("location:default/all");
        catalog.settle();

        assertThat(catalog.body("component:default/web").metadata().has("description"))
                .isFalse();
        assertThat(catalog.known("location:default/all").errors()).isNotEmpty();
    }

    @Test
    void leavesWhatALocationNoLongerLeadsToAnOrphanUntilTheSweep() {
        catalog.files().put(FILE, component("web"), component("api"));
        catalog.provide("one", location("all", FILE));
        catalog.settle();
        catalog.files().put(FILE, component("web"));
        catalog.intake().refresh("location:default/all");
        catalog.settle();

        var orphan = catalog.known("component:default/api").orphan();
        catalog.timePasses(Duration.ofSeconds(31));
        catalog.intake().sweepOrphans(Duration.ofSeconds(30));

        assertThat(orphan).isTrue();
        assertThat(catalog.entities()).containsOnlyKeys("location:default/all", "component:default/web");
    }

    @Test
    void keepsTheUidOfAnEntityWhenAnotherLocationLeadsToItsFile() {
        catalog.files().put(FILE, component("web"));
        catalog.files().put("https://files.test/other.yaml", component("other"));
        catalog.provide("one", location("first", FILE), location("second", "https://files.test/other.yaml"));
        catalog.settle();
        var before = catalog.known("component:default/web");

        catalog.provide("one", location("first", "https://files.test/other.yaml"), location("second", FILE));
        catalog.settle();

        var after = catalog.known("component:default/web");
        assertThat(after.uid()).isEqualTo(before.uid());
        assertThat(before.parentRefs()).containsExactly("location:default/first");
        assertThat(after.parentRefs()).containsExactly("location:default/second");
        assertThat(after.orphan()).isFalse();
    }

    @Test
    void givesAnEntityToTheFileThatHadItFirstUntilThatIsGone() {
        catalog.files().put(FILE, component("web").described("first"));
        catalog.files().put("https://files.test/second.yaml", component("web").described("second"));
        catalog.provide("one", location("first", FILE));
        catalog.settle();
        catalog.provide("two", location("second", "https://files.test/second.yaml"));
        catalog.settle();
        var first = catalog.body("component:default/web");

        catalog.provide("one");
        catalog.settle();

        assertThat(first.metadata().path("description").asString()).isEqualTo("first");
        assertThat(catalog.body("component:default/web")
                        .metadata()
                        .path("description")
                        .asString())
                .isEqualTo("second");
        assertThat(catalog.known("location:default/second").errors()).isEmpty();
    }

    @Test
    void storesTheOthersWhenOneOutcomeCannotBeStored() {
        catalog.files().putText(FILE, component("bad\\u0000name").text().replace("\\\\u", "\\u"));
        catalog.provide("one", component("web"), location("bad", FILE), component("api"));

        catalog.settle();

        assertThat(catalog.entities()).containsOnlyKeys("component:default/web", "component:default/api");
        assertThat(catalog.changesAfter(0)).hasSize(2);
    }

    @Test
    void processesUrgentEntitiesInALaneOfTheirOwn() {
        catalog.provide("one", component("web"));
        catalog.locations().register("url", FILE, null, null);

        var urgent = catalog.takeTurn(Lane.URGENT);

        assertThat(urgent).isEqualTo(1);
        assertThat(catalog.takeTurn(Lane.BACKGROUND)).isEqualTo(1);
    }
}
