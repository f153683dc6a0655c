package dev.buildrun.scaffolder.task;

import java.util.List;

/**
 * Which tasks to list of those that the caller may know of. The lists of creators and statuses each let through any of their values; an empty one lets through all.
 *
 * @param statuses wire names; one that does not exist matches nothing
 * @param visible those that the caller may know of
 * @param order none means the newest first
 * @param limit rows at most
 */
public record TaskQuery(
        TaskFilter visible, List<String> createdBy, List<String> statuses, List<Order> order, int limit, int offset) {
    public TaskQuery {
        createdBy = List.copyOf(createdBy);
        statuses = List.copyOf(statuses);
        order = List.copyOf(order);
    }

    /** What tasks can be sorted by. */
    public enum Field {
        CREATED_AT,
        STATUS,
        CREATED_BY
    }

    /** One criterion; the first of several counts most. */
    public record Order(Field field, boolean descending) {}
}
