package dev.buildrun.catalog.index;

import dev.buildrun.catalog.entity.SearchField;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** Everything that entities have under one search key: which have it at all, and who has which value, in the order of values. */
public final class Field {
    static final Comparator<byte[]> ORDER = Arrays::compareUnsigned;

    /** One that nobody has and nobody will get. */
    static final Field NONE = new Field("", Postings.none(), Postings.none(), SortedTree.empty(ORDER), null);

    /** Stands between a value in lower case and its spelling, so that the spellings of one value are neighbours. No value has it. */
    private static final byte SEPARATOR = 0;

    private static final byte[] TRUE = key("true", "true");

    private final String key;
    private final Postings valued;
    private final Postings nulls;
    /** Null where all have {@link #TRUE} and nothing else, so that the many fields of that kind take less memory. */
    private final @Nullable SortedTree<byte[], Posted> values;
    /** Null for a field that texts are not often looked for in. */
    private final @Nullable TextIndex texts;

    /** What to do with a value; false ends the walk. */
    @FunctionalInterface
    public interface ValueVisitor {
        boolean visit(Value value);
    }

    private Field(
            String key,
            Postings valued,
            Postings nulls,
            @Nullable SortedTree<byte[], Posted> values,
            @Nullable TextIndex texts) {
        this.key = key;
        this.valued = valued;
        this.nulls = nulls;
        this.values = values;
        this.texts = texts;
    }

    /** @param values of those that are {@code valued} */
    static Field of(
            String key, Postings valued, Postings nulls, SortedTree<byte[], Posted> values, @Nullable TextIndex texts) {
        return texts == null && values.size() == 1 && values.get(TRUE) != null
                ? ofTrue(key, valued, nulls)
                : new Field(key, valued, nulls, values, texts);
    }

    /** One whose only value is "true". */
    static Field ofTrue(String key, Postings valued, Postings nulls) {
        return new Field(key, valued, nulls, null, null);
    }

    /** A field that nobody has. */
    static Field none(String key) {
        return new Field(
                key,
                Postings.none(),
                Postings.none(),
                SortedTree.empty(ORDER),
                TextIndex.FIELDS.contains(key) ? TextIndex.EMPTY : null);
    }

    /** The path, in lower case, as {@link SearchField#key} has it. */
    String key() {
        return key;
    }

    /** Those that have at least one value here that can be compared. */
    public Postings valued() {
        return valued;
    }

    /** Those that have a null here, or a value that is too long to compare. */
    public Postings nulls() {
        return nulls;
    }

    SortedTree<byte[], Posted> values() {
        return values == null ? SortedTree.ofSorted(ORDER, new Object[] {TRUE}, new Object[] {valued}) : values;
    }

    /** Whether {@link #isTrue} is all that there is to say of its values. */
    boolean isOfTrue() {
        return values == null;
    }

    @Nullable
    TextIndex texts() {
        return texts;
    }

    /** How many values there are, different spellings counted. */
    public int valueCount() {
        return values == null ? 1 : values.size();
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

    /** How many have the value. */
    public int sizeOf(String lowerValue) {
        var size = new int[1];
        visitRange(prefix(lowerValue, SEPARATOR), postings -> size[0] += postings.size());
        return size[0];
    }

    /** Adds those that have a value that begins with the text. */
    public void addPrefixMatches(String lowerPrefix, RoaringBitmap target) {
        visitRange(lowerPrefix.getBytes(StandardCharsets.UTF_8), postings -> postings.addTo(target));
    }

    /** Adds those that have a value with the text anywhere in it. */
    public void addContaining(String lowerText, RoaringBitmap target) {
        var text = lowerText.getBytes(StandardCharsets.UTF_8);
        if (texts != null) {
            texts.find(text, value -> value.postings().addTo(target));
            return;
        }
        values().ascend(null, (key, posted) -> {
            if (contains(key, lowerLength(key), text)) {
                posted.postings().addTo(target);
            }
            return true;
        });
    }

    /** How many values {@link #addContaining} has to look at, at most. */
    public long valuesToLookAt(String lowerText) {
        return texts == null ? valueCount() : texts.candidates(lowerText.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the text is in the first bytes of a key. */
    static boolean contains(byte[] key, int length, byte[] text) {
        if (text.length == 0) {
            return true;
        }
        for (var start = 0; start + text.length <= length; start++) {
            if (key[start] == text[0] && matchesAt(key, start, text)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matchesAt(byte[] key, int start, byte[] text) {
        for (var i = 1; i < text.length; i++) {
            if (key[start + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    private void visitRange(byte[] prefix, Consumer<Postings> visitor) {
        values().ascend(prefix, (key, posted) -> {
            if (!startsWith(key, prefix)) {
                return false;
            }
            visitor.accept(posted.postings());
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
        values().ascend(from == null ? null : prefix(from, SEPARATOR), groups::add);
        groups.finish();
    }

    /** The same in descending order, from a value on downwards. */
    public void descend(@Nullable String from, ValueVisitor visitor) {
        var groups = new Groups(visitor);
        values().descend(from == null ? null : prefix(from, (byte) (SEPARATOR + 1)), groups::add);
        groups.finish();
    }

    /** The key of what an entity has; null for a null, or a value that can't be compared. */
    static byte @Nullable [] key(SearchField field) {
        if (field.value() == null || field.originalValue() == null) {
            return null;
        }
        return isTrue(field) ? TRUE : key(field.value(), field.originalValue());
    }

    /** As with each text in a list, which makes a field of its own. */
    static boolean isTrue(SearchField field) {
        return "true".equals(field.value()) && "true".equals(field.originalValue());
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

    static int lowerLength(byte[] key) {
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
        private final Postings first;
        private final int length;
        /** Further spellings, which few values have. */
        private @Nullable List<byte[]> moreKeys;

        private @Nullable List<Postings> more;

        Value(byte[] firstKey, Postings first) {
            this.firstKey = firstKey;
            this.first = first;
            this.length = lowerLength(firstKey);
        }

        private boolean holds(byte[] key) {
            return key.length > length && Arrays.mismatch(key, 0, length + 1, firstKey, 0, length + 1) < 0;
        }

        private void add(byte[] key, Postings postings) {
            if (moreKeys == null || more == null) {
                moreKeys = new ArrayList<>(1);
                more = new ArrayList<>(1);
            }
            moreKeys.add(key);
            more.add(postings);
        }

        /** In lower case. */
        public String text() {
            return new String(firstKey, 0, length, StandardCharsets.UTF_8);
        }

        /** Whether the text, in lower case, is in it. */
        public boolean contains(byte[] lowerText) {
            return Field.contains(firstKey, length, lowerText);
        }

        /** Those of a set that have it. */
        public RoaringBitmap in(RoaringBitmap set) {
            var found = first.in(set);
            if (more != null) {
                for (var other : more) {
                    found.or(other.in(set));
                }
            }
            return found;
        }

        /** The number of the only entity that has it, {@link #NOBODY}, or another negative number where several have it. */
        public int onlyOneIn(RoaringBitmap set) {
            if (more == null && first instanceof Postings.One(var slot)) {
                return set.contains(slot) ? slot : NOBODY;
            }
            return SEVERAL;
        }

        public int spellings() {
            return more == null ? 1 : 1 + more.size();
        }

        /** As it is written by some. */
        public String spelling(int index) {
            var key = index == 0 || moreKeys == null ? firstKey : moreKeys.get(index - 1);
            return key.length == length + 1
                    ? text()
                    : new String(key, length + 1, key.length - length - 1, StandardCharsets.UTF_8);
        }

        /** Those that write it so. */
        public Postings spelledBy(int index) {
            return index == 0 || more == null ? first : more.get(index - 1);
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

        boolean add(byte[] key, Posted posted) {
            var value = open;
            if (value != null && value.holds(key)) {
                value.add(key, posted.postings());
                return true;
            }
            if (value != null && !visitor.visit(value)) {
                ended = true;
                return false;
            }
            open = new Value(key, posted.postings());
            return true;
        }

        void finish() {
            if (open != null && !ended) {
                visitor.visit(open);
            }
        }
    }
}
