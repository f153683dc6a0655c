package dev.buildrun.catalog.index;

import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.entity.SearchField;
import dev.buildrun.catalog.entity.SearchFields;
import dev.buildrun.catalog.log.Change;
import dev.buildrun.catalog.log.StoredEntity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes the next snapshot of the one before and a batch of changes. For one thread, and for one batch: after {@link #finish} it must not be
 * used again. Applying a change that is applied already alters nothing.
 */
public final class SnapshotEdit {
    /** A longer value is not compared, as {@link SearchFields} has it. */
    private static final int MAX_VALUE_LENGTH = 200;

    private final Edit edit = new Edit();
    private final Map<String, FieldEdit> touched = new HashMap<>();
    /** One text for each reference and type that is met in this batch, since most are met many times. */
    private final Map<String, String> interned = new HashMap<>();

    private long position;
    private SlotArray<IndexedEntity> slots;
    private Postings all;
    private final NamesEdit names;
    private Relations relations;
    private HashTree<Field> fields;
    private Bodies bodies;

    private SnapshotEdit(Snapshot before) {
        this.position = before.position;
        this.slots = before.slots;
        this.all = before.all;
        this.names = new NamesEdit(before.names, edit);
        this.relations = before.relations;
        this.fields = before.fields;
        this.bodies = before.bodies;
    }

    public static SnapshotEdit of(Snapshot before) {
        return new SnapshotEdit(before);
    }

    public void apply(Change change) {
        switch (change) {
            case Change.EntityChanged(var _, var entity) -> put(entity);
            case Change.EntityRemoved(var _, var ref, var uid) -> remove(ref, uid);
        }
        position = Math.max(position, change.position());
    }

    /** The snapshot with everything that was applied. */
    public Snapshot finish() {
        touched.forEach((key, field) -> {
            fields = field.isEmpty() ? fields.remove(key, edit) : fields.put(field.finished(edit), edit);
        });
        if (bodies.canLearn()) {
            bodies = bodies.learned(SnapshotBuilder.samples(
                    all.size(), i -> slots.get(all.bitmap().select(i))));
        }
        return new Snapshot(position, slots, all, names.finished(), relations, fields, bodies);
    }

    /** The same, which knows of the log up to a later position at least. */
    public Snapshot finish(long reached) {
        position = Math.max(position, reached);
        return finish();
    }

    /** Puts an entity in, or in the place of its former state. */
    public void put(StoredEntity stored) {
        var before = names.get(stored.ref());
        if (before != null && !before.uid().equals(stored.uid())) {
            remove(before);
            before = null;
        }
        if (before != null) {
            bodies.recent().forget(before);
        }
        var prepared = PreparedEntity.of(stored);
        var body = bodies.kept(prepared.body());
        bodies = bodies.with(body.bytes());
        var after = new IndexedEntity(
                before == null ? all.firstAbsent() : before.slot(),
                stored.uid(),
                before == null ? intern(stored.ref()) : before.ref(),
                body,
                stored.relations().stream().map(this::intern).toList(),
                stored.parentRefs().stream().map(this::intern).toList());
        register(after);
        if (before == null || !prepared.body().hasSameHead(before.body())) {
            replaceFields(after.slot(), before == null ? Set.of() : fieldsOf(before), new HashSet<>(prepared.fields()));
        }
        if (before == null) {
            welcome(after);
        }
        replaceRelations(after, before == null ? List.of() : before.stated(), after.stated());
    }

    private void remove(String ref, UUID uid) {
        var entity = names.get(ref);
        if (entity != null && entity.uid().equals(uid)) {
            remove(entity);
        }
    }

    private void remove(IndexedEntity entity) {
        replaceRelations(entity, entity.stated(), List.of());
        dismiss(entity);
        replaceFields(entity.slot(), fieldsOf(entity), Set.of());
        bodies.recent().forget(entity);
        slots = slots.with(entity.slot(), null, edit);
        all = Postings.without(all, entity.slot(), edit);
        names.remove(entity);
    }

    private void register(IndexedEntity entity) {
        slots = slots.with(entity.slot(), entity, edit);
        all = Postings.with(all, entity.slot(), edit);
        names.put(entity);
    }

    /** Gives a new entity the relations that others have stated of it. */
    private void welcome(IndexedEntity entity) {
        var statements = relations.waitingFor(entity.ref());
        if (statements.size() > 0) {
            relations = relations
                    .with(entity.slot(), statements, edit)
                    .withWaiting(entity.ref(), Relations.NO_STATEMENTS, edit);
            Relations.list(statements).forEach(relation -> post(entity.slot(), searchField(relation)));
        }
    }

    /** Keeps what others state of an entity that goes. */
    private void dismiss(IndexedEntity entity) {
        var statements = relations.of(entity.slot());
        if (statements.size() > 0) {
            Relations.list(statements).forEach(relation -> {
                var field = searchField(relation);
                unpost(entity.slot(), field);
                touch(field.key()).unpostValued(entity.slot(), edit);
            });
            relations = relations
                    .with(entity.slot(), Relations.NO_STATEMENTS, edit)
                    .withWaiting(entity.ref(), statements, edit);
        }
    }

    private void replaceFields(int slot, Set<SearchField> old, Set<SearchField> now) {
        old.stream().filter(field -> !now.contains(field)).forEach(field -> unpost(slot, field));
        now.stream().filter(field -> !old.contains(field)).forEach(field -> post(slot, field));
        var nowValued = valuedKeys(now);
        for (var key : valuedKeys(old)) {
            if (!nowValued.contains(key)) {
                touch(key).unpostValued(slot, edit);
            }
        }
    }

    private static Set<SearchField> fieldsOf(IndexedEntity entity) {
        return new HashSet<>(SearchFields.of(entity.body().own()));
    }

    private static Set<String> valuedKeys(Collection<SearchField> fields) {
        var keys = new HashSet<String>();
        fields.stream().filter(field -> field.value() != null).forEach(field -> keys.add(field.key()));
        return keys;
    }

    private void replaceRelations(IndexedEntity stating, List<Relation> before, List<Relation> after) {
        without(before, after).forEach(relation -> unstate(stating, relation));
        var added = without(after, before);
        stateItsOwn(
                stating,
                added.stream()
                        .filter(relation -> relation.sourceRef().equals(stating.ref()))
                        .toArray());
        added.stream()
                .filter(relation -> !relation.sourceRef().equals(stating.ref()))
                .forEach(relation -> state(stating, relation));
    }

    private static List<Relation> without(List<Relation> relations, List<Relation> others) {
        var left = Set.copyOf(others);
        return left.isEmpty()
                ? relations
                : relations.stream()
                        .filter(relation -> !left.contains(relation))
                        .toList();
    }

    /** @param own in order, each once */
    private void stateItsOwn(IndexedEntity entity, Object[] own) {
        var isNew = new ArrayList<Relation>();
        var statements = relations
                .of(entity.slot())
                .withAll(
                        own,
                        (number, count) -> {
                            if (count == null) {
                                isNew.add((Relation) own[number]);
                            }
                            return count == null ? 1 : count + 1;
                        },
                        edit);
        relations = relations.with(entity.slot(), statements, edit);
        isNew.forEach(relation -> post(entity.slot(), searchField(relation)));
    }

    private void state(IndexedEntity stating, Relation relation) {
        var source = source(stating, relation);
        var before = relations.of(source, relation.sourceRef());
        var after = Relations.stated(before, relation, edit);
        relations = relations.with(source, relation.sourceRef(), after, edit);
        if (source != null && after.size() > before.size()) {
            post(source.slot(), searchField(relation));
        }
    }

    private void unstate(IndexedEntity stating, Relation relation) {
        var source = source(stating, relation);
        var before = relations.of(source, relation.sourceRef());
        var after = Relations.unstated(before, relation, edit);
        relations = relations.with(source, relation.sourceRef(), after, edit);
        if (source != null && after.size() < before.size()) {
            var field = searchField(relation);
            unpost(source.slot(), field);
            if (!Relations.hasAny(after, relation.type())) {
                touch(field.key()).unpostValued(source.slot(), edit);
            }
        }
    }

    /** Mostly it is the entity itself that states it. */
    private @Nullable IndexedEntity source(IndexedEntity stating, Relation relation) {
        return relation.sourceRef().equals(stating.ref()) ? stating : names.get(relation.sourceRef());
    }

    static SearchField searchField(Relation relation) {
        var target = relation.targetRef();
        var value = target.length() > MAX_VALUE_LENGTH ? null : target;
        return new SearchField(("relations." + relation.type()).toLowerCase(Locale.ROOT), value, value);
    }

    private void post(int slot, SearchField field) {
        touch(field.key()).post(slot, field, edit);
    }

    private void unpost(int slot, SearchField field) {
        touch(field.key()).unpost(slot, field, edit);
    }

    private FieldEdit touch(String key) {
        return touched.computeIfAbsent(key, _ -> {
            var field = fields.get(key);
            return new FieldEdit(field == null ? Field.none(key) : field);
        });
    }

    private Relation intern(Relation relation) {
        return new Relation(intern(relation.type()), intern(relation.sourceRef()), intern(relation.targetRef()));
    }

    private String intern(String text) {
        return interned.computeIfAbsent(text, _ -> {
            var known = names.get(text);
            return known == null ? text : known.ref();
        });
    }
}
