package dev.buildrun.catalog.query;

import dev.buildrun.catalog.index.IndexedEntity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of entities.
 *
 * @param totalItems how many there are on all pages, each counted once; 0 where nobody asked
 * @param nextCursor null where nothing follows
 * @param prevCursor null on the first page
 */
public record EntityPage(
        List<IndexedEntity> items,
        int totalItems,
        @Nullable String nextCursor,
        @Nullable String prevCursor) {}
