package dev.buildrun.catalog.index;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The texts of entities that were asked for lately, so that they need not be put together again, and who was found by which name. An entity
 * has one place, by its number; who comes later takes the place of another, and where all together take too much memory, places are emptied
 * in turn. Nobody ever waits.
 *
 * <p>A text belongs to the object of an entity and to that of its relations, not to a name: whatever changes the text makes another object of
 * one of them.
 */
final class RecentTexts {
    private static final int PLACES = 1 << 15;
    /** A longer text takes as long to send as to write. */
    private static final int LONGEST = 1 << 16;

    private static final long MOST_BYTES = 32L << 20;

    private final AtomicReferenceArray<@Nullable Kept> places;
    /** Who was found by name lately, by the hash of the name. */
    private final AtomicReferenceArray<@Nullable IndexedEntity> named;

    private final long mostBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger turn = new AtomicInteger();

    /** @param shown the relations that stand in the text */
    private record Kept(IndexedEntity entity, Object shown, byte[] text) {}

    RecentTexts() {
        this(PLACES, MOST_BYTES);
    }

    /** @param places a power of two */
    RecentTexts(int places, long mostBytes) {
        this.places = new AtomicReferenceArray<>(places);
        this.named = new AtomicReferenceArray<>(places);
        this.mostBytes = mostBytes;
    }

    /** The text, which must not be changed; null where it is not known any more. */
    @SuppressWarnings("ReferenceEquality")
    byte @Nullable [] of(IndexedEntity entity, Object shown) {
        var kept = places.get(place(entity.slot()));
        return kept != null && kept.entity == entity && kept.shown == shown ? kept.text : null;
    }

    void keep(IndexedEntity entity, Object shown, byte[] text) {
        if (text.length > LONGEST) {
            return;
        }
        put(place(entity.slot()), new Kept(entity, shown, text));
        while (bytes.get() > mostBytes) {
            put(place(turn.getAndIncrement()), null);
        }
    }

    /** Who was found by a reference lately, in whatever snapshot; null where nobody knows. */
    @Nullable
    IndexedEntity named(String ref) {
        var found = named.get(place(hash(ref)));
        return found != null && found.ref().equals(ref) ? found : null;
    }

    void keepName(IndexedEntity entity) {
        named.set(place(hash(entity.ref())), entity);
    }

    /** The object is on its way out, so there is no use in keeping it in memory. */
    @SuppressWarnings("ReferenceEquality")
    void forget(IndexedEntity entity) {
        named.compareAndSet(place(hash(entity.ref())), entity, null);
        var kept = places.get(place(entity.slot()));
        if (kept != null && kept.entity == entity) {
            put(place(entity.slot()), null);
        }
    }

    private static int hash(String ref) {
        var hash = ref.hashCode();
        return hash ^ (hash >>> Short.SIZE);
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
