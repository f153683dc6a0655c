package dev.buildrun.catalog.index;

import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.log.StoredEntity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a snapshot of a whole catalog at once: everything is collected first and sorted at the end, which takes a fraction of the time of
 * putting one entity after the other in. Several threads may add at once.
 */
final class SnapshotBuilder {
    private final Edit edit = new Edit();
    private final List<IndexedEntity> entities = new ArrayList<>();
    private final Map<String, FieldDraft> fields = new ConcurrentHashMap<>();
    private final Map<String, List<Relation>> relationsBySource = new HashMap<>();
    /** One text for each reference and type, since most are met many times. */
    private final Map<String, String> interned = new HashMap<>();

    private volatile Bodies bodies = Bodies.none();

    /** How texts are to be kept by now; for any thread. */
    Bodies bodies() {
        return bodies;
    }

    /**
     * Takes entities, whose references no others have.
     *
     * @param kept their texts as they are to be kept
     */
    void add(List<PreparedEntity> prepared, List<EntityBody> kept) {
        int first;
        synchronized (this) {
            first = entities.size();
            for (var i = 0; i < prepared.size(); i++) {
                register(prepared.get(i).stored(), kept.get(i));
            }
            if (bodies.canLearn()) {
                bodies = bodies.learned(samples(entities.size(), entities::get));
            }
        }
        post(first, prepared);
    }

    private void register(StoredEntity stored, EntityBody body) {
        bodies = bodies.with(body.bytes());
        var stated = stored.relations().stream().map(this::intern).toList();
        entities.add(new IndexedEntity(
                entities.size(),
                stored.uid(),
                intern(stored.ref()),
                body,
                stated,
                stored.parentRefs().stream().map(this::intern).toList()));
        stated.forEach(relation -> relationsBySource
                .computeIfAbsent(relation.sourceRef(), _ -> new ArrayList<>(2))
                .add(relation));
    }

    /** Field by field, so that threads are rarely in each other's way. */
    private void post(int first, List<PreparedEntity> prepared) {
        var byField = new HashMap<String, List<Posting>>();
        for (var i = 0; i < prepared.size(); i++) {
            for (var field : prepared.get(i).fields()) {
                byField.computeIfAbsent(field.key(), _ -> new ArrayList<>())
                        .add(new Posting(first + i, Field.key(field)));
            }
        }
        byField.forEach((key, postings) -> {
            var draft = draft(key);
            synchronized (draft) {
                postings.forEach(posting -> draft.post(posting.slot(), posting.key()));
            }
        });
    }

    private record Posting(int slot, byte @Nullable [] key) {}

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
        var byUid = CompletableFuture.supplyAsync(this::byUid);
        var named = CompletableFuture.supplyAsync(this::named);
        var byRef = byRef();
        var relations = relations();
        var names = new Names(named.join(), byRef, byUid.join());
        return new Snapshot(position, slots, all.postings(), names, relations, fields(), bodies);
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

    private HashTree<IndexedEntity> named() {
        var namedEdit = new Edit();
        var named = Names.NONE.named();
        for (var entity : entities) {
            named = named.put(entity, namedEdit);
        }
        return named;
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

    private Relations relations() {
        var relations = Relations.NONE;
        for (var entity : entities) {
            var stated = relationsBySource.remove(entity.ref());
            if (stated != null) {
                var statements = Relations.statements(stated);
                relations = relations.with(entity.slot(), statements, edit);
                for (var relation : Relations.list(statements)) {
                    var field = SnapshotEdit.searchField(relation);
                    draft(field.key()).post(entity.slot(), Field.key(field));
                }
            }
        }
        for (var source : relationsBySource.entrySet()) {
            relations = relations.withWaiting(source.getKey(), Relations.statements(source.getValue()), edit);
        }
        relationsBySource.clear();
        return relations;
    }

    private HashTree<Field> fields() {
        var finished = new ConcurrentLinkedQueue<Field>();
        // Some fields have a million values and most have one, so no thread must get several of the large ones in a
        // row.
        var queue = new ConcurrentLinkedQueue<>(fields.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> -entry.getValue().size()))
                .map(Map.Entry::getKey)
                .toList());
        IntStream.range(0, Runtime.getRuntime().availableProcessors())
                .parallel()
                .forEach(_ -> {
                    for (var key = queue.poll(); key != null; key = queue.poll()) {
                        // Taken out, so that it does not stay in memory beside the finished field.
                        var draft = Objects.requireNonNull(fields.remove(key));
                        finished.add(draft.finished(key, TextIndex.FIELDS.contains(key)));
                    }
                });
        var all = Snapshot.EMPTY.fields;
        for (var field : finished) {
            all = all.put(field, edit);
        }
        return all;
    }
}
