package dev.buildrun.catalog.index;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Finds the values of a field that have a text anywhere in them, without looking at all of them: for each three bytes that follow each other
 * in some value, the set of the values that have them. A value counts as if two zero bytes came after it, so that a text of one or two bytes
 * is the begin of some three, wherever it is.
 */
final class TextIndex {
    /** The fields that the portal and other callers look for texts in. Any other field is looked through value by value. */
    static final Set<String> FIELDS = Set.of(
            "metadata.name",
            "metadata.title",
            "metadata.uid",
            "spec.profile.displayname",
            "spec.target",
            "spec.targets");

    static final TextIndex EMPTY =
            new TextIndex(SlotArray.empty(), Postings.none(), SortedTree.empty(Comparator.<Integer>naturalOrder()));

    private static final int GRAM = 3;
    /** So many sets at most are intersected; the candidates that remain are looked at. */
    private static final int MAX_INTERSECTED = 5;

    private final SlotArray<TextValue> values;
    private final Postings numbers;
    private final SortedTree<Integer, Postings> grams;

    TextIndex(SlotArray<TextValue> values, Postings numbers, SortedTree<Integer, Postings> grams) {
        this.values = values;
        this.numbers = numbers;
        this.grams = grams;
    }

    /** The index with one value more, and that value with the number that it got; {@link #finding} makes that it is found. */
    Added with(byte[] key, Postings postings, Edit edit) {
        var number = numbers.firstAbsent();
        var value = new TextValue(number, key, postings);
        return new Added(
                new TextIndex(values.with(number, value, edit), Postings.with(numbers, number, edit), grams), value);
    }

    /** The same in which new values are found: all at once, since most of what three bytes they have is in many of them. */
    TextIndex finding(Collection<TextValue> added, Edit edit) {
        var pairs = added.stream().flatMapToLong(TextIndex::gramsAndNumber).toArray();
        Arrays.sort(pairs);
        var more = grams;
        for (var from = 0; from < pairs.length; ) {
            var gram = (int) (pairs[from] >>> Integer.SIZE);
            var to = from + 1;
            while (to < pairs.length && (int) (pairs[to] >>> Integer.SIZE) == gram) {
                to++;
            }
            var numbersOfGram = Arrays.copyOfRange(pairs, from, to);
            more = more.with(
                    gram, before -> withAll(before == null ? Postings.none() : before, numbersOfGram, edit), edit);
            from = to;
        }
        return new TextIndex(values, numbers, more);
    }

    /** Each gram in the upper half, the number in the lower. */
    private static LongStream gramsAndNumber(TextValue value) {
        return Arrays.stream(gramsOf(value.key())).mapToLong(gram -> (long) gram << Integer.SIZE | value.number());
    }

    private static Postings withAll(Postings before, long[] pairs, Edit edit) {
        var all = before;
        for (var pair : pairs) {
            all = Postings.with(all, (int) pair, edit);
        }
        return all;
    }

    record Added(TextIndex index, TextValue value) {}

    /** The same values, one of them with other entities. */
    TextIndex replaced(TextValue value, Edit edit) {
        return new TextIndex(values.with(value.number(), value, edit), numbers, grams);
    }

    TextIndex without(TextValue value, Edit edit) {
        var fewer = grams;
        for (var gram : gramsOf(value.key())) {
            var before = fewer.get(gram);
            if (before != null) {
                var after = Postings.without(before, value.number(), edit);
                fewer = after.isEmpty() ? fewer.remove(gram, edit) : fewer.put(gram, after, edit);
            }
        }
        return new TextIndex(
                values.with(value.number(), null, edit), Postings.without(numbers, value.number(), edit), fewer);
    }

    /** Every three bytes of a key's value in lower case, each once. */
    static int[] gramsOf(byte[] key) {
        var length = Field.lowerLength(key);
        var found = new int[length];
        for (var i = 0; i < length; i++) {
            found[i] = gram(key[i], i + 1 < length ? key[i + 1] : 0, i + 2 < length ? key[i + 2] : 0);
        }
        Arrays.sort(found);
        var count = 0;
        for (var i = 0; i < length; i++) {
            if (i == 0 || found[i] != found[i - 1]) {
                found[count++] = found[i];
            }
        }
        return Arrays.copyOf(found, count);
    }

    private static int gram(byte first, byte second, byte third) {
        return (first & 0xFF) << 16 | (second & 0xFF) << 8 | (third & 0xFF);
    }

    /** How many values have to be looked at, at most, to find those with a text. */
    long candidates(byte[] text) {
        return text.length < GRAM
                ? numbers.size()
                : Arrays.stream(gramsWithin(text))
                        .mapToObj(grams::get)
                        .mapToLong(postings -> postings == null ? 0 : postings.size())
                        .min()
                        .orElse(0);
    }

    /** Hands over each value that has the text in it. */
    void find(byte[] text, Consumer<TextValue> visitor) {
        for (var each : text) {
            if (each == 0) {
                return;
            }
        }
        var found = text.length < GRAM ? beginningWith(text) : candidatesOf(text);
        if (found != null) {
            var exact = text.length <= GRAM;
            found.forEach((org.roaringbitmap.IntConsumer) number -> {
                var value = values.get(number);
                if (value != null && (exact || Field.contains(value.key(), Field.lowerLength(value.key()), text))) {
                    visitor.accept(value);
                }
            });
        }
    }

    private RoaringBitmap beginningWith(byte[] text) {
        var from = text.length == 0 ? 0 : gram(text[0], text.length > 1 ? text[1] : 0, (byte) 0);
        var width = 1 << (Byte.SIZE * (GRAM - text.length));
        var found = new RoaringBitmap();
        grams.ascend(from, (gram, postings) -> {
            var fits = text.length == 0 || gram < from + width;
            if (fits) {
                postings.addTo(found);
            }
            return fits;
        });
        return found;
    }

    private @Nullable RoaringBitmap candidatesOf(byte[] text) {
        var sets = new java.util.ArrayList<Postings>();
        for (var gram : gramsWithin(text)) {
            var set = grams.get(gram);
            if (set == null) {
                return null;
            }
            sets.add(set);
        }
        sets.sort(Comparator.comparingInt(Postings::size));
        var found = sets.getFirst().bitmap();
        for (var set : sets.subList(1, Math.min(sets.size(), MAX_INTERSECTED))) {
            found = set.in(found);
        }
        return found;
    }

    private static int[] gramsWithin(byte[] text) {
        var found = new int[text.length - GRAM + 1];
        for (var i = 0; i < found.length; i++) {
            found[i] = gram(text[i], text[i + 1], text[i + 2]);
        }
        return Arrays.stream(found).distinct().toArray();
    }
}
