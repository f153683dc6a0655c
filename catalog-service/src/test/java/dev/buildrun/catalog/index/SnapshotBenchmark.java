package dev.buildrun.catalog.index;

import dev.buildrun.catalog.log.StoredEntity;
import dev.buildrun.catalog.query.EntityPages;
import dev.buildrun.catalog.query.EntityQuery;
import dev.buildrun.catalog.query.Facets;
import dev.buildrun.catalog.query.FilterParameter;
import dev.buildrun.catalog.query.FullText;
import dev.buildrun.catalog.query.OrderField;
import dev.buildrun.catalog.query.Predicates;
import dev.buildrun.testing.StoredEntities;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/** Prints what the index does in a second, in one thread. Arguments: how many entities (20,000), for how many seconds each (3). */
public final class SnapshotBenchmark {
    private static final List<String> TYPES = List.of("service", "website", "library", "tool", "job");
    private static final List<String> TAGS = List.of("java", "go", "python", "data", "web", "Batch", "ml", "infra");
    private static final List<String> KINDS =
            List.of("Component", "Component", "Component", "API", "Resource", "System");
    private static final int TEAMS = 200;

    private SnapshotBenchmark() {}

    public static void main(String[] arguments) {
        var count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20_000;
        var seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        var stored = new ArrayList<StoredEntity>(count);
        for (var i = 0; i < count; i++) {
            stored.add(entity(i, 0));
        }
        var before = usedBytes();
        var started = System.nanoTime();
        var edit = SnapshotEdit.of(Snapshot.EMPTY);
        stored.forEach(edit::put);
        var snapshot = edit.finish();
        System.out.printf(
                "build of %,d entities: %,d ms, about %,d bytes each%n",
                count, (System.nanoTime() - started) / 1_000_000, (usedBytes() - before) / count);
        var changed = new ArrayList<StoredEntity>();
        new Random(1).ints(10_000, 0, count).forEach(i -> changed.add(entity(i, 1)));

        measure(
                "by-name",
                seconds,
                i -> snapshot.json(snapshot.byRef(stored.get(Math.floorMod(i * 7_919, count))
                                        .ref())
                                .orElseThrow())
                        .length);
        measure("page of 20, filter and order", seconds, i -> page(snapshot, "kind=component,spec.type=service", i));
        measure(
                "page of 20, few match",
                seconds,
                i -> page(snapshot, "relations.ownedBy=group:default/team-" + i % TEAMS, i));
        measure(
                "page of 20, text",
                seconds,
                _ -> EntityPages.find(
                                snapshot,
                                new EntityQuery(null, byName(), new FullText("e-12", null), 20, 0, true, null))
                        .items()
                        .size());
        measure("facets of 3 fields", seconds, _ -> facets(snapshot, "kind", "spec.type", "metadata.tags"));
        measure("facet of owners", seconds, _ -> facets(snapshot, "relations.ownedBy"));
        measure("apply one change", seconds, i -> {
            var one = SnapshotEdit.of(snapshot);
            one.put(changed.get(i % changed.size()));
            return one.finish().size();
        });
        measure("apply 100 changes at once", seconds, i -> {
            var hundred = SnapshotEdit.of(snapshot);
            for (var j = 0; j < 100; j++) {
                hundred.put(changed.get((i * 100 + j) % changed.size()));
            }
            return hundred.finish().size();
        });
    }

    private static StoredEntity entity(int number, int version) {
        var random = new Random(number * 31L + version);
        return StoredEntities.entity(KINDS.get(number % KINDS.size()), "service-" + number)
                .metadata("title", "\"Service " + number + "\"")
                .metadata(
                        "description",
                        "\"" + "What this does and why, in a sentence or two. ".repeat(4) + version + "\"")
                .annotation(
                        "backstage.io/managed-by-location",
                        "url:https://git.example.com/org/repo-" + number + "/blob/main/catalog-info.yaml")
                .annotation("backstage.io/source-location", "url:https://git.example.com/org/repo-" + number + "/")
                .annotation("git.example.com/project-slug", "org/repo-" + number)
                .tags(TAGS.get(random.nextInt(TAGS.size())), TAGS.get(random.nextInt(TAGS.size())))
                .spec("type", TYPES.get(random.nextInt(TYPES.size())))
                .spec("lifecycle", random.nextInt(10) == 0 ? "experimental" : "production")
                .ownedBy("group:default/team-" + random.nextInt(TEAMS))
                .states("dependsOn", "dependencyOf", "component:default/service-" + random.nextInt(number + 1))
                .parent("location:default/generated-" + number)
                .build();
    }

    private static OrderField byName() {
        return new OrderField("metadata.name", false);
    }

    private static int page(Snapshot snapshot, String filter, int turn) {
        var predicate = FilterParameter.toPredicate(List.of(filter)).orElseThrow();
        var query = new EntityQuery(predicate, byName(), null, 20, turn % 100, true, null);
        return EntityPages.find(snapshot, query).items().stream()
                .mapToInt(entity -> snapshot.json(entity).length)
                .sum();
    }

    private static int facets(Snapshot snapshot, String... fields) {
        var filter = Predicates.parse(
                FilterParameter.toPredicate(List.of("kind=component")).orElseThrow());
        var set = filter.in(snapshot);
        return List.of(fields).stream()
                .mapToInt(field -> Facets.of(snapshot, set, field).size())
                .sum();
    }

    private static void measure(String what, int seconds, IntUnaryOperator work) {
        var checksum = run(work, seconds * 500_000_000L)[1];
        var result = run(work, seconds * 1_000_000_000L);
        System.out.printf(
                "%-32s %,12.0f/s  %,10.1f us (%d)%n",
                what, result[0] * 1e9 / result[2], result[2] / 1e3 / result[0], (checksum + result[1]) % 10);
    }

    private static long[] run(IntUnaryOperator work, long nanos) {
        var started = System.nanoTime();
        var turns = 0;
        var sum = 0L;
        while (System.nanoTime() - started < nanos) {
            sum += work.applyAsInt(turns++);
        }
        return new long[] {turns, sum, System.nanoTime() - started};
    }

    private static long usedBytes() {
        for (var i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
