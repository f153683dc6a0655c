package dev.buildrun.search;

import dev.buildrun.catalog.index.WordIndex.Part;
import dev.buildrun.search.CatalogWords.Word;
import java.util.HashSet;
import java.util.Set;

/**
 * A part of a page of documentation.
 *
 * @param entityRef what it documents
 * @param path relative to the documentation of the entity
 */
record Section(String entityRef, String path, String title, String text) {
    private static final int MOST_WORDS = 2_000;

    Set<Word> words() {
        var words = new HashSet<Word>();
        var whole = Words.joined(title);
        if (!whole.isEmpty()) {
            words.add(new Word(Part.WHOLE, whole));
        }
        Words.withParts(title, MOST_WORDS).forEach(word -> words.add(new Word(Part.NAME, word)));
        Words.of(text, MOST_WORDS).forEach(word -> words.add(new Word(Part.TEXT, word)));
        return words;
    }
}
