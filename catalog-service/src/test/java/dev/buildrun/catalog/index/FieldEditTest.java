package dev.buildrun.catalog.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.catalog.entity.SearchField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.roaringbitmap.RoaringBitmap;

class FieldEditTest {
    private static final int SLOTS = 200;

    private final Map<Integer, Set<SearchField>> model = new HashMap<>();

    private record Version(Field field, Map<Integer, Set<SearchField>> model) {}

    @ParameterizedTest
    @ValueSource(strings = {"spec.anything", "metadata.title"})
    void hasWhatAPlainMapHasAndKeepsEveryOldVersion(String key) {
        var random = new Random(7);
        var versions = new ArrayList<Version>();
        var field = Field.none(key);
        for (var batch = 0; batch < 300; batch++) {
            var edit = new Edit();
            var changed = new FieldEdit(field);
            // At first all have the same, then more and more have something else, then few have anything.
            var choices = batch < 60 ? 1 : batch < 200 ? 1 + random.nextInt(5) : 2;
            for (var i = random.nextInt(40); i >= 0; i--) {
                var slot = random.nextInt(SLOTS);
                var search = value(key, random.nextInt(choices));
                if (random.nextInt(10) < (batch < 200 ? 7 : 2)) {
                    post(changed, slot, search, edit);
                } else {
                    unpost(changed, slot, search, edit);
                }
            }
            assertThat(changed.isEmpty()).isEqualTo(model.isEmpty());
            field = changed.isEmpty() ? Field.none(key) : changed.finished(edit);
            var copy = new HashMap<Integer, Set<SearchField>>();
            model.forEach((slot, has) -> copy.put(slot, Set.copyOf(has)));
            versions.add(new Version(field, copy));
        }

        assertThat(versions).allSatisfy(version -> assertHolds(version.field(), version.model()));
        assertThat(versions.stream().anyMatch(version -> version.field().isOfTrue()))
                .isEqualTo(!TextIndex.FIELDS.contains(key));
    }

    @Test
    void tellsWhoHasTrueFromWhoHasAnythingFromTheFirstOtherValueOn() {
        var edit = new Edit();
        var changed = new FieldEdit(Field.none("spec.anything"));
        for (var slot = 0; slot < 30; slot++) {
            changed.post(slot, value("spec.anything", 0), edit);
        }
        changed.post(30, value("spec.anything", 3), edit);

        var field = changed.finished(edit);

        assertThat(field.sizeOf("true")).isEqualTo(30);
        assertThat(field.matches("other-3").toArray()).containsExactly(30);
        assertThat(field.valued().size()).isEqualTo(31);
    }

    private static SearchField value(String key, int choice) {
        return switch (choice) {
            case 0 -> new SearchField(key, "true", "true");
            case 1 -> new SearchField(key, "true", "True");
            case 2 -> new SearchField(key, null, null);
            default -> new SearchField(key, "other-" + choice, "other-" + choice);
        };
    }

    private void post(FieldEdit changed, int slot, SearchField search, Edit edit) {
        if (model.computeIfAbsent(slot, _ -> new HashSet<>()).add(search)) {
            changed.post(slot, search, edit);
        }
    }

    private void unpost(FieldEdit changed, int slot, SearchField search, Edit edit) {
        var has = model.getOrDefault(slot, new HashSet<>());
        if (has.remove(search)) {
            changed.unpost(slot, search, edit);
            if (has.stream().noneMatch(left -> left.value() != null)) {
                changed.unpostValued(slot, edit);
            }
            if (has.isEmpty()) {
                model.remove(slot);
            }
        }
    }

    private static void assertHolds(Field field, Map<Integer, Set<SearchField>> model) {
        var valued = new RoaringBitmap();
        var nulls = new RoaringBitmap();
        var spellings = new TreeMap<String, RoaringBitmap>();
        model.forEach((slot, has) -> has.forEach(search -> {
            if (search.originalValue() == null) {
                nulls.add(slot);
            } else {
                valued.add(slot);
                spellings
                        .computeIfAbsent(search.originalValue(), _ -> new RoaringBitmap())
                        .add(slot);
            }
        }));
        assertThat(field.valued().bitmap()).isEqualTo(valued);
        assertThat(field.nulls().bitmap()).isEqualTo(nulls);
        var found = new TreeMap<String, RoaringBitmap>();
        field.ascend(null, value -> {
            for (var i = 0; i < value.spellings(); i++) {
                found.put(value.spelling(i), value.spelledBy(i).bitmap());
            }
            return true;
        });
        assertThat(found).isEqualTo(spellings);
        assertThat(field.valueCount()).isEqualTo(spellings.size());
        for (var text : List.of("tru", "true", "other", "r-4", "x")) {
            var containing = new RoaringBitmap();
            field.addContaining(text, containing);
            var expected = new RoaringBitmap();
            spellings.forEach((spelling, slots) -> {
                if (spelling.toLowerCase(Locale.ROOT).contains(text)) {
                    expected.or(slots);
                }
            });
            assertThat(containing).isEqualTo(expected);
        }
    }
}
