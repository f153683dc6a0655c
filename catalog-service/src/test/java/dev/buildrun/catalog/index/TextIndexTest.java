package dev.buildrun.catalog.index;

import static dev.buildrun.testing.StoredEntities.entity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.log.Change.EntityRemoved;
import dev.buildrun.catalog.log.StoredEntity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.roaringbitmap.RoaringBitmap;

/** Whatever text is looked for, the same entities are found as by looking at each of them. */
class TextIndexTest {
    private static final List<String> PIECES =
            List.of("a", "b", "ab", "aba", "pay", "Payment", "é", "É", "😀", "-", ".", " ", "x1", "\u0130", "ß");
    private static final int NAMES = 120;

    private final Map<String, StoredEntity> stored = new TreeMap<>();

    private static String text(Random random, int pieces) {
        var text = new StringBuilder();
        for (var i = 0; i < pieces; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private StoredEntity next(Random random) {
        var entity = entity("Component", "n" + random.nextInt(NAMES));
        if (random.nextInt(5) > 0) {
            var ending = random.nextInt(20) == 0 ? "y".repeat(200) : "";
            entity.metadata("title", "\"" + text(random, random.nextInt(8)) + ending + "\"");
        }
        return entity.build();
    }

    private Snapshot changed(Snapshot snapshot, Random random) {
        var edit = SnapshotEdit.of(snapshot);
        for (var i = 0; i < 30; i++) {
            var entity = next(random);
            var before = stored.get(entity.ref());
            if (before != null && random.nextInt(3) == 0) {
                stored.remove(entity.ref());
                edit.apply(new EntityRemoved(1, before.ref(), before.uid()));
            } else {
                stored.put(entity.ref(), entity);
                edit.put(entity);
            }
        }
        return edit.finish();
    }

    private Snapshot loaded() {
        try (var load = new BulkLoad()) {
            stored.values().forEach(load::add);
            return load.finish(1);
        }
    }

    private List<String> having(String lowerText) {
        return stored.values().stream()
                .filter(entity -> has(entity.body().metadata().path("title").asString(""), lowerText))
                .map(StoredEntity::ref)
                .toList();
    }

    private static boolean has(String title, String lowerText) {
        var lower = title.toLowerCase(Locale.ROOT);
        return lower.length() <= 200 && !title.isEmpty() && lower.contains(lowerText);
    }

    private static List<String> found(Snapshot snapshot, String lowerText) {
        var found = new RoaringBitmap();
        snapshot.field("metadata.title").addContaining(lowerText, found);
        var refs = new TreeSet<String>();
        found.forEach((org.roaringbitmap.IntConsumer)
                slot -> refs.add(snapshot.entity(slot).ref()));
        return new ArrayList<>(refs);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void findsWhatLookingAtEachFinds(long seed) {
        var random = new Random(seed);
        var snapshot = Snapshot.EMPTY;
        for (var round = 0; round < 12; round++) {
            snapshot = round % 4 == 3 ? loaded() : changed(snapshot, random);
            for (var i = 0; i < 60; i++) {
                var term = text(random, 1 + random.nextInt(4)).toLowerCase(Locale.ROOT);

                var found = found(snapshot, term);

                assertThat(found).as("texts with \"%s\"", term).isEqualTo(having(term));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "a\u0000", "ab\u0000", "\u0000\u0000\u0000"})
    void findsNothingForZeroBytesWhichNoValueHas(String term) {
        var snapshot = changed(Snapshot.EMPTY, new Random(7));

        assertThat(found(snapshot, term)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void keepsNothingOfValuesThatAreGone(long seed) {
        var snapshot = changed(Snapshot.EMPTY, new Random(seed));
        var edit = SnapshotEdit.of(snapshot);
        stored.values().forEach(entity -> edit.apply(new EntityRemoved(2, entity.ref(), entity.uid())));

        var empty = edit.finish();

        assertThat(empty.fields.size()).isZero();
        assertThat(empty.field("metadata.title").valuesToLookAt("ab")).isZero();
    }
}
