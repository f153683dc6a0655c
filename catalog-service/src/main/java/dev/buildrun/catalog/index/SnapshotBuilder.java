package dev.buildrun.catalog.index;

import dev.buildrun.catalog.entity.Relation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes a snapshot of a whole catalog at once: everything is collected first and sorted at the end, which takes a fraction of the time of
 * putting one entity after the other in. For one thread.
 */
final class SnapshotBuilder {
    private final Edit edit = new Edit();
    private final List<IndexedEntity> entities = new ArrayList<>();
    private final Map<String, FieldDraft> fields = new HashMap<>();
    private final Map<String, List<Relation>> relationsBySource = new HashMap<>();
    /** One text for each reference and type, since most are met many times. */
    private final Map<String, String> interned = new HashMap<>();

    private volatile Bodies bodies = Bodies.NONE;

    /** How texts are to be kept by now; for any thread. */
    Bodies bodies() {
        return bodies;
    }

    /**
     * Takes an entity, whose reference no other has.
     *
     * @param body its text as it is to be kept
     */
    void add(PreparedEntity prepared, EntityBody body) {
        var stored = prepared.stored();
        bodies = bodies.with(body.bytes());
        if (bodies.canLearn()) {
            bodies = bodies.learned(samples(entities.size(), entities::get));
        }
        var slot = entities.size();
        var stated = stored.relations().stream().map(this::intern).toList();
        entities.add(new IndexedEntity(
                slot,
                stored.uid(),
                intern(stored.ref()),
                body,
                stated,
                stored.parentRefs().stream().map(this::intern).toList()));
        prepared.fields().forEach(field -> draft(field.key()).post(slot, field));
        stated.forEach(relation -> relationsBySource
                .computeIfAbsent(relation.sourceRef(), _ -> new ArrayList<>(2))
                .add(relation));
    }

    private FieldDraft draft(String key) {
        return fields.computeIfAbsent(key, _ -> new FieldDraft());
    }

    private Relation intern(Relation relation) {
        return new Relation(intern(relation.type()), intern(relation.sourceRef()), intern(relation.targetRef()));
    }

    private String intern(String text) {
        return interned.computeIfAbsent(text, same -> same);
    }

    /** The snapshot of all that was added; the builder must not be used again. */
    Snapshot finish(long position) {
        interned.clear();
        var slots = SlotArray.<IndexedEntity>empty();
        var all = new Slots(0);
        for (var entity : entities) {
            slots = slots.with(entity.slot(), entity, edit);
            all.add(entity.slot());
        }
        var byRef = byRef();
        var relations = relations(byRef);
        return new Snapshot(position, slots, all.postings(), byRef, byUid(), relations, fields(), bodies);
    }

    /** The bodies of some entities, spread over all of them. */
    static List<EntityBody> samples(int count, IntFunction<@Nullable IndexedEntity> entities) {
        var some = new ArrayList<EntityBody>();
        var step = Math.max(1, count / BodyPacking.SAMPLES);
        for (var i = 0; some.size() < BodyPacking.SAMPLES && i < count; i += step) {
            var entity = entities.apply(i);
            if (entity != null) {
                some.add(entity.body());
            }
        }
        return some;
    }

    private SortedTree<String, IndexedEntity> byRef() {
        var sorted = entities.toArray(IndexedEntity[]::new);
        Arrays.parallelSort(sorted, Comparator.comparing(IndexedEntity::ref));
        var refs = Arrays.stream(sorted).map(IndexedEntity::ref).toArray();
        return SortedTree.ofSorted(Comparator.<String>naturalOrder(), refs, sorted);
    }

    private SortedTree<UUID, IndexedEntity> byUid() {
        var sorted = entities.toArray(IndexedEntity[]::new);
        Arrays.parallelSort(sorted, (left, right) -> Snapshot.BY_UID.compare(left.uid(), right.uid()));
        var uids = Arrays.stream(sorted).map(IndexedEntity::uid).toArray();
        return SortedTree.ofSorted(Snapshot.BY_UID, uids, sorted);
    }

    private SortedTree<Relation, Integer> relations(SortedTree<String, IndexedEntity> byRef) {
        var sources = relationsBySource.keySet().toArray(String[]::new);
        Arrays.parallelSort(sources);
        var keys = new ArrayList<Relation>();
        var counts = new ArrayList<Integer>();
        for (var source : sources) {
            var first = keys.size();
            var stated = relationsBySource.get(source);
            stated.sort(Snapshot.BY_SOURCE);
            for (var relation : stated) {
                var last = keys.size() - 1;
                if (last >= first && keys.get(last).equals(relation)) {
                    counts.set(last, counts.get(last) + 1);
                } else {
                    keys.add(relation);
                    counts.add(1);
                }
            }
            var entity = byRef.get(source);
            if (entity != null) {
                keys.subList(first, keys.size()).forEach(relation -> {
                    var field = SnapshotEdit.searchField(relation);
                    draft(field.key()).post(entity.slot(), field);
                });
            }
        }
        relationsBySource.clear();
        return SortedTree.ofSorted(Snapshot.BY_SOURCE, keys.toArray(), counts.toArray());
    }

    private SortedTree<String, Field> fields() {
        var keys = fields.keySet().stream().sorted().toArray(String[]::new);
        var finished = Arrays.stream(keys)
                .parallel()
                .map(key -> fields.get(key).finished(TextIndex.FIELDS.contains(key)))
                .toArray();
        return SortedTree.ofSorted(Comparator.<String>naturalOrder(), keys, finished);
    }
}
