package dev.buildrun.search;

import dev.buildrun.catalog.index.SimilarWords;
import dev.buildrun.catalog.index.WordIndex;
import dev.buildrun.catalog.index.WordIndex.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;
import java.util.function.IntBinaryOperator;
import org.roaringbitmap.RoaringBitmap;

/**
 * The documents in which every word of a term is found, and how well each fits: exact names above all, then what begins with the term,
 * then words of names, of texts and of what surrounds them, at the end what is only similar. Only documents that may be seen are looked
 * at, so that nothing here depends on others.
 */
final class Ranking {
    /** Above anything that single words can bring. */
    private static final int WHOLE_NAME = 100_000;

    private static final int BEGIN_OF_NAME = 10_000;
    private static final int WORD_OF_NAME = 100;
    private static final int BEGIN_OF_WORD_OF_NAME = 80;
    private static final int WORD_OF_TEXT = 50;
    private static final int WORD_OF_MORE = 40;
    private static final int BEGIN_OF_WORD_OF_TEXT = 30;
    private static final int BEGIN_OF_WORD_OF_MORE = 25;
    private static final int WITHIN_NAME = 20;
    private static final int SIMILAR_WORD_OF_NAME = 10;
    private static final int SIMILAR_WORD_OF_TEXT = 5;

    /** Where a word is found as it is in so many documents, nobody has misspelled it. */
    private static final int ENOUGH = 10;
    /** A shorter text is in too many names. */
    static final int SHORTEST_WITHIN = 3;

    private static final int SHORTEST_SIMILAR_BEGINNING = 6;

    private final WordIndex index;
    private final RoaringBitmap found;
    private final int[] scores;

    /** One document with its score. */
    record Hit(int number, int score) {}

    private Ranking(WordIndex index, RoaringBitmap allowed) {
        this.index = index;
        this.found = allowed.clone();
        this.scores = new int[allowed.isEmpty() ? 0 : allowed.last() + 1];
    }

    /**
     * Ranks what may be seen.
     *
     * @param within adds the documents that have a text anywhere in their names
     */
    static Ranking of(WordIndex index, Term term, RoaringBitmap allowed, BiConsumer<String, RoaringBitmap> within) {
        var ranking = new Ranking(index, allowed);
        for (var word : term.words()) {
            ranking.rank(word, within);
        }
        if (!term.isEmpty()) {
            ranking.rankWhole(term.whole());
        }
        return ranking;
    }

    private void rank(String word, BiConsumer<String, RoaringBitmap> within) {
        var seen = new RoaringBitmap();
        add(exact(Part.NAME, word), WORD_OF_NAME, seen);
        add(beginning(Part.NAME, word), BEGIN_OF_WORD_OF_NAME, seen);
        add(exact(Part.TEXT, word), WORD_OF_TEXT, seen);
        add(exact(Part.MORE, word), WORD_OF_MORE, seen);
        add(beginning(Part.TEXT, word), BEGIN_OF_WORD_OF_TEXT, seen);
        add(beginning(Part.MORE, word), BEGIN_OF_WORD_OF_MORE, seen);
        if (word.length() >= SHORTEST_WITHIN) {
            var names = new RoaringBitmap();
            within.accept(word, names);
            add(names, WITHIN_NAME, seen);
        }
        if (Term.tolerance(word) > 0 && seen.getCardinality() < ENOUGH) {
            add(similar(Part.NAME, word), SIMILAR_WORD_OF_NAME, seen);
            add(similar(Part.TEXT, word), SIMILAR_WORD_OF_TEXT, seen);
        }
        found.and(seen);
    }

    private void rankWhole(String whole) {
        var seen = new RoaringBitmap();
        add(exact(Part.WHOLE, whole), WHOLE_NAME, seen);
        add(beginning(Part.WHOLE, whole), BEGIN_OF_NAME, seen);
    }

    /** Gives a score to those that have none yet for the same word. */
    private void add(RoaringBitmap documents, int score, RoaringBitmap seen) {
        documents.and(found);
        documents.andNot(seen);
        documents.forEach((org.roaringbitmap.IntConsumer) number -> scores[number] += score);
        seen.or(documents);
    }

    private RoaringBitmap exact(Part part, String word) {
        var documents = new RoaringBitmap();
        index.addExact(part, word, documents);
        return documents;
    }

    private RoaringBitmap beginning(Part part, String word) {
        var documents = new RoaringBitmap();
        index.addBeginning(part, word, documents);
        return documents;
    }

    private RoaringBitmap similar(Part part, String word) {
        var documents = new RoaringBitmap();
        index.addSimilar(part, new SimilarWords(word, Term.tolerance(word), false), documents);
        if (word.length() >= SHORTEST_SIMILAR_BEGINNING) {
            index.addSimilar(part, new SimilarWords(word, 1, true), documents);
        }
        return documents;
    }

    int size() {
        return found.getCardinality();
    }

    /**
     * The best documents, best first.
     *
     * @param tieBreak which of two with the same score comes first
     */
    List<Hit> best(int most, IntBinaryOperator tieBreak) {
        Comparator<Hit> order = (left, right) -> left.score() != right.score()
                ? Integer.compare(right.score(), left.score())
                : tieBreak.applyAsInt(left.number(), right.number());
        var worstFirst = new PriorityQueue<>(order.reversed());
        found.forEach((org.roaringbitmap.IntConsumer) number -> {
            var hit = new Hit(number, scores[number]);
            if (worstFirst.size() < most) {
                worstFirst.add(hit);
            } else if (most > 0 && order.compare(hit, worstFirst.element()) < 0) {
                worstFirst.remove();
                worstFirst.add(hit);
            }
        });
        var best = new ArrayList<>(worstFirst);
        best.sort(order);
        return best;
    }
}
