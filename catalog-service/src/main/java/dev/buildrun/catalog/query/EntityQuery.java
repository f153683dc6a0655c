package dev.buildrun.catalog.query;

import dev.buildrun.error.ServiceException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A question for a page of entities.
 *
 * @param predicate null for everything; goes into the cursor as it is
 * @param order null for the order of uids
 * @param fullText null for no such condition
 * @param limit the most rows on the page; 0 asks for the count alone
 * @param offset how many rows to pass over first
 * @param counts whether the total is wanted
 * @param cursor where to go on; null for the first page. With one, it alone decides on everything but the limit
 */
public record EntityQuery(
        @Nullable ObjectNode predicate,
        @Nullable OrderField order,
        @Nullable FullText fullText,
        int limit,
        int offset,
        boolean counts,
        @Nullable String cursor) {
    public static final int DEFAULT_LIMIT = 200;

    /** The page of a cursor. */
    public static EntityQuery following(String cursor, int limit) {
        return new EntityQuery(null, null, null, limit, 0, false, cursor);
    }

    EntityFilter filter() {
        return predicate == null ? EntityFilter.everything() : Predicates.parse(predicate);
    }

    /** @throws ServiceException of kind INPUT when the cursor is not one */
    EntityQuery resolved(Cursor decoded) {
        return new EntityQuery(decoded.predicate(), decoded.order(), decoded.fullText(), limit, 0, false, cursor);
    }
}
