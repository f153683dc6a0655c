package dev.buildrun.search;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is looked for.
 *
 * @param whole the term with its words set apart by one space each; empty where everything is wanted
 * @param words those that must be found, each once
 */
record Term(String whole, List<String> words) {
    /** What comes after so many words is not looked at. */
    static final int MAX_WORDS = 10;

    /** They are in most texts and say nothing; alone they are looked for. */
    private static final Set<String> EMPTY_WORDS = Set.of(
            "a", "an", "and", "are", "as", "at", "by", "for", "from", "in", "is", "it", "of", "on", "or", "that", "the",
            "this", "to", "with");

    Term {
        words = List.copyOf(words);
    }

    static Term of(String text) {
        var all = new LinkedHashSet<>(Words.of(text, MAX_WORDS));
        var telling = new ArrayList<>(all);
        telling.removeIf(EMPTY_WORDS::contains);
        return new Term(Words.joined(text), telling.isEmpty() ? List.copyOf(all) : telling);
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    /** How many letters of a word may be wrong. */
    static int tolerance(String word) {
        if (word.length() < 4) {
            return 0;
        }
        return word.length() < 8 ? 1 : 2;
    }
}
