package dev.buildrun.scaffolder.run;

import java.util.Arrays;
import java.util.Collection;

/**
 * Finds many forms of secrets in one pass over a text, however many there are: the automaton of Aho and Corasick. Capitals are not
 * told apart. Does not change after it was made.
 */
final class SecretMatcher {
    private static final int FEW = 64;

    /** The transitions, by state and character. */
    private long[] keys = new long[2 * FEW];

    private int[] targets = new int[2 * FEW];
    private int states = 1;

    private int[] parents = new int[FEW];
    private char[] characters = new char[FEW];
    private int[] depths = new int[FEW];
    private int[] fallbacks = new int[FEW];
    /** Of the longest form that ends in the state; 0 where none does. */
    private int[] lengths = new int[FEW];

    private byte[] before = new byte[FEW];
    private byte[] after = new byte[FEW];

    SecretMatcher(Collection<SecretForms.Form> forms) {
        forms.forEach(this::add);
        link();
    }

    private void add(SecretForms.Form form) {
        var state = 0;
        for (var index = 0; index < form.text().length(); index++) {
            var character = folded(form.text().charAt(index));
            var next = child(state, character);
            state = next > 0 ? next : newState(state, character);
        }
        lengths[state] = form.text().length();
        before[state] = (byte) Math.max(before[state], form.before());
        after[state] = (byte) Math.max(after[state], form.after());
    }

    private int newState(int parent, char character) {
        if (states == parents.length) {
            grow();
        }
        parents[states] = parent;
        characters[states] = character;
        depths[states] = depths[parent] + 1;
        put(key(parent, character), states);
        return states++;
    }

    private void grow() {
        var size = 2 * states;
        parents = Arrays.copyOf(parents, size);
        characters = Arrays.copyOf(characters, size);
        depths = Arrays.copyOf(depths, size);
        fallbacks = Arrays.copyOf(fallbacks, size);
        lengths = Arrays.copyOf(lengths, size);
        before = Arrays.copyOf(before, size);
        after = Arrays.copyOf(after, size);
        keys = new long[2 * size];
        targets = new int[2 * size];
        for (var state = 1; state < states; state++) {
            put(key(parents[state], characters[state]), state);
        }
    }

    /** A state's fallback is the longest proper suffix of its text that is a state, too; those of shorter texts are known before. */
    private void link() {
        for (var state : byDepth()) {
            if (depths[state] > 1) {
                fallbacks[state] = next(fallbacks[parents[state]], characters[state]);
            }
            if (lengths[state] == 0) {
                var shorter = fallbacks[state];
                lengths[state] = lengths[shorter];
                before[state] = before[shorter];
                after[state] = after[shorter];
            }
        }
    }

    /** All states, those of shorter texts first. */
    private int[] byDepth() {
        var starts = new int[Arrays.stream(depths, 0, states).max().orElse(0) + 2];
        for (var state = 0; state < states; state++) {
            starts[depths[state] + 1]++;
        }
        for (var depth = 1; depth < starts.length; depth++) {
            starts[depth] += starts[depth - 1];
        }
        var order = new int[states];
        for (var state = 0; state < states; state++) {
            order[starts[depths[state]]++] = state;
        }
        return order;
    }

    boolean isEmpty() {
        return states == 1;
    }

    /** The state after one more character; 0 is the first. */
    int next(int from, char unfolded) {
        var character = folded(unfolded);
        var state = from;
        while (true) {
            var next = child(state, character);
            if (next > 0 || state == 0) {
                return next;
            }
            state = fallbacks[state];
        }
    }

    /** How many of the last characters are the beginning of a form. */
    int depth(int state) {
        return depths[state];
    }

    /** The length of the longest form that ends here; 0 for none. */
    int length(int state) {
        return lengths[state];
    }

    int before(int state) {
        return before[state];
    }

    int after(int state) {
        return after[state];
    }

    private int child(int state, char character) {
        var key = key(state, character);
        var mask = keys.length - 1;
        for (var slot = slot(key, mask); targets[slot] != 0; slot = (slot + 1) & mask) {
            if (keys[slot] == key) {
                return targets[slot];
            }
        }
        return 0;
    }

    private void put(long key, int target) {
        var mask = keys.length - 1;
        var slot = slot(key, mask);
        while (targets[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        keys[slot] = key;
        targets[slot] = target;
    }

    private static long key(int state, char character) {
        return ((long) state << 16) | character;
    }

    private static int slot(long key, int mask) {
        var mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & mask;
    }

    private static char folded(char character) {
        return Character.toLowerCase(Character.toUpperCase(character));
    }
}
