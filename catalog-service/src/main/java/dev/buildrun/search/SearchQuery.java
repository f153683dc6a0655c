package dev.buildrun.search;

import java.util.List;
import java.util.Map;

/**
 * One question.
 *
 * @param types which documents; never empty where it comes from a request without any
 * @param filters by field of the document the values of which it must have one
 * @param page from 0 on
 * @param limit how many results a page has
 */
public record SearchQuery(String term, List<String> types, Map<String, List<String>> filters, int page, int limit) {
    /** Documents about entities. */
    public static final String CATALOG = "software-catalog";
    /** Sections of technical documentation. */
    public static final String DOCS = "techdocs";

    public static final List<String> TYPES = List.of(CATALOG, DOCS);
    public static final int DEFAULT_LIMIT = 25;
    /** What comes after so many results can't be paged to. */
    public static final int MOST_RESULTS = 10_000;

    public SearchQuery {
        types = List.copyOf(types);
        filters = Map.copyOf(filters);
    }

    /** How many results come before the page. */
    int offset() {
        return page * limit;
    }
}
