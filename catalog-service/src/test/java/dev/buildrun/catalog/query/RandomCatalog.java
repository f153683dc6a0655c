package dev.buildrun.catalog.query;

import dev.buildrun.catalog.index.BulkLoad;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.SnapshotEdit;
import dev.buildrun.catalog.log.Change;
import dev.buildrun.catalog.log.StoredEntity;
import dev.buildrun.json.Json;
import dev.buildrun.testing.StoredEntities;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A catalog that changes at random, and questions about it. The same seed gives the same. */
final class RandomCatalog {
    private static final List<String> KINDS = List.of("Component", "API", "Group", "component");
    private static final List<String> TYPES =
            List.of("service", "Service", "website", "library", "lib", "é", "😀", "\uFB01");
    private static final List<String> TAGS = List.of("java", "Java", "JAVA", "go", "c#", "data", "a_b");
    static final List<String> KEYS = List.of(
            "kind",
            "spec.type",
            "metadata.tags",
            "metadata.tags.java",
            "metadata.name",
            "metadata.uid",
            "metadata.title",
            "relations.ownedBy",
            "relations.ownerof",
            "relations.dependsOn",
            "spec.nothing",
            "nope");

    private final Random random;
    private final int names;
    private final Map<String, StoredEntity> stored = new TreeMap<>();
    private Snapshot snapshot = Snapshot.EMPTY;
    private long position;

    RandomCatalog(long seed, int names) {
        this.random = new Random(seed);
        this.names = names;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    CatalogModel model() {
        return new CatalogModel(stored.values());
    }

    /** Applies some changes in one batch; before that, it now and then reads everything anew, as a process that starts does. */
    void change(int count) {
        if (random.nextInt(3) == 0) {
            reload();
        }
        var edit = SnapshotEdit.of(snapshot);
        for (var i = 0; i < count; i++) {
            edit.apply(nextChange());
        }
        snapshot = edit.finish();
    }

    private void reload() {
        try (var load = new BulkLoad()) {
            stored.values().forEach(load::add);
            snapshot = load.finish(position);
        }
    }

    private Change nextChange() {
        position++;
        if (!stored.isEmpty() && random.nextInt(4) == 0) {
            var gone = any(List.copyOf(stored.values()));
            stored.remove(gone.ref());
            return new Change.EntityRemoved(position, gone.ref(), gone.uid());
        }
        var entity = nextEntity();
        stored.put(entity.ref(), entity);
        return new Change.EntityChanged(position, entity);
    }

    private StoredEntity nextEntity() {
        var entity = StoredEntities.entity(any(KINDS), "n" + random.nextInt(names));
        if (random.nextInt(5) == 0) {
            entity.uid(new UUID(random.nextLong(), random.nextLong()).toString());
        }
        if (random.nextBoolean()) {
            entity.spec("type", any(TYPES));
        }
        if (random.nextBoolean()) {
            entity.tags(any(TAGS), any(TAGS));
        }
        if (random.nextInt(3) == 0) {
            entity.metadata(
                    "title", random.nextInt(3) == 0 ? "null" : "\"Title " + "x".repeat(random.nextInt(250)) + "\"");
        }
        if (random.nextInt(8) == 0) {
            entity.error("failed").orphan();
        }
        for (var i = random.nextInt(3); i > 0; i--) {
            entity.states("ownedBy", "ownerOf", "group:default/n" + random.nextInt(names));
            entity.states("dependsOn", "dependencyOf", "component:default/n" + random.nextInt(names));
        }
        return entity.build();
    }

    ObjectNode predicate(int depth) {
        var predicate = Json.object();
        switch (depth == 0 ? 3 : random.nextInt(6)) {
            case 0 -> list(predicate.putArray("$all"), depth);
            case 1 -> list(predicate.putArray("$any"), depth);
            case 2 -> predicate.set("$not", predicate(depth - 1));
            default -> {
                value(predicate, any(KEYS));
                if (random.nextInt(3) == 0) {
                    value(predicate, any(KEYS));
                }
            }
        }
        return predicate;
    }

    private void list(ArrayNode array, int depth) {
        for (var i = random.nextInt(4); i > 0; i--) {
            array.add(predicate(depth - 1));
        }
    }

    private void value(ObjectNode predicate, String key) {
        switch (random.nextInt(5)) {
            case 0 -> predicate.putObject(key).put("$exists", random.nextBoolean());
            case 1 -> predicate.putObject(key).putArray("$in").add(anyValue()).add(anyValue());
            case 2 ->
                predicate
                        .putObject(key)
                        .put("$hasPrefix", Character.toString(anyValue().codePointAt(0)));
            default -> predicate.put(key, anyValue());
        }
    }

    private String anyValue() {
        return switch (random.nextInt(6)) {
            case 0 -> any(KINDS);
            case 1 -> any(TYPES);
            case 2 -> "n" + random.nextInt(names);
            case 3 -> "group:default/n" + random.nextInt(names);
            case 4 -> "true";
            default -> any(TAGS);
        };
    }

    String anyKey() {
        return any(KEYS);
    }

    <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    int upTo(int bound) {
        return random.nextInt(bound + 1);
    }
}
