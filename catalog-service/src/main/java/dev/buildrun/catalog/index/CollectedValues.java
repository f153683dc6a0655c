package dev.buildrun.catalog.index;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Values of a field with the entities that have them, in no order until all are there. */
final class CollectedValues {
    private final Map<Key, Slots> values = new HashMap<>(2);

    /** A value's bytes, to look it up by. */
    private record Key(byte[] bytes) implements Comparable<Key> {
        /** A map looks among many of one hash for it, of which there are always some. */
        @Override
        public int compareTo(Key other) {
            return Arrays.compareUnsigned(bytes, other.bytes);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key(var theirs) && Arrays.equals(bytes, theirs);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    /** One value with its entities. */
    record Collected(byte[] key, Slots slots) {}

    void add(byte[] key, int slot) {
        var number = values.size();
        values.computeIfAbsent(new Key(key), _ -> new Slots(number)).add(slot);
    }

    /** How many values there are. */
    int size() {
        return values.size();
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** All of them in order, which are not kept here any longer, since both together may be too much. */
    Collected[] sorted() {
        var sorted = new Collected[values.size()];
        var count = 0;
        for (var entry : values.entrySet()) {
            sorted[count++] = new Collected(entry.getKey().bytes(), entry.getValue());
        }
        values.clear();
        KeySort.sort(sorted);
        return sorted;
    }
}
