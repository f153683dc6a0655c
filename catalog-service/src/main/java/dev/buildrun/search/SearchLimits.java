package dev.buildrun.search;

/**
 * What a question may ask at most.
 *
 * @param pageLimit results on one page, {@code search.maxPageLimit}
 * @param termLength characters of the term, {@code search.maxTermLength}
 */
public record SearchLimits(int pageLimit, int termLength) {
    public static final SearchLimits DEFAULTS = new SearchLimits(100, 100);

    private static final int HIGHEST = 1_000;

    public SearchLimits {
        check("search.maxPageLimit", pageLimit);
        check("search.maxTermLength", termLength);
    }

    private static void check(String key, int value) {
        if (value < 1 || value > HIGHEST) {
            throw new IllegalArgumentException(key + ": expected 1 to " + HIGHEST + ", found " + value);
        }
    }
}
