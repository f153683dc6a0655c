package dev.buildrun.catalog.index;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The texts of entities that were asked for lately, so that they need not be put together again. An entity has one place, by its number; who
 * comes later takes the place of another, and where all together take too much memory, places are emptied in turn. Nobody ever waits.
 *
 * <p>A text belongs to an object, not to a name: whatever changes the text of an entity makes a new {@link IndexedEntity} of it.
 */
final class RecentTexts {
    private static final int PLACES = 1 << 15;
    /** A longer text takes as long to send as to write. */
    private static final int LONGEST = 1 << 16;

    private static final long MOST_BYTES = 32L << 20;

    private final AtomicReferenceArray<@Nullable Kept> places;
    private final long mostBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger turn = new AtomicInteger();

    private record Kept(IndexedEntity entity, byte[] text) {}

    RecentTexts() {
        this(PLACES, MOST_BYTES);
    }

    /** @param places a power of two */
    RecentTexts(int places, long mostBytes) {
        this.places = new AtomicReferenceArray<>(places);
        this.mostBytes = mostBytes;
    }

    /** The text, which must not be changed; null where it is not known any more. */
    @SuppressWarnings("ReferenceEquality")
    byte @Nullable [] of(IndexedEntity entity) {
        var kept = places.get(place(entity.slot()));
        return kept != null && kept.entity == entity ? kept.text : null;
    }

    void keep(IndexedEntity entity, byte[] text) {
        if (text.length > LONGEST) {
            return;
        }
        put(place(entity.slot()), new Kept(entity, text));
        while (bytes.get() > mostBytes) {
            put(place(turn.getAndIncrement()), null);
        }
    }

    private void put(int place, @Nullable Kept now) {
        var before = places.getAndSet(place, now);
        bytes.addAndGet(size(now) - size(before));
    }

    private static long size(@Nullable Kept kept) {
        return kept == null ? 0 : kept.text.length;
    }

    private int place(int number) {
        return number & (places.length() - 1);
    }

    /** How much all of them take. */
    long bytes() {
        return bytes.get();
    }
}
