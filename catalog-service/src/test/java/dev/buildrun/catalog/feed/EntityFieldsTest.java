package dev.buildrun.catalog.feed;

import static dev.buildrun.testing.StoredEntities.entity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.SnapshotEdit;
import dev.buildrun.catalog.log.LoggedState;
import dev.buildrun.catalog.log.StoredEntity;
import dev.buildrun.catalog.query.EntityFilter;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One entity by itself must be meant by a filter exactly when the index says so. */
class EntityFieldsTest {
    private static final List<String> KEYS = List.of(
            "kind",
            "metadata.name",
            "metadata.namespace",
            "metadata.tags",
            "metadata.tags.java",
            "metadata.annotations.backstage.io/orphan",
            "spec.type",
            "spec.owner",
            "spec.empty",
            "relations.ownedby",
            "nope");
    private static final List<String> VALUES =
            List.of("component", "api", "service", "java", "go", "n1", "n2", "default", "group:default/g1", "true", "");

    private final List<StoredEntity> stored = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void meanWhatTheIndexMeans(long seed) {
        var random = new Random(seed);
        var snapshot = snapshot(random);
        for (var question = 0; question < 400; question++) {
            var filter = filter(random, 3);
            var meant = filter.in(snapshot);

            for (var entity : stored) {
                var slot = snapshot.byRef(entity.ref()).orElseThrow().slot();
                assertThat(new EntityFields(logged(entity).served()).match(filter))
                        .as("%s, %s", filter, entity.ref())
                        .isEqualTo(meant.contains(slot));
            }
        }
    }

    private Snapshot snapshot(Random random) {
        var edit = SnapshotEdit.of(Snapshot.EMPTY);
        for (var number = 0; number < 12; number++) {
            var builder = entity(random.nextBoolean() ? "Component" : "API", "n" + number)
                    .spec("type", random.nextBoolean() ? "service" : "Library");
            builder = random.nextBoolean() ? builder.tags("java", "Go") : builder;
            builder = random.nextBoolean() ? builder.ownedBy("group:default/g" + random.nextInt(3)) : builder;
            builder = random.nextInt(4) == 0 ? builder.orphan() : builder;
            var entity =
                    random.nextInt(4) == 0 ? builder.metadata("title", "null").build() : builder.build();
            stored.add(entity);
            edit.put(entity);
        }
        return edit.finish(1);
    }

    private static EntityFilter filter(Random random, int depth) {
        var key = KEYS.get(random.nextInt(KEYS.size()));
        var value = VALUES.get(random.nextInt(VALUES.size()));
        return switch (random.nextInt(depth > 0 ? 6 : 3)) {
            case 0 -> new EntityFilter.Exists(key);
            case 1 ->
                new EntityFilter.HasValue(key, Set.copyOf(List.of(value, VALUES.get(random.nextInt(VALUES.size())))));
            case 2 -> new EntityFilter.HasPrefix(key, value.substring(0, Math.min(2, value.length())));
            case 3 -> new EntityFilter.Not(filter(random, depth - 1));
            case 4 -> new EntityFilter.AllOf(List.of(filter(random, depth - 1), filter(random, depth - 1)));
            default -> new EntityFilter.AnyOf(List.of(filter(random, depth - 1), filter(random, depth - 1)));
        };
    }

    private static LoggedState logged(StoredEntity entity) {
        var relations = Json.array();
        for (Relation edge : entity.relations()) {
            relations.addArray().add(edge.type()).add(edge.sourceRef()).add(edge.targetRef());
        }
        return new LoggedState(
                entity.ref(),
                entity.uid(),
                Json.write(entity.body().json()),
                "[]",
                Json.write(relations),
                entity.orphan());
    }
}
