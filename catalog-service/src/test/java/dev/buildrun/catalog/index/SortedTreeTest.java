package dev.buildrun.catalog.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SortedTreeTest {
    private static final int KEYS = 5_000;

    private record Version(SortedTree<Integer, Integer> tree, NavigableMap<Integer, Integer> model) {}

    @Test
    void holdsWhatAPlainMapHoldsAndKeepsEveryOldVersion() {
        var random = new Random(1);
        var versions = new ArrayList<Version>();
        var model = new TreeMap<Integer, Integer>();
        var tree = SortedTree.<Integer, Integer>empty(Comparator.naturalOrder());

        for (var batch = 0; batch < 60; batch++) {
            var edit = new Edit();
            // Batches of growth and of decline take turns, so that nodes are split and joined.
            var growth = batch % 20 < 10 ? 8 : 2;
            for (var i = 0; i < 1_000; i++) {
                var key = random.nextInt(KEYS);
                if (random.nextInt(10) < growth) {
                    model.put(key, batch);
                    tree = tree.put(key, batch, edit);
                } else {
                    model.remove(key);
                    tree = tree.remove(key, edit);
                }
            }
            if (batch % 3 == 0) {
                // Few that are spread, or many side by side.
                var first = random.nextInt(KEYS);
                var keys = random.ints(batch % 2 == 0 ? 50 : 2_000, batch % 2 == 0 ? 0 : first, KEYS + first)
                        .distinct()
                        .sorted()
                        .boxed()
                        .toArray();
                tree = tree.withAll(keys, (number, before) -> before == null ? (int) keys[number] : before + 1, edit);
                for (var key : keys) {
                    model.merge((int) key, (int) key, (before, _) -> before + 1);
                }
            }
            versions.add(new Version(tree, new TreeMap<>(model)));
        }

        assertThat(versions).allSatisfy(version -> {
            assertThat(version.tree().size()).isEqualTo(version.model().size());
            assertThat(ascending(version.tree(), null))
                    .isEqualTo(List.copyOf(version.model().entrySet()));
            assertThat(descending(version.tree(), null))
                    .isEqualTo(List.copyOf(version.model().descendingMap().entrySet()));
        });
    }

    @Test
    void walksFromAnyKeyInBothDirections() {
        var model = new TreeMap<Integer, Integer>();
        var tree = SortedTree.<Integer, Integer>empty(Comparator.naturalOrder());
        var edit = new Edit();
        for (var key = 0; key < 1_000; key += 2) {
            model.put(key, key);
            tree = tree.put(key, key, edit);
        }

        for (var from = -1; from <= 1_001; from++) {
            assertThat(ascending(tree, from))
                    .isEqualTo(List.copyOf(model.tailMap(from, true).entrySet()));
            assertThat(descending(tree, from))
                    .isEqualTo(List.copyOf(
                            model.headMap(from, false).descendingMap().entrySet()));
            assertThat(tree.get(from)).isEqualTo(model.get(from));
        }
    }

    @Test
    void becomesEmptyAgain() {
        var tree = SortedTree.<Integer, Integer>empty(Comparator.naturalOrder());
        for (var key = 0; key < 1_000; key++) {
            tree = tree.put(key, key, new Edit());
        }

        for (var key = 999; key >= 0; key--) {
            tree = tree.remove(key, new Edit());
        }

        assertThat(tree.size()).isZero();
        assertThat(ascending(tree, null)).isEmpty();
    }

    private static List<Map.Entry<Integer, Integer>> ascending(
            SortedTree<Integer, Integer> tree, @Nullable Integer from) {
        var entries = new ArrayList<Map.Entry<Integer, Integer>>();
        tree.ascend(from, (key, value) -> entries.add(Map.entry(key, value)));
        return entries;
    }

    private static List<Map.Entry<Integer, Integer>> descending(
            SortedTree<Integer, Integer> tree, @Nullable Integer below) {
        var entries = new ArrayList<Map.Entry<Integer, Integer>>();
        tree.descend(below, (key, value) -> entries.add(Map.entry(key, value)));
        return entries;
    }
}
