package dev.buildrun.catalog.index;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * The entities that have something in common, as numbers. Most values of a catalog belong to one entity only, so one and a few have forms
 * of their own that take little memory. What a published snapshot holds never changes.
 */
public sealed interface Postings extends Posted {
    static Postings none() {
        return Few.EMPTY;
    }

    @Override
    default Postings postings() {
        return this;
    }

    boolean contains(int slot);

    int size();

    /** How many of them are in the other set too. */
    int sizeIn(RoaringBitmap other);

    /** Those that are in the other set too, as a set of its own. */
    RoaringBitmap in(RoaringBitmap other);

    void addTo(RoaringBitmap target);

    /** All of them as a set, which must not be changed. */
    default RoaringBitmap bitmap() {
        var bitmap = new RoaringBitmap();
        addTo(bitmap);
        return bitmap;
    }

    /** The lowest number that is none of them. */
    default int firstAbsent() {
        var size = size();
        var bitmap = bitmap();
        // Mostly there is no gap, which shows at once; looking for one means to look through all.
        return size == 0 || bitmap.last() == size - 1 ? size : Math.toIntExact(bitmap.nextAbsentValue(0));
    }

    default boolean isEmpty() {
        return size() == 0;
    }

    /** A single entity. */
    record One(int slot) implements Postings {
        @Override
        public boolean contains(int other) {
            return slot == other;
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public int sizeIn(RoaringBitmap other) {
            return other.contains(slot) ? 1 : 0;
        }

        @Override
        public RoaringBitmap in(RoaringBitmap other) {
            return other.contains(slot) ? RoaringBitmap.bitmapOf(slot) : new RoaringBitmap();
        }

        @Override
        public void addTo(RoaringBitmap target) {
            target.add(slot);
        }
    }

    /** None, or a few entities, in ascending order. */
    final class Few implements Postings {
        static final int MAX = 16;
        private static final Few EMPTY = new Few(new int[0]);

        private final int[] slots;

        Few(int[] slots) {
            this.slots = slots;
        }

        @Override
        public boolean contains(int slot) {
            return Arrays.binarySearch(slots, slot) >= 0;
        }

        @Override
        public int size() {
            return slots.length;
        }

        @Override
        public int sizeIn(RoaringBitmap other) {
            var count = 0;
            for (var slot : slots) {
                count += other.contains(slot) ? 1 : 0;
            }
            return count;
        }

        @Override
        public RoaringBitmap in(RoaringBitmap other) {
            var found = new RoaringBitmap();
            for (var slot : slots) {
                if (other.contains(slot)) {
                    found.add(slot);
                }
            }
            return found;
        }

        @Override
        public void addTo(RoaringBitmap target) {
            target.add(slots);
        }
    }

    /**
     * Many entities. The set is made of containers for 65,536 numbers each, and a change copies one of them and shares the others with the
     * set before, so that it costs the same however many there are.
     */
    final class Many implements Postings {
        /** Below {@link Few#MAX}, so that a set at the border does not change its form all the time. */
        static final int MIN = 9;

        private final RoaringBitmap slots;
        private final @Nullable Edit owner;
        /** The containers that are the owner's own, by their upper bits; the others are shared and must not be changed. */
        private final @Nullable BitSet ownContainers;

        Many(RoaringBitmap slots, @Nullable Edit owner, @Nullable BitSet ownContainers) {
            this.slots = slots;
            this.owner = owner;
            this.ownContainers = ownContainers;
        }

        @Override
        public boolean contains(int slot) {
            return slots.contains(slot);
        }

        @Override
        public int size() {
            return slots.getCardinality();
        }

        @Override
        public int sizeIn(RoaringBitmap other) {
            return RoaringBitmap.andCardinality(slots, other);
        }

        @Override
        public RoaringBitmap in(RoaringBitmap other) {
            return RoaringBitmap.and(slots, other);
        }

        @Override
        public void addTo(RoaringBitmap target) {
            target.or(slots);
        }

        @Override
        public RoaringBitmap bitmap() {
            return slots;
        }

        /** Whether the container of a number may be changed in place. */
        @SuppressWarnings("ReferenceEquality")
        private boolean isOwnedBy(Edit edit, int slot) {
            return owner == edit && ownContainers != null && ownContainers.get(slot >>> Character.SIZE);
        }

        /** The same set, in which the container of a number may be changed in place. */
        @SuppressWarnings("ReferenceEquality")
        private Many ownedBy(Edit edit, int slot) {
            if (isOwnedBy(edit, slot)) {
                return this;
            }
            var upper = slot >>> Character.SIZE;
            if (owner != edit || ownContainers == null) {
                var own = new BitSet();
                own.set(upper);
                return new Many(withOwnContainer(upper), edit, own);
            }
            ownContainers.set(upper);
            return new Many(withOwnContainer(upper), edit, ownContainers);
        }

        private RoaringBitmap withOwnContainer(int upper) {
            var copy = new RoaringBitmap();
            for (var each = slots.getContainerPointer(); each.getContainer() != null; each.advance()) {
                var container = each.getContainer();
                copy.append(each.key(), each.key() == upper ? container.clone() : container);
            }
            return copy;
        }
    }

    /** The same with one entity more. */
    static Postings with(Postings postings, int slot, Edit edit) {
        if (postings instanceof Many many && many.isOwnedBy(edit, slot)) {
            // Looking before costs as much again as adding what is there already.
            many.slots.add(slot);
            return many;
        }
        if (postings.contains(slot)) {
            return postings;
        }
        return switch (postings) {
            case One(var other) -> new Few(sorted(new int[] {other}, slot));
            case Few few when few.slots.length == 0 -> new One(slot);
            case Few few when few.slots.length < Few.MAX -> new Few(sorted(few.slots, slot));
            case Few few -> {
                var bitmap = RoaringBitmap.bitmapOf(few.slots);
                bitmap.add(slot);
                yield new Many(bitmap, edit, null);
            }
            case Many many -> {
                var own = many.ownedBy(edit, slot);
                own.slots.add(slot);
                yield own;
            }
        };
    }

    private static int[] sorted(int[] slots, int slot) {
        var longer = Arrays.copyOf(slots, slots.length + 1);
        longer[slots.length] = slot;
        Arrays.sort(longer);
        return longer;
    }

    /** The same without one entity. */
    static Postings without(Postings postings, int slot, Edit edit) {
        if (!postings.contains(slot)) {
            return postings;
        }
        return switch (postings) {
            case One _ -> none();
            case Few few ->
                few(Arrays.stream(few.slots).filter(other -> other != slot).toArray());
            case Many many -> {
                var own = many.ownedBy(edit, slot);
                own.slots.remove(slot);
                yield own.size() < Many.MIN ? few(own.slots.toArray()) : own;
            }
        };
    }

    private static Postings few(int[] slots) {
        if (slots.length == 0) {
            return none();
        }
        return slots.length == 1 ? new One(slots[0]) : new Few(slots);
    }

    /** @param slots not to be changed any more */
    static Postings of(RoaringBitmap slots) {
        return slots.getCardinality() <= Few.MAX ? few(slots.toArray()) : new Many(slots, null, null);
    }

    /** Those numbers, which are in ascending order, each once. */
    static Postings of(int[] slots) {
        if (slots.length <= Few.MAX) {
            return few(slots);
        }
        var bitmap = RoaringBitmap.bitmapOf(slots);
        bitmap.runOptimize();
        return new Many(bitmap, null, null);
    }
}
