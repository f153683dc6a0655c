package dev.buildrun.catalog.index;

import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What every entity is found by alone: its reference, without and with an order, and its uid. */
record Names(
        HashTree<IndexedEntity> named, SortedTree<String, IndexedEntity> byRef, SortedTree<UUID, IndexedEntity> byUid) {
    static final Names NONE = new Names(
            HashTree.empty(IndexedEntity::ref),
            SortedTree.empty(Comparator.<String>naturalOrder()),
            SortedTree.empty(Snapshot.BY_UID));

    @Nullable
    IndexedEntity get(String ref) {
        return named.get(ref);
    }

    int size() {
        return named.size();
    }
}
