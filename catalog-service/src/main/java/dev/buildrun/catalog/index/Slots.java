package dev.buildrun.catalog.index;

import java.util.Arrays;

/** Collects the numbers of entities, in any order but mostly an ascending one; the same may come again. */
final class Slots {
    private static final int[] NONE = {};

    private final int number;
    private int[] slots = NONE;
    private int size;
    private boolean ascending = true;

    /** @param number what stands for the value that has these entities, where one is needed */
    Slots(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    void add(int slot) {
        if (size > 0 && slots[size - 1] == slot) {
            return;
        }
        ascending &= size == 0 || slots[size - 1] < slot;
        if (size == slots.length) {
            slots = Arrays.copyOf(slots, size == 0 ? 1 : size * 2);
        }
        slots[size++] = slot;
    }

    /** These and those before. */
    Postings addedTo(Postings before, Edit edit) {
        if (before.isEmpty()) {
            return postings();
        }
        var all = before;
        for (var i = 0; i < size; i++) {
            all = Postings.with(all, slots[i], edit);
        }
        return all;
    }

    Postings postings() {
        var all = Arrays.copyOf(slots, size);
        if (!ascending) {
            Arrays.sort(all);
            all = Arrays.stream(all).distinct().toArray();
        }
        return Postings.of(all);
    }
}
