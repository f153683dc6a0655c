package dev.buildrun.catalog.process;

import static dev.buildrun.testing.EntityBuilder.component;
import static dev.buildrun.testing.EntityBuilder.location;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.intake.Lane;
import dev.buildrun.catalog.log.Change;
import dev.buildrun.testing.CatalogHarness;
import dev.buildrun.testing.EntityBuilder;
import dev.buildrun.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
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
    void storesTheNewEntitiesOfALocationInItsTurn() {
        catalog.files().put(FILE, component("web").ownedBy("team"), component("api"));
        catalog.provide("one", location("all", FILE));

        var claimed = catalog.takeTurn(Lane.BACKGROUND);

        assertThat(claimed).isEqualTo(1);
        assertThat(catalog.entities())
                .containsOnlyKeys("location:default/all", "component:default/web", "component:default/api");
        assertThat(catalog.known("component:default/web").relations()).hasSize(2);
        assertThat(catalog.settle()).isZero();
    }

    @Test
    void leavesToTheirTurnThoseThatAreNotGoodOrThatReadMore() {
        catalog.files().putText("https://files.test/readme.md", "Read me.");
        var reading = """
                apiVersion: backstage.io/v1alpha1
                kind: Component
                metadata:
                  name: reading
                  description:
                    $text: ./readme.md
                spec: { type: service, lifecycle: production, owner: team }
                """;
        catalog.files().putText(FILE, component("bad").withoutLifecycle().text() + "\n---\n" + reading);
        catalog.provide("one", location("all", FILE));

        catalog.takeTurn(Lane.BACKGROUND);
        var good = catalog.entities().keySet();
        var later = catalog.settle();

        assertThat(good).containsExactly("location:default/all");
        assertThat(later).isEqualTo(2);
        assertThat(catalog.body("component:default/reading")
                        .metadata()
                        .path("description")
                        .asString())
                .isEqualTo("Read me.");
        assertThat(catalog.intake().failed()).hasSize(1);
    }

    @Test
    void spoilsNoLocationByAnEntityThatMakesProcessingThrow() {
        var web = component("web").from("url:" + FILE).build();
        try (var other = CatalogHarness.open(TestDatabase.create(), (entity, cache) -> {
            if (!entity.entity().kind().equals("Location")) {
                throw new IllegalStateException("a bug");
            }
            return new ProcessingOutcome.Completed(
                    entity.entity(), List.of(), List.of(UnprocessedEntity.of(web, "url:" + FILE)), List.of(), cache);
        })) {
            other.provide("one", location("all", FILE));

            other.settle();

            assertThat(other.entities()).containsOnlyKeys("location:default/all");
            assertThat(other.intake().failed()).hasSize(1);
        }
    }

    @Test
    void storesALocationOfVeryManyEntitiesInParts() {
        var many = IntStream.range(0, 1_200)
                .mapToObj(n -> component("c" + n).ownedBy("team"))
                .toArray(EntityBuilder[]::new);
        catalog.files().put(FILE, many);
        catalog.provide("one", location("all", FILE));

        var claimed = catalog.settle();

        assertThat(claimed).isEqualTo(1);
        assertThat(catalog.entities()).hasSize(1_201);
        assertThat(catalog.known("component:default/c1199").parentRefs()).containsExactly("location:default/all");
        assertThat(transactionsOfTheLog()).isEqualTo(2);
    }

    private int transactionsOfTheLog() {
        return catalog.database()
                .inTransaction(tx -> tx.jooq()
                        .fetchSingle("select count(distinct tx)::int from change_log")
                        .get(0, Integer.class));
    }

    /** The file says something, then something else of which only a part is stored, then the first again. */
    @Test
    void takesBackWhatWasStoredOfAnOutcomeThatNeverCame() {
        catalog.files().put(FILE, component("web"));
        catalog.provide("one", location("all", FILE));
        catalog.settle();
        catalog.files()
                .put(
                        FILE,
                        IntStream.range(0, 1_200)
                                .mapToObj(n -> component("c" + n))
                                .toArray(EntityBuilder[]::new));
        catalog.intake().refresh("location:default/all");
        failCommitsAfter(1);
        assertThatThrownBy(() -> catalog.takeTurn(Lane.URGENT)).hasStackTraceContaining("the lights went out");
        var halfWay = catalog.entities().size();

        catalog.files().put(FILE, component("web"));
        catalog.database().transact(tx -> tx.jooq().execute("drop trigger failing on change_log_head"));
        catalog.timePasses(ProcessingLoopConfig.DEFAULT_LEASE);
        catalog.settle();
        catalog.timePasses(Duration.ofSeconds(31));
        catalog.intake().sweepOrphans(Duration.ofSeconds(30));

        assertThat(halfWay).isGreaterThan(2);
        assertThat(catalog.entities()).containsOnlyKeys("location:default/all", "component:default/web");
    }

    /** Lets one more commit change the log, and then none, as when the database goes down. */
    private void failCommitsAfter(int commits) {
        catalog.database().transact(tx -> {
            tx.jooq().execute("create sequence commits");
            tx.jooq()
                    .execute("create function fail() returns trigger language plpgsql as $$ begin"
                            + " if nextval('commits') > " + commits
                            + " then raise exception 'the lights went out'; end if;"
                            + " return null; end $$");
            tx.jooq()
                    .execute("create constraint trigger failing after update on change_log_head"
                            + " deferrable initially deferred for each row execute function fail()");
        });
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
