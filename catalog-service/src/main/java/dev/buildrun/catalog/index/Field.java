package dev.buildrun.catalog.index;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** Everything that entities have under one search key: which have it at all, and who has which value, in the order of values. */
public final class Field {
    static final Field NONE = new Field(Postings.none(), Postings.none(), SortedTree.empty(Arrays::compareUnsigned));

    /** Stands between a value in lower case and its spelling, so that the spellings of one value are neighbours. No value has it. */
    private static final byte SEPARATOR = 0;

    private final Postings valued;
    private final Postings nulls;
    private final SortedTree<byte[], Postings> values;

    /** What to do with a value; false ends the walk. */
    @FunctionalInterface
    public interface ValueVisitor {
        boolean visit(Value value);
    }

    Field(Postings valued, Postings nulls, SortedTree<byte[], Postings> values) {
        this.valued = valued;
        this.nulls = nulls;
        this.values = values;
    }

    /** Those that have at least one value here that can be compared. */
    public Postings valued() {
        return valued;
    }

    /** Those that have a null here, or a value that is too long to compare. */
    public Postings nulls() {
        return nulls;
    }

    SortedTree<byte[], Postings> values() {
        return values;
    }

    /** How many values there are, different spellings counted. */
    public int valueCount() {
        return values.size();
    }

    /** Those that have the field at all, as a set of its own. */
    public RoaringBitmap present() {
        var present = new RoaringBitmap();
        valued.addTo(present);
        nulls.addTo(present);
        return present;
    }

    /** Those that have the value, as a set that must not be changed. */
    public RoaringBitmap matches(String lowerValue) {
        var spellings = new ArrayList<Postings>(1);
        visitRange(prefix(lowerValue, SEPARATOR), spellings::add);
        if (spellings.size() == 1) {
            return spellings.getFirst().bitmap();
        }
        var found = new RoaringBitmap();
        spellings.forEach(postings -> postings.addTo(found));
        return found;
    }

    /** Adds those that have a value that begins with the text. */
    public void addPrefixMatches(String lowerPrefix, RoaringBitmap target) {
        visitRange(lowerPrefix.getBytes(StandardCharsets.UTF_8), postings -> postings.addTo(target));
    }

    /** Adds those that have a value with the text anywhere in it. */
    public void addContaining(String lowerText, RoaringBitmap target) {
        var text = lowerText.getBytes(StandardCharsets.UTF_8);
        values.ascend(null, (key, postings) -> {
            if (contains(key, lowerLength(key), text)) {
                postings.addTo(target);
            }
            return true;
        });
    }

    private static boolean contains(byte[] key, int length, byte[] text) {
        for (var start = 0; start + text.length <= length; start++) {
            if (Arrays.mismatch(key, start, start + text.length, text, 0, text.length) < 0) {
                return true;
            }
        }
        return false;
    }

    private void visitRange(byte[] prefix, Consumer<Postings> visitor) {
        values.ascend(prefix, (key, postings) -> {
            if (!startsWith(key, prefix)) {
                return false;
            }
            visitor.accept(postings);
            return true;
        });
    }

    /**
     * Visits the values in ascending order of their lower-case form (by code point).
     *
     * @param from the first value to visit, in lower case; null for all
     */
    public void ascend(@Nullable String from, ValueVisitor visitor) {
        var groups = new Groups(visitor);
        values.ascend(from == null ? null : prefix(from, SEPARATOR), groups::add);
        groups.finish();
    }

    /** The same in descending order, from a value on downwards. */
    public void descend(@Nullable String from, ValueVisitor visitor) {
        var groups = new Groups(visitor);
        values.descend(from == null ? null : prefix(from, (byte) (SEPARATOR + 1)), groups::add);
        groups.finish();
    }

    /** The key of a value in the spelling that an entity has. */
    static byte[] key(String lowerValue, String originalValue) {
        var lower = prefix(lowerValue, SEPARATOR);
        if (lowerValue.equals(originalValue)) {
            return lower;
        }
        var original = originalValue.getBytes(StandardCharsets.UTF_8);
        var key = Arrays.copyOf(lower, lower.length + original.length);
        System.arraycopy(original, 0, key, lower.length, original.length);
        return key;
    }

    private static byte[] prefix(String text, byte end) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = end;
        return longer;
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.mismatch(key, 0, prefix.length, prefix, 0, prefix.length) < 0;
    }

    private static int lowerLength(byte[] key) {
        var length = 0;
        while (key[length] != SEPARATOR) {
            length++;
        }
        return length;
    }

    /** One value, and who has it in which spelling. */
    public static final class Value {
        /** What {@link #onlyOneIn} says where the value has one entity only, and the set does not hold it. */
        public static final int NOBODY = -1;

        private static final int SEVERAL = -2;

        private final byte[] firstKey;
        private final int length;
        private final List<byte[]> keys = new ArrayList<>(1);
        private final List<Postings> postings = new ArrayList<>(1);

        Value(byte[] firstKey) {
            this.firstKey = firstKey;
            this.length = lowerLength(firstKey);
        }

        private boolean holds(byte[] key) {
            return key.length > length && Arrays.mismatch(key, 0, length + 1, firstKey, 0, length + 1) < 0;
        }

        /** In lower case. */
        public String text() {
            return new String(firstKey, 0, length, StandardCharsets.UTF_8);
        }

        /** Those of a set that have it. */
        public RoaringBitmap in(RoaringBitmap set) {
            var found = postings.getFirst().in(set);
            for (var other : postings.subList(1, postings.size())) {
                found.or(other.in(set));
            }
            return found;
        }

        /** The number of the only entity that has it, {@link #NOBODY}, or another negative number where several have it. */
        public int onlyOneIn(RoaringBitmap set) {
            if (postings.size() == 1 && postings.getFirst() instanceof Postings.One(var slot)) {
                return set.contains(slot) ? slot : NOBODY;
            }
            return SEVERAL;
        }

        public int spellings() {
            return keys.size();
        }

        /** As it is written by some. */
        public String spelling(int index) {
            var key = keys.get(index);
            return key.length == length + 1
                    ? text()
                    : new String(key, length + 1, key.length - length - 1, StandardCharsets.UTF_8);
        }

        /** Those that write it so. */
        public Postings spelledBy(int index) {
            return postings.get(index);
        }
    }

    /** Puts neighbouring keys together that differ only in spelling. */
    private static final class Groups {
        private final ValueVisitor visitor;
        private @Nullable Value open;
        private boolean ended;

        Groups(ValueVisitor visitor) {
            this.visitor = visitor;
        }

        boolean add(byte[] key, Postings postings) {
            var value = open;
            if (value == null || !value.holds(key)) {
                if (value != null && !visitor.visit(value)) {
                    ended = true;
                    return false;
                }
                value = new Value(key);
                open = value;
            }
            value.keys.add(key);
            value.postings.add(postings);
            return true;
        }

        void finish() {
            if (open != null && !ended) {
                visitor.visit(open);
            }
        }
    }
}
