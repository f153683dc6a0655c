package dev.buildrun.catalog.index;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Names while they are changed. What is put takes its place in the orders at the end, all at once. */
final class NamesEdit {
    private final Edit edit;
    private HashTree<IndexedEntity> named;
    private SortedTree<String, IndexedEntity> byRef;
    private SortedTree<UUID, IndexedEntity> byUid;
    private final Map<String, IndexedEntity> put = new HashMap<>();

    NamesEdit(Names before, Edit edit) {
        this.edit = edit;
        named = before.named();
        byRef = before.byRef();
        byUid = before.byUid();
    }

    @Nullable
    IndexedEntity get(String ref) {
        return named.get(ref);
    }

    void put(IndexedEntity entity) {
        named = named.put(entity, edit);
        put.put(entity.ref(), entity);
    }

    void remove(IndexedEntity entity) {
        named = named.remove(entity.ref(), edit);
        put.remove(entity.ref());
        byRef = byRef.remove(entity.ref(), edit);
        byUid = byUid.remove(entity.uid(), edit);
    }

    Names finished() {
        var refs = put.values().stream()
                .sorted(Comparator.comparing(IndexedEntity::ref))
                .toArray(IndexedEntity[]::new);
        var uids = put.values().stream()
                .sorted(Comparator.comparing(IndexedEntity::uid, Snapshot.BY_UID))
                .toArray(IndexedEntity[]::new);
        put.clear();
        byRef = byRef.withAll(keys(refs, IndexedEntity::ref), (number, _) -> refs[number], edit);
        byUid = byUid.withAll(keys(uids, IndexedEntity::uid), (number, _) -> uids[number], edit);
        return new Names(named, byRef, byUid);
    }

    private static Object[] keys(IndexedEntity[] entities, Function<IndexedEntity, Object> key) {
        return Arrays.stream(entities).map(key).toArray();
    }
}
