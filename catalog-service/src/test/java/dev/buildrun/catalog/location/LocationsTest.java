package dev.buildrun.catalog.location;

import static dev.buildrun.database.schema.Tables.LOCATIONS;
import static dev.buildrun.testing.EntityBuilder.component;
import static dev.buildrun.testing.EntityBuilder.location;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.intake.IntakeStore;
import dev.buildrun.catalog.intake.Lane;
import dev.buildrun.catalog.log.ChangeStore;
import dev.buildrun.catalog.process.ProcessingOutcome;
import dev.buildrun.catalog.process.ProcessorCache;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.testing.CatalogHarness;
import dev.buildrun.work.WakeUp;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LocationsTest {
    private static final String FILE = "https://files.test/catalog-info.yaml";
    private static final String OTHER = "https://files.test/other.yaml";

    private final CatalogHarness catalog = CatalogHarness.open();
    private final Locations locations = catalog.locations();

    @AfterEach
    void close() {
        catalog.close();
    }

    private Location register(String target) {
        return locations.register("url", target, null, "user:default/me").location();
    }

    private static void assertRefused(ThrowingCallable call, ErrorKind kind, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        exception -> assertThat(exception.kind()).isEqualTo(kind))
                .hasMessage(message);
    }

    @Nested
    class Register {
        @Test
        void namesTheEntityAsBackstageDoes() {
            var location = register("https://github.com/a/b/blob/main/catalog-info.yaml");

            assertThat(location.entityRef())
                    .isEqualTo("location:default/generated-b391f89a5f26c51a5e4a7c6473375b8c42a1e55c");
        }

        @Test
        void processesTheLocationAndWhatItLeadsToBeforeAllElse() {
            catalog.files().put(FILE, component("web"));
            catalog.provide("one", component("waiting"));

            var location = register(FILE);
            while (catalog.takeTurn(Lane.URGENT) > 0) {}

            assertThat(catalog.entities()).containsOnlyKeys("component:default/web", location.entityRef());
        }

        @Test
        void readsNothingBeforeItReturns() {
            register(FILE);

            assertThat(catalog.files().reads()).isZero();
        }

        @Test
        void refusesOneThatIsThere() {
            register(FILE);

            assertRefused(() -> register(FILE), ErrorKind.CONFLICT, "Location url:" + FILE + " already exists");
        }

        @Test
        void readsOneThatIsThereAgainWhenAsked() {
            catalog.files().put(FILE, component("web"));
            var first = register(FILE);
            catalog.settle();
            catalog.files().put(FILE, component("api"));

            var second =
                    locations.register("url", FILE, OnConflict.REFRESH, null).location();
            catalog.settle();

            assertThat(second).isEqualTo(first);
            assertThat(catalog.entity("component:default/api")).isPresent();
            assertThat(locations.list()).containsExactly(first);
        }

        @Test
        void takesTargetsThatDifferOnlyInCase() {
            register(FILE);

            register(FILE.toUpperCase(java.util.Locale.ROOT));

            assertThat(locations.list()).hasSize(2);
        }

        @Test
        void takesATargetThatIsLongerThanAnIndexEntry() {
            var target = "https://files.test/" + "x".repeat(50_000);

            var location = register(target);

            assertThat(locations.find("url", target)).contains(location);
        }

        @Test
        void refusesATypeThatIsNotAllowed() {
            assertRefused(
                    () -> locations.register("file", "/etc/passwd", null, null),
                    ErrorKind.INPUT,
                    "Registered locations must be of an allowed type [\"url\"]");
        }

        @Test
        void letsOneOfManyWinWhoComeAtOnce() throws Exception {
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                var attempts =
                        executor.invokeAll(java.util.Collections.nCopies(8, (Callable<Location>) () -> register(FILE)));

                assertThat(attempts.stream().filter(LocationsTest::hasSucceeded))
                        .hasSize(1);
            }
            assertThat(locations.list()).hasSize(1);
        }
    }

    private static boolean hasSucceeded(Future<?> future) {
        try {
            future.get();
            return true;
        } catch (ExecutionException exception) {
            assertThat(exception).hasMessageContaining("already exists");
            return false;
        } catch (InterruptedException exception) {
            throw new IllegalStateException(exception);
        }
    }

    @Nested
    class Reads {
        @Test
        void listsInTheOrderOfRegistration() {
            var registered = List.of(register(OTHER), register(FILE), register("https://files.test/a.yaml"));

            assertThat(locations.list()).isEqualTo(registered);
        }

        @Test
        void findsById() {
            var location = register(FILE);

            assertThat(locations.get(location.id().toString())).isEqualTo(location);
        }

        @Test
        void refusesUnknownIdsOfAnyForm() {
            var id = UUID.randomUUID().toString();

            assertRefused(() -> locations.get(id), ErrorKind.NOT_FOUND, "Found no location with ID " + id);
            assertRefused(() -> locations.get("x"), ErrorKind.NOT_FOUND, "Found no location with ID x");
        }
    }

    @Nested
    class Delete {
        @Test
        void removesAtOnceWhatOnlyTheLocationLedTo() {
            catalog.files().put(FILE, component("web"), location("nested", OTHER));
            catalog.files().put(OTHER, component("api"));
            var location = register(FILE);
            catalog.settle();

            locations.delete(location.id().toString(), null);

            assertThat(catalog.entities()).isEmpty();
            assertThat(locations.list()).isEmpty();
        }

        @Test
        void keepsWhatTheOthersLeadTo() {
            catalog.files().put(FILE, component("web"), location("shared", OTHER));
            catalog.files().put(OTHER, component("api"));
            var first = register(FILE);
            var second = register(OTHER);
            catalog.settle();

            locations.delete(first.id().toString(), null);
            catalog.settle();

            assertThat(catalog.entities()).containsOnlyKeys(second.entityRef(), "component:default/api");
        }

        @Test
        void tellsWhenAReaderCanSeeIt() {
            catalog.files().put(FILE, component("web"));
            var location = register(FILE);
            catalog.settle();

            var position = locations.delete(location.id().toString(), null).position();

            assertThat(position).isEqualTo(catalog.reader().latest()).isEqualTo(4);
        }

        @Test
        void refusesAnUnknownId() {
            assertRefused(() -> locations.delete("x", null), ErrorKind.NOT_FOUND, "Found no location with ID x");
        }
    }

    @Nested
    class Update {
        @Test
        void prunesTheOldAndReadsTheNewUnderTheSameName() {
            catalog.files().put(FILE, component("web"));
            catalog.files().put(OTHER, component("api"));
            var before = register(FILE);
            catalog.settle();

            var after =
                    locations.update(before.id().toString(), "url", OTHER, null).location();
            var atOnce = catalog.entities();
            catalog.settle();

            assertThat(after).isEqualTo(new Location(before.id(), "url", OTHER, before.entityRef()));
            assertThat(atOnce).isEmpty();
            assertThat(catalog.entities()).containsOnlyKeys(before.entityRef(), "component:default/api");
        }

        @Test
        void refusesATargetThatAnotherOneHas() {
            var first = register(FILE);
            register(OTHER);

            assertRefused(
                    () -> locations.update(first.id().toString(), "url", OTHER, null),
                    ErrorKind.CONFLICT,
                    "Location url:" + OTHER + " already exists");
        }
    }

    @Nested
    class TryOut {
        @Test
        void showsWhatRegisteringWouldBringAndStoresNothing() {
            catalog.files().put(FILE, component("web"), location("nested", OTHER));
            catalog.files().put(OTHER, component("api"));

            var trial = locations.dryRun("url", FILE);

            assertThat(trial.exists()).isFalse();
            assertThat(trial.entities())
                    .extracting(Entity::toString)
                    .containsExactly(
                            trial.location().entityRef(),
                            "location:default/nested",
                            "component:default/api",
                            "component:default/web");
            assertThat(locations.list()).isEmpty();
            assertThat(catalog.settle()).isZero();
        }

        @Test
        void saysWhetherItIsRegistered() {
            catalog.files().put(FILE, component("web"));
            register(FILE);

            assertThat(locations.dryRun("url", FILE).exists()).isTrue();
        }

        @Test
        void refusesALocationThatCannotBeRead() {
            assertThatThrownBy(() -> locations.dryRun("url", FILE))
                    .isInstanceOf(ServiceException.class)
                    .hasMessageContaining("NotFoundError: Unable to read url");
        }

        @Test
        void refusesAnEntityThatComesTwice() {
            catalog.files().put(FILE, component("web"), component("web"));

            assertRefused(
                    () -> locations.dryRun("url", FILE),
                    ErrorKind.INPUT,
                    "Duplicate nested entity: component:default/web");
        }

        @Test
        void endsInACycle() {
            catalog.files().put(FILE, location("a", OTHER));
            catalog.files().put(OTHER, location("b", FILE));

            assertThatThrownBy(() -> locations.dryRun("url", FILE))
                    .hasMessage("Duplicate nested entity: location:default/a");
        }
    }

    @Nested
    class Readonly {
        private final Locations readonly = new Locations(
                catalog.database(),
                new LocationStore(),
                new IntakeStore(new ChangeStore()),
                new ChangeStore(),
                (entity, cache) -> new ProcessingOutcome.Completed(
                        entity.entity(), List.of(), List.of(), List.of(), ProcessorCache.EMPTY),
                new WakeUp(),
                new LocationsConfig(List.of("url"), true, OnConflict.REJECT));

        @Test
        void refusesToRegister() {
            assertRefused(
                    () -> readonly.register("url", FILE, null, null),
                    ErrorKind.NOT_ALLOWED,
                    "This operation not allowed in readonly mode");
        }

        @Test
        void refusesToDelete() {
            var location = register(FILE);

            assertRefused(
                    () -> readonly.delete(location.id().toString(), null),
                    ErrorKind.NOT_ALLOWED,
                    "This operation not allowed in readonly mode");
        }

        @Test
        void allowsADryRun() {
            assertThat(readonly.dryRun("url", FILE).entities()).hasSize(1);
        }
    }

    @Test
    void bringsTheEntitiesInLineWithATableThatSomebodyChangedByHand() {
        catalog.files().put(FILE, component("web"));
        catalog.files().put(OTHER, component("api"));
        register(FILE);
        catalog.settle();
        catalog.database().transact(tx -> {
            tx.jooq().deleteFrom(LOCATIONS).execute();
            new LocationStore().insert(tx, Location.create("url", OTHER));
        });

        locations.declareAll();
        catalog.settle();

        assertThat(catalog.entities().keySet().stream()
                        .filter(ref -> ref.startsWith("component:"))
                        .collect(Collectors.toSet()))
                .containsExactly("component:default/api");
    }

    @Test
    void looksAtALocationAgainThatCouldNotBeRead() {
        register(FILE);
        catalog.settle();
        catalog.files().put(FILE, component("web"));

        catalog.timePasses(Duration.ofSeconds(150));
        catalog.settle();

        assertThat(catalog.entity("component:default/web")).isPresent();
    }
}
