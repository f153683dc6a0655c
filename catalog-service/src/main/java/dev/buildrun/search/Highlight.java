package dev.buildrun.search;

import dev.buildrun.catalog.index.SimilarWords;
import java.util.List;
import java.util.UUID;

/**
 * Marks the words of a text that a term has found, with marks that no text contains by chance. Of a long text the part is shown where the
 * first of them is.
 */
final class Highlight {
    /** So many words around the first that was found. */
    static final int WORDS = 35;

    private static final int BEFORE = 8;
    private static final int MOST_WORDS = 5_000;

    private final String preTag;
    private final String postTag;

    Highlight(UUID mark) {
        this.preTag = "<" + mark + ">";
        this.postTag = "</" + mark + ">";
    }

    String preTag() {
        return preTag;
    }

    String postTag() {
        return postTag;
    }

    /** The whole text with marks. */
    String marked(String text, Term term) {
        return marked(text, Words.places(text, MOST_WORDS), 0, text.length(), term);
    }

    /** The part of the text that tells most, with marks. */
    String excerpt(String text, Term term) {
        var places = Words.places(text, MOST_WORDS);
        if (places.size() <= WORDS) {
            return marked(text, places, 0, text.length(), term);
        }
        var first = 0;
        for (var i = 0; i < places.size() && first == 0; i++) {
            first = isFound(text, places.get(i), term) ? i : 0;
        }
        var start = Math.clamp(first - BEFORE, 0, places.size() - WORDS);
        var from = start == 0 ? 0 : places.get(start).from();
        var last = start + WORDS - 1;
        var to = last == places.size() - 1 ? text.length() : places.get(last).to();
        return marked(text, places.subList(start, last + 1), from, to, term);
    }

    private String marked(String text, List<Words.Place> places, int from, int to, Term term) {
        var marked = new StringBuilder(to - from + 2 * preTag.length());
        var written = from;
        for (var place : places) {
            if (isFound(text, place, term)) {
                marked.append(text, written, place.from())
                        .append(preTag)
                        .append(text, place.from(), place.to())
                        .append(postTag);
                written = place.to();
            }
        }
        return marked.append(text, written, to).toString();
    }

    private static boolean isFound(String text, Words.Place place, Term term) {
        var word = Words.plain(text.substring(place.from(), place.to()));
        for (var wanted : term.words()) {
            if (word.startsWith(wanted)
                    || (wanted.length() >= Ranking.SHORTEST_WITHIN && word.contains(wanted))
                    || isSimilar(word, wanted)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSimilar(String word, String wanted) {
        var tolerance = Term.tolerance(wanted);
        return tolerance > 0
                && Math.abs(word.length() - wanted.length()) <= tolerance
                && new SimilarWords(wanted, tolerance, false).test(word);
    }
}
