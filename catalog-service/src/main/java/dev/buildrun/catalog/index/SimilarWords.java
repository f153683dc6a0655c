package dev.buildrun.catalog.index;

import java.util.function.Predicate;

/**
 * The words that a given one is probably a misspelling of: so many letters are wrong, missing, too many, or swapped with their neighbour.
 * Asked in alphabetical order it computes only what differs from the word before, which for a whole dictionary is little.
 */
public final class SimilarWords implements Predicate<String> {
    private static final int LONGEST = 64;

    private final String wanted;
    private final int distance;
    private final boolean beginning;
    /** Row i: how far the first i letters of the current word are from each beginning of the wanted one. */
    private final int[][] rows;

    private String current = "";
    /** How many rows are those of the current word. */
    private int computed;

    /**
     * @param distance how many letters may be wrong
     * @param beginning whether it is enough that the word begins with something similar
     */
    public SimilarWords(String wanted, int distance, boolean beginning) {
        this.wanted = wanted;
        this.distance = distance;
        this.beginning = beginning;
        this.rows = new int[LONGEST + 2][wanted.length() + 1];
        for (var i = 0; i <= wanted.length(); i++) {
            rows[0][i] = i;
        }
    }

    @Override
    public boolean test(String word) {
        if (word.length() > LONGEST) {
            return false;
        }
        var shared = 0;
        var most = Math.min(computed, Math.min(word.length(), current.length()));
        while (shared < most && word.charAt(shared) == current.charAt(shared)) {
            shared++;
        }
        current = word;
        computed = shared;
        return isSimilar(word);
    }

    private boolean isSimilar(String word) {
        if (beginning && hasSimilarBeginning()) {
            return true;
        }
        // A row in which everything is too far off makes all that begins so too far off.
        while (least(rows[computed]) <= distance && computed < word.length()) {
            computed++;
            compute(word, computed);
            if (beginning && rows[computed][wanted.length()] <= distance) {
                return true;
            }
        }
        return computed == word.length() && rows[computed][wanted.length()] <= distance;
    }

    private boolean hasSimilarBeginning() {
        for (var i = 0; i <= computed; i++) {
            if (rows[i][wanted.length()] <= distance) {
                return true;
            }
        }
        return false;
    }

    private void compute(String word, int length) {
        var row = rows[length];
        var above = rows[length - 1];
        var letter = word.charAt(length - 1);
        row[0] = length;
        for (var i = 1; i <= wanted.length(); i++) {
            var other = wanted.charAt(i - 1);
            var best = Math.min(Math.min(row[i - 1], above[i]) + 1, above[i - 1] + (letter == other ? 0 : 1));
            if (length > 1 && i > 1 && letter == wanted.charAt(i - 2) && word.charAt(length - 2) == other) {
                best = Math.min(best, rows[length - 2][i - 2] + 1);
            }
            row[i] = best;
        }
    }

    private static int least(int[] row) {
        var least = row[0];
        for (var each : row) {
            least = Math.min(least, each);
        }
        return least;
    }
}
