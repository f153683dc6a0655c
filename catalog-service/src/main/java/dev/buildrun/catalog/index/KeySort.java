package dev.buildrun.catalog.index;

import java.util.Arrays;

/**
 * Sorts many byte arrays that lie anywhere in memory. Comparing two of them means two accesses to far places, and twenty such comparisons for
 * each of a million; so four bytes of each are copied side by side and sorted as numbers, and only those that are equal so far go on to the
 * next four. What all have in common is passed over first.
 */
final class KeySort {
    private static final int FEW = 32;
    private static final int DIGIT = Integer.BYTES;
    /** Below the four bytes stands where the item was, which takes 31 bits. */
    private static final int PLACE_BITS = 31;

    private final CollectedValues.Collected[] items;
    private final CollectedValues.Collected[] copy;
    private final long[] digits;

    private KeySort(CollectedValues.Collected[] items) {
        this.items = items;
        this.copy = new CollectedValues.Collected[items.length];
        this.digits = new long[items.length];
    }

    /** Sorts by the bytes as unsigned numbers, the shorter of two first where one begins with the other. */
    static void sort(CollectedValues.Collected[] items) {
        new KeySort(items).sort(0, items.length, 0);
    }

    private void sort(int from, int to, int start) {
        if (to - from <= FEW || anyEndsBefore(from, to, start)) {
            Arrays.sort(items, from, to, (left, right) -> Arrays.compareUnsigned(left.key(), right.key()));
            return;
        }
        var depth = start + common(from, to, start);
        for (var i = from; i < to; i++) {
            digits[i] = (digit(items[i].key(), depth) << PLACE_BITS) | (i - from);
        }
        Arrays.sort(digits, from, to);
        System.arraycopy(items, from, copy, from, to - from);
        for (var i = from; i < to; i++) {
            items[i] = copy[from + (int) (digits[i] & Integer.MAX_VALUE)];
        }
        sortEqual(from, to, depth);
    }

    private void sortEqual(int from, int to, int depth) {
        // Deeper calls use the same numbers, but only those of their own range, which has been passed by then.
        var first = from;
        while (first < to) {
            var digit = digits[first] >>> PLACE_BITS;
            var end = first + 1;
            while (end < to && digits[end] >>> PLACE_BITS == digit) {
                end++;
            }
            if (end - first > 1) {
                sort(first, end, depth + DIGIT);
            }
            first = end;
        }
    }

    /** Then its end has been taken for zero bytes, and digits do not tell it from a key that has such bytes. */
    private boolean anyEndsBefore(int from, int to, int start) {
        for (var i = from; i < to; i++) {
            if (items[i].key().length < start) {
                return true;
            }
        }
        return false;
    }

    /** How many bytes all have in common, from a place on. Keys are different, so at most one of them ends there. */
    private int common(int from, int to, int start) {
        var first = items[from].key();
        var common = first.length - start;
        for (var i = from + 1; i < to && common > 0; i++) {
            var key = items[i].key();
            var length = Math.min(common, key.length - start);
            var mismatch = Arrays.mismatch(first, start, start + length, key, start, start + length);
            common = mismatch < 0 ? length : mismatch;
        }
        return common;
    }

    /** Four bytes as a number; what is beyond the end counts as zero bytes. */
    private static long digit(byte[] key, int depth) {
        var digit = 0L;
        for (var i = depth; i < depth + DIGIT; i++) {
            digit = digit << Byte.SIZE | (i < key.length ? key[i] & 0xFF : 0);
        }
        return digit;
    }
}
