package dev.buildrun.catalog.index;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An array by small numbers whose changes leave the old array as it was: a tree of small tables of which a change copies one path, so that
 * it costs the same however long the array is. Within one {@link Edit}, tables that the edit made are changed in place.
 */
final class SlotArray<T> {
    private static final int BITS = 5;
    private static final int WIDTH = 1 << BITS;

    private final Table root;
    /** How many tables are below the root on each path. */
    private final int depth;

    /** Items, or the tables below. */
    private record Table(@Nullable Object[] items, @Nullable Edit owner) {
        @SuppressWarnings("ReferenceEquality")
        Table ownedBy(Edit edit) {
            return owner == edit ? this : new Table(items.clone(), edit);
        }
    }

    private SlotArray(Table root, int depth) {
        this.root = root;
        this.depth = depth;
    }

    static <T> SlotArray<T> empty() {
        return new SlotArray<>(new Table(new Object[WIDTH], null), 0);
    }

    @SuppressWarnings("unchecked")
    @Nullable
    T get(int slot) {
        if (isBeyond(slot)) {
            return null;
        }
        var table = root;
        for (var level = depth; level > 0; level--) {
            table = (Table) table.items[index(slot, level)];
            if (table == null) {
                return null;
            }
        }
        return (T) table.items[index(slot, 0)];
    }

    private boolean isBeyond(int slot) {
        return (long) slot >>> (BITS * (depth + 1)) != 0;
    }

    private static int index(int slot, int level) {
        return slot >>> (BITS * level) & (WIDTH - 1);
    }

    /** The array with another item in a slot; null empties it. */
    SlotArray<T> with(int slot, @Nullable T item, Edit edit) {
        if (isBeyond(slot)) {
            var higher = new Table(new Object[WIDTH], edit);
            higher.items[0] = root;
            return new SlotArray<T>(higher, depth + 1).with(slot, item, edit);
        }
        var changed = root.ownedBy(edit);
        var table = changed;
        for (var level = depth; level > 0; level--) {
            var below = (Table) table.items[index(slot, level)];
            var own = below == null ? new Table(new Object[WIDTH], edit) : below.ownedBy(edit);
            table.items[index(slot, level)] = own;
            table = own;
        }
        table.items[index(slot, 0)] = item;
        return new SlotArray<>(changed, depth);
    }

    /**
     * Visits each slot that holds another object than in an earlier array. What both share, which of two neighbouring states is nearly
     * everything, is passed over in whole tables.
     */
    void differences(SlotArray<T> before, IntConsumer visitor) {
        var level = Math.max(depth, before.depth);
        differences(raised(level), before.raised(level), level, 0, visitor);
    }

    private Table raised(int level) {
        var table = root;
        for (var at = depth; at < level; at++) {
            var higher = new Table(new Object[WIDTH], null);
            higher.items[0] = table;
            table = higher;
        }
        return table;
    }

    @SuppressWarnings("ReferenceEquality")
    private static void differences(
            @Nullable Table now, @Nullable Table before, int level, int first, IntConsumer visitor) {
        for (var i = 0; i < WIDTH; i++) {
            var here = now == null ? null : now.items[i];
            var there = before == null ? null : before.items[i];
            if (here == there) {
                continue;
            }
            var slot = first + (i << (BITS * level));
            if (level == 0) {
                visitor.accept(slot);
            } else {
                differences((Table) here, (Table) there, level - 1, slot, visitor);
            }
        }
    }
}
