package dev.buildrun.catalog.index;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An array by small numbers whose changes leave the old array as it was: it copies the table of its chunks once per {@link Edit} and each
 * chunk that is changed.
 */
final class SlotArray<T> {
    private static final int CHUNK_BITS = 8;
    private static final int CHUNK_SIZE = 1 << CHUNK_BITS;

    private final Chunk[] chunks;
    private final @Nullable Edit owner;

    /** Some neighbouring items. */
    private record Chunk(@Nullable Object[] items, @Nullable Edit owner) {}

    private SlotArray(Chunk[] chunks, @Nullable Edit owner) {
        this.chunks = chunks;
        this.owner = owner;
    }

    static <T> SlotArray<T> empty() {
        return new SlotArray<>(new Chunk[0], null);
    }

    @SuppressWarnings("unchecked")
    @Nullable
    T get(int slot) {
        var chunk = slot >>> CHUNK_BITS;
        return chunk >= chunks.length ? null : (T) chunks[chunk].items[slot & (CHUNK_SIZE - 1)];
    }

    /** The array with another item in a slot; null empties it. */
    @SuppressWarnings("ReferenceEquality")
    SlotArray<T> with(int slot, @Nullable T item, Edit edit) {
        var index = slot >>> CHUNK_BITS;
        var own = owner == edit && index < chunks.length ? this : grown(index, edit);
        var chunk = own.chunks[index];
        if (chunk.owner != edit) {
            chunk = new Chunk(chunk.items.clone(), edit);
            own.chunks[index] = chunk;
        }
        chunk.items[slot & (CHUNK_SIZE - 1)] = item;
        return own;
    }

    private SlotArray<T> grown(int index, Edit edit) {
        var copy = Arrays.copyOf(chunks, Math.max(chunks.length, index + 1));
        for (var i = chunks.length; i < copy.length; i++) {
            copy[i] = new Chunk(new Object[CHUNK_SIZE], edit);
        }
        return new SlotArray<>(copy, edit);
    }
}
