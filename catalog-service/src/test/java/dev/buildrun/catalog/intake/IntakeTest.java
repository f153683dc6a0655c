package dev.buildrun.catalog.intake;

import static dev.buildrun.database.schema.Tables.REFRESH_STATE;
import static dev.buildrun.testing.EntityBuilder.component;
import static dev.buildrun.testing.EntityBuilder.location;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.catalog.intake.MutationResult.Counts;
import dev.buildrun.catalog.log.Cause;
import dev.buildrun.catalog.log.Change;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.testing.CatalogHarness;
import dev.buildrun.testing.EntityBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private static final String WEB = "component:default/web";
    private static final String API = "component:default/api";
    private static final String FILE = "https://files.test/catalog-info.yaml";

    private final CatalogHarness catalog = CatalogHarness.open();

    @AfterEach
    void close() {
        catalog.close();
    }

    /** The version of each row, which is another one as soon as anybody writes or locks it. */
    private Map<String, String> rowVersions() {
        var version = DSL.field("xmin::text || ' ' || xmax::text || ' ' || ctid::text", String.class);
        return catalog.database()
                .inTransaction(tx -> tx.jooq()
                        .select(REFRESH_STATE.ENTITY_REF, version)
                        .from(REFRESH_STATE)
                        .fetchMap(REFRESH_STATE.ENTITY_REF, version));
    }

    private Set<String> desiredRefs() {
        return rowVersions().keySet();
    }

    @Nested
    class FullMutation {
        private static final int MANY = 2 * Sources.ENTITIES_PER_PART + 10;

        private MutationResult.Applied provide(int count) {
            var desired = CatalogHarness.desired(
                    "many",
                    IntStream.range(0, count).mapToObj(n -> component("c" + n)).toArray(EntityBuilder[]::new));
            return (MutationResult.Applied) catalog.intake().replace("many", desired, Cause.of("test"));
        }

        @Test
        void countsWhatGoesInPartsAsOneMutation() {
            var first = provide(MANY);
            var again = provide(MANY);
            var fewer = provide(7);

            assertThat(first.counts()).isEqualTo(new Counts(MANY, 0, 0, 0));
            assertThat(first.toProcess()).hasSize(MANY);
            assertThat(first.version()).isEqualTo(1);
            assertThat(again.counts()).isEqualTo(new Counts(0, 0, 0, MANY));
            assertThat(fewer.counts()).isEqualTo(new Counts(0, 0, MANY - 7, 7));
            assertThat(desiredRefs()).hasSize(7);
        }

        @Test
        void storesNothingOfManyThatMustBeStoredWholeWhenOneIsRefused() {
            catalog.provide("other", component("c1"));
            var desired = CatalogHarness.desired(
                    "many",
                    IntStream.range(0, MANY).mapToObj(n -> component("c" + n)).toArray(EntityBuilder[]::new));
            var cause = Cause.of("test");
            var terms = new MutationTerms(
                    cause, Lane.BACKGROUND, MutationTerms.Conflicts.REFUSE_ALL, MutationTerms.Mode.STORE, null);

            var result = catalog.intake().sources().replace("many", desired, terms);

            assertThat(result).isInstanceOf(MutationResult.Conflicting.class);
            assertThat(desiredRefs()).containsExactly("component:default/c1");
        }

        @Test
        void writesNoRowWhenNothingChanged() {
            catalog.provide("one", component("web"), component("api"));
            catalog.settle();
            var before = rowVersions();

            catalog.provide("one", component("web"), component("api"));

            assertThat(rowVersions()).isEqualTo(before);
        }

        @Test
        void makesOnlyTheChangedEntityDue() {
            catalog.provide("one", component("web"), component("api"));
            catalog.settle();

            catalog.provide("one", component("web"), component("api").described("new"));

            assertThat(catalog.settle()).isEqualTo(1);
        }

        @Test
        void removesWhatIsNotProvidedAnyMore() {
            catalog.provide("one", component("web"), component("api"));
            catalog.settle();

            catalog.provide("one", component("api"));

            assertThat(catalog.entities()).containsOnlyKeys(API);
        }

        @Test
        void leavesWhatOtherProvidersDeclare() {
            catalog.provide("one", component("web"));
            catalog.provide("two", component("api"));
            catalog.settle();

            catalog.provide("one");

            assertThat(catalog.entities()).containsOnlyKeys(API);
        }

        @Test
        void leavesAnEntityToTheProviderThatHadItFirst() {
            catalog.provide("one", component("web").described("first"));
            catalog.provide("two", component("web").described("second"));
            catalog.settle();

            catalog.provide("two");

            assertThat(catalog.body(WEB).metadata().path("description").asString())
                    .isEqualTo("first");
        }

        @Test
        void givesAnotherUidWhenTheLocationKeyChanges() {
            catalog.provide("one", component("web"));
            catalog.settle();
            var before = catalog.known(WEB).uid();
            var moved = DesiredEntity.of(
                    component("web").from("url:https://new.test").build(), "url:https://new.test");

            catalog.intake().replace("one", List.of(moved), Cause.of("test"));
            catalog.settle();

            assertThat(catalog.known(WEB).uid()).isNotEqualTo(before);
        }

        @Test
        void storesThousandsAtOnce() {
            var many = java.util.stream.IntStream.range(0, 3000)
                    .mapToObj(n -> component("c" + n))
                    .toArray(dev.buildrun.testing.EntityBuilder[]::new);

            catalog.provide("one", many);

            assertThat(desiredRefs()).hasSize(3000);
        }
    }

    @Nested
    class DeltaMutation {
        @Test
        void addsAndLeavesTheRest() {
            catalog.provide("one", component("web"));

            catalog.add("one", component("api"));

            assertThat(desiredRefs()).containsExactlyInAnyOrder(WEB, API);
        }

        @Test
        void removesOnlyWhatTheProviderItselfDeclared() {
            catalog.provide("one", component("web"));
            catalog.provide("two", component("api"));

            catalog.remove("one", WEB, API);

            assertThat(desiredRefs()).containsExactly(API);
        }

        @Test
        void writesNoRowWhenNothingChanged() {
            catalog.add("one", component("web"));
            catalog.settle();
            var before = rowVersions();

            catalog.add("one", component("web"));

            assertThat(rowVersions()).isEqualTo(before);
        }
    }

    @Nested
    class Removal {
        @Test
        void prunesAtOnceWhatOnlyTheRemovedLedTo() {
            catalog.files().put(FILE, component("web"), location("nested", "https://files.test/nested.yaml"));
            catalog.files().put("https://files.test/nested.yaml", component("api"));
            catalog.provide("one", location("root", FILE));
            catalog.settle();
            var position = catalog.reader().latest();

            catalog.provide("one");

            assertThat(desiredRefs()).isEmpty();
            assertThat(catalog.changesAfter(position))
                    .hasSize(4)
                    .allSatisfy(change -> assertThat(change).isInstanceOf(Change.EntityRemoved.class));
        }

        @Test
        void keepsWhatAnotherProviderDeclaresAndWhatThatLeadsTo() {
            catalog.files().put(FILE, location("shared", "https://files.test/shared.yaml"));
            catalog.files().put("https://files.test/shared.yaml", component("api"));
            catalog.provide("one", location("root", FILE));
            catalog.settle();
            catalog.database()
                    .transact(tx -> tx.jooq()
                            .execute("insert into refresh_state_references (source_key, target_entity_ref)"
                                    + " values ('two', 'location:default/shared')"));

            catalog.provide("one");

            assertThat(catalog.entities()).containsOnlyKeys("location:default/shared", API);
        }

        @Test
        void prunesACycle() {
            catalog.files().put(FILE, location("b", "https://files.test/b.yaml"));
            catalog.files().put("https://files.test/b.yaml", location("c", "https://files.test/c.yaml"));
            catalog.files().put("https://files.test/c.yaml", location("b", "https://files.test/b.yaml"));
            catalog.provide("one", location("a", FILE));
            catalog.settle();

            catalog.provide("one");

            assertThat(desiredRefs()).isEmpty();
        }
    }

    @Nested
    class Deletion {
        @Test
        void bringsBackWhatALocationStillLeadsToWithAnotherUid() {
            catalog.files().put(FILE, component("web"));
            catalog.provide("one", location("root", FILE));
            catalog.settle();
            var uid = catalog.known(WEB).uid();

            catalog.intake().delete(uid, Cause.of("test"));
            var gone = catalog.entity(WEB);
            catalog.settle();

            assertThat(gone).isEmpty();
            assertThat(catalog.known(WEB).uid()).isNotEqualTo(uid);
        }

        @Test
        void leavesItsChildrenToTheSweep() {
            catalog.files().put(FILE, component("web"));
            catalog.provide("one", location("root", FILE));
            catalog.settle();

            catalog.intake().delete(catalog.known("location:default/root").uid(), Cause.of("test"));
            var orphan = catalog.known(WEB).orphan();
            catalog.intake().sweepOrphans(Duration.ZERO);

            assertThat(orphan).isTrue();
            assertThat(catalog.entities()).isEmpty();
        }

        @Test
        void doesNothingForAnUnknownUid() {
            catalog.provide("one", component("web"));
            catalog.settle();

            var position = catalog.intake().delete(UUID.randomUUID(), Cause.of("test"));

            assertThat(position).isEqualTo(1);
            assertThat(catalog.entities()).containsOnlyKeys(WEB);
        }

        @Test
        void returnsThePositionThatCoversIt() {
            catalog.provide("one", component("web"));
            catalog.settle();

            var position =
                    catalog.intake().delete(catalog.known(WEB).uid(), new Cause("entity:delete", "user:default/me"));

            assertThat(catalog.changesAfter(position - 1)).hasSize(1);
            assertThat(catalog.changesAfter(position)).isEmpty();
        }
    }

    @Nested
    class Refresh {
        @Test
        void makesTheEntityAndTheLocationsAboveItDue() {
            catalog.files().put(FILE, location("nested", "https://files.test/nested.yaml"));
            catalog.files().put("https://files.test/nested.yaml", component("web"), component("api"));
            catalog.provide("one", location("root", FILE));
            catalog.settle();

            catalog.intake().refresh("Component:Default/Web");

            assertThat(catalog.takeTurn(Lane.URGENT)).isEqualTo(3);
        }

        @Test
        void refusesAnUnknownEntity() {
            assertThatThrownBy(() -> catalog.intake().refresh("component:default/no"))
                    .isInstanceOfSatisfying(
                            ServiceException.class,
                            exception -> assertThat(exception.kind()).isEqualTo(ErrorKind.NOT_FOUND))
                    .hasMessage("Entity component:default/no not found");
        }

        @Test
        void findsEntitiesByWhatTheyWereMadeFrom() {
            catalog.files().put(FILE, component("web"));
            catalog.provide("one", location("root", FILE), component("api"));
            catalog.settle();

            var affected = catalog.intake().refreshByKeys(List.of("url:" + FILE, "url:https://other.test"));

            assertThat(affected).isEqualTo(1);
            assertThat(catalog.settle()).isEqualTo(1);
        }

        @Test
        void findsEntitiesByWhatTheyWereMadeFromBelowAPlace() {
            catalog.files().put(FILE, component("web"));
            catalog.provide("one", location("root", FILE), component("api"));
            catalog.settle();

            var besides = catalog.intake().refreshBelow("url:https://files.tes");
            var affected = catalog.intake().refreshBelow("url:https://files.test");

            assertThat(besides).isZero();
            assertThat(affected).isEqualTo(1);
            assertThat(catalog.takeTurn(Lane.URGENT)).isEqualTo(1);
        }

        @Test
        void endsInACycleOfLocations() {
            catalog.files().put(FILE, location("b", "https://files.test/b.yaml"));
            catalog.files().put("https://files.test/b.yaml", location("c", "https://files.test/c.yaml"));
            catalog.files().put("https://files.test/c.yaml", location("b", "https://files.test/b.yaml"));
            catalog.provide("one", location("a", FILE));
            catalog.settle();

            catalog.intake().refresh("location:default/b");

            assertThat(catalog.takeTurn(Lane.URGENT)).isPositive();
        }
    }

    @Test
    void takesBackWhatProvidersThatAreGoneHaveDeclared() {
        catalog.provide("one", component("web"));
        catalog.provide("two", component("api"));
        catalog.settle();

        catalog.intake().forgetOtherSources(Set.of("two"), Cause.of("test"));

        assertThat(catalog.entities()).containsOnlyKeys(API);
    }
}
