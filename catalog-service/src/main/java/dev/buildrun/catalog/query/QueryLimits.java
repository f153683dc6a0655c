package dev.buildrun.catalog.query;

import dev.buildrun.error.ServiceException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** How much one question may ask. Backstage has no such bounds; its own clients stay far below them. */
public final class QueryLimits {
    /** Keys that a filter or predicate compares; the values of one {@code $in} count as one. */
    public static final int MAX_CONDITIONS = 1_000;

    /** Fields that an answer may be cut down to. */
    public static final int MAX_FIELDS = 1_000;

    /** Fields whose values are counted. */
    public static final int MAX_FACETS = 100;

    /** Fields that a text is looked for in. */
    public static final int MAX_TEXT_FIELDS = 100;

    /** Fields that a list is sorted by. */
    public static final int MAX_ORDERS = 10;

    private static final Set<String> LISTS = Set.of("$all", "$any");

    private QueryLimits() {}

    /** @throws ServiceException of kind INPUT when a predicate has more conditions than a query may have */
    static void checkConditions(JsonNode predicate) {
        var open = new ArrayDeque<JsonNode>();
        open.push(predicate);
        var conditions = 0;
        while (!open.isEmpty()) {
            for (var field : open.pop().properties()) {
                if (LISTS.contains(field.getKey())) {
                    field.getValue().forEach(open::push);
                } else if (field.getKey().equals("$not")) {
                    open.push(field.getValue());
                } else {
                    conditions++;
                }
            }
            if (conditions + open.size() > MAX_CONDITIONS) {
                throw ServiceException.input(
                        "Expected at most " + MAX_CONDITIONS + " conditions in a query, found more");
            }
        }
    }

    /** @throws ServiceException of kind INPUT when there are more than that */
    public static <T> List<T> checked(List<T> items, int most, String what) {
        if (items.size() > most) {
            throw ServiceException.input("Expected at most " + most + " " + what + ", found " + items.size());
        }
        return items;
    }
}
