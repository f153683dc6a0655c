package dev.buildrun.catalog.impact;

import static dev.buildrun.testing.StoredEntities.entity;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.SnapshotEdit;
import dev.buildrun.json.Json;
import java.util.LinkedHashSet;
import java.util.Locale;

/**
 * Says how long the impact on ten thousand of fifty thousand entities takes, every one with a title, the text of the answer included. Run by
 * hand: {@code java -cp … dev.buildrun.catalog.impact.ImpactSpeed}.
 */
public final class ImpactSpeed {
    private static final int ENTITIES = 50_000;
    private static final int FAN_OUT = 8;
    private static final int RUNS = 60;

    private ImpactSpeed() {}

    /** Each entity depends on another one, so that all of them hang on the first, as a tree. */
    private static Snapshot snapshot(boolean titled) {
        var edit = SnapshotEdit.of(Snapshot.EMPTY);
        for (var number = 0; number < ENTITIES; number++) {
            var entity = entity("Component", "c" + number)
                    .ownedBy("group:default/g" + number % 300)
                    .metadata("description", "\"" + "what it is for ".repeat(60) + "\"")
                    .annotation("example.com/of", "c" + number);
            if (titled) {
                entity.metadata("title", "\"Component number " + number + "\"");
            }
            if (number > 0) {
                entity.states("dependsOn", "dependencyOf", "component:default/c" + (number - 1) / FAN_OUT);
            }
            edit.put(entity.build());
        }
        for (var number = 0; number < 300; number++) {
            edit.put(entity("Group", "g" + number)
                    .profile("{\"email\":\"g" + number + "@example.com\"}")
                    .build());
        }
        return edit.finish();
    }

    public static void main(String[] args) {
        for (var titled : new boolean[] {false, true}) {
            var snapshot = snapshot(titled);
            var question = new Impact.Question(
                    "component:default/c0",
                    new LinkedHashSet<>(Dependence.RELATIONS),
                    100,
                    ImpactRoutes.MAX_HIT,
                    _ -> true);
            var fastest = Long.MAX_VALUE;
            var sum = 0L;
            var length = 0;
            for (var run = 0; run < RUNS; run++) {
                var start = System.nanoTime();
                var impact = Impact.of(snapshot, question);
                length = Json.write(new ImpactJson(snapshot, question).of(impact))
                        .length();
                var nanos = System.nanoTime() - start;
                fastest = Math.min(fastest, nanos);
                sum += run < RUNS / 2 ? 0 : nanos;
            }
            System.out.printf(
                    Locale.ROOT,
                    "titles %b: %d characters, fastest %.1f ms, mean of the last half %.1f ms%n",
                    titled,
                    length,
                    fastest / 1e6,
                    sum / 1e6 / (RUNS / 2.0));
        }
    }
}
