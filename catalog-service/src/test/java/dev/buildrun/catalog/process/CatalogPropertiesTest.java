package dev.buildrun.catalog.process;

import static dev.buildrun.testing.EntityBuilder.component;
import static dev.buildrun.testing.EntityBuilder.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.entity.Annotations;
import dev.buildrun.catalog.intake.ClaimStore;
import dev.buildrun.catalog.intake.Lane;
import dev.buildrun.catalog.log.Change;
import dev.buildrun.catalog.log.StoredEntity;
import dev.buildrun.testing.CatalogHarness;
import dev.buildrun.testing.EntityBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whatever happens, in whatever order: in the end the catalog holds what one would hold that was made from the sources anew, and
 * who follows the log knows exactly what the tables say.
 */
class CatalogPropertiesTest {
    private static final int FILES = 6;
    private static final int STEPS = 50;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void equalsARecomputationFromTheSources(long seed) {
        var random = new Random(seed);
        try (var catalog = CatalogHarness.open();
                var fresh = CatalogHarness.open()) {
            var world = new World(random, catalog);
            for (var step = 0; step < STEPS; step++) {
                world.step();
                assertThat(replay(catalog)).as("step " + step).isEqualTo(catalog.entities());
            }

            world.finish();
            world.declareTo(fresh);
            fresh.settle();

            assertThat(essence(catalog)).isEqualTo(essence(fresh));
            assertThat(replay(catalog)).isEqualTo(catalog.entities());
        }
    }

    private static Map<String, StoredEntity> replay(CatalogHarness catalog) {
        var entities = new TreeMap<String, StoredEntity>();
        var position = 0L;
        for (var page = catalog.changesAfter(position); !page.isEmpty(); page = catalog.changesAfter(position)) {
            for (var change : page) {
                switch (change) {
                    case Change.EntityChanged(var _, var entity) -> entities.put(entity.ref(), entity);
                    case Change.EntityRemoved(var _, var ref, var uid) ->
                        assertThat(entities.remove(ref))
                                .extracting(StoredEntity::uid)
                                .isEqualTo(uid);
                }
                position = change.position();
            }
        }
        return entities;
    }

    /** All but what depends on the way in which an entity was reached, if there are several: its parents and its origin. */
    private static Map<String, String> essence(CatalogHarness catalog) {
        var essence = new TreeMap<String, String>();
        catalog.entities().forEach((ref, entity) -> {
            var body = entity.body().copy();
            ((ObjectNode) body.path("metadata").path("annotations")).remove(Annotations.MANAGED_BY_ORIGIN_LOCATION);
            essence.put(ref, body.toString() + entity.relations() + entity.errors() + entity.orphan());
        });
        return essence;
    }

    /** Files that lead to components of their own and to later files, and providers that lead to files. */
    private static final class World {
        private final Random random;
        private final CatalogHarness catalog;
        private final Map<String, EntityBuilder[]> provided = new TreeMap<>();
        private final Map<Integer, EntityBuilder[]> contents = new TreeMap<>();

        World(Random random, CatalogHarness catalog) {
            this.random = random;
            this.catalog = catalog;
            for (var file = 0; file < FILES; file++) {
                change(file);
            }
        }

        void step() {
            switch (random.nextInt(9)) {
                case 0, 1 -> change(random.nextInt(FILES));
                case 2 -> provideSome(random.nextBoolean() ? "one" : "two");
                case 3 -> catalog.files().putText(url(random.nextInt(FILES)), "not: [an entity");
                case 4 -> catalog.takeTurn(Lane.BACKGROUND);
                case 5 -> catalog.timePasses(Duration.ofSeconds(random.nextInt(200)));
                case 6 ->
                    catalog.database()
                            .transact(tx -> new ClaimStore()
                                    .claim(tx, Lane.BACKGROUND, 1 + random.nextInt(5), Duration.ofSeconds(15)));
                case 7 -> catalog.intake().sweepOrphans(Duration.ofSeconds(30));
                default -> catalog.settle();
            }
        }

        private void change(int file) {
            var documents = new ArrayList<EntityBuilder>();
            for (var n = 0; n < 4; n++) {
                if (random.nextInt(4) > 0) {
                    documents.add(component("f" + file + "-" + n)
                            .ownedBy("team-" + random.nextInt(3))
                            .described("version " + random.nextInt(3)));
                }
            }
            for (var other = file + 1; other < FILES; other++) {
                if (random.nextInt(3) == 0) {
                    documents.add(location("from-" + file + "-to-" + other, url(other)));
                }
            }
            documents.add(component("f" + file + "-always"));
            contents.put(file, documents.toArray(EntityBuilder[]::new));
            catalog.files().put(url(file), contents.get(file));
        }

        private void provideSome(String provider) {
            var entities = new ArrayList<EntityBuilder>();
            for (var file = 0; file < FILES; file++) {
                if (random.nextInt(3) == 0) {
                    entities.add(location(provider + "-" + file, url(file)));
                }
            }
            provided.put(provider, entities.toArray(EntityBuilder[]::new));
            catalog.provide(provider, provided.get(provider));
        }

        /** Mends the files, and lets as much time pass as it takes. */
        void finish() {
            contents.forEach((file, documents) -> catalog.files().put(url(file), documents));
            for (var round = 0; round < FILES; round++) {
                catalog.timePasses(Duration.ofHours(1));
                catalog.settle();
                catalog.intake().sweepOrphans(Duration.ZERO);
            }
            catalog.settle();
        }

        void declareTo(CatalogHarness other) {
            contents.forEach((file, documents) -> other.files().put(url(file), documents));
            provided.forEach(other::provide);
        }

        private static String url(int file) {
            return "https://files.test/" + file + ".yaml";
        }
    }
}
