package dev.buildrun.catalog.index;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.entity.SearchField;
import dev.buildrun.catalog.entity.SearchFields;
import dev.buildrun.json.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import tools.jackson.databind.node.ObjectNode;

/**
 * The catalog as of one position of the change log. It never changes and reads nothing from outside, so any number of threads may use it,
 * the event loops too.
 */
public final class Snapshot {
    /** By the text of the uid, which for the usual form is the order of its bits without their sign. */
    static final Comparator<UUID> BY_UID = (left, right) -> {
        var high = Long.compareUnsigned(left.getMostSignificantBits(), right.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(left.getLeastSignificantBits(), right.getLeastSignificantBits());
    };

    public static final Snapshot EMPTY = new Snapshot(
            0,
            SlotArray.empty(),
            Postings.none(),
            Names.NONE,
            Relations.NONE,
            HashTree.empty(Field::key),
            Bodies.none());

    final long position;
    final SlotArray<IndexedEntity> slots;
    final Postings all;
    final Names names;
    final Relations relations;
    final HashTree<Field> fields;
    final Bodies bodies;
    private final boolean whole;

    /** What to do with an entity; false ends the walk. */
    @FunctionalInterface
    public interface EntityVisitor {
        boolean visit(IndexedEntity entity);
    }

    Snapshot(
            long position,
            SlotArray<IndexedEntity> slots,
            Postings all,
            Names names,
            Relations relations,
            HashTree<Field> fields,
            Bodies bodies) {
        this.position = position;
        this.slots = slots;
        this.all = all;
        this.names = names;
        this.relations = relations;
        this.fields = fields;
        this.bodies = bodies;
        this.whole = all.size() == names.size();
    }

    /** The same position for somebody who may see nothing. */
    public Snapshot withoutEntities() {
        return new Snapshot(position, EMPTY.slots, EMPTY.all, EMPTY.names, EMPTY.relations, EMPTY.fields, EMPTY.bodies);
    }

    /**
     * The same for somebody who may see these entities only. Others are not found, not counted and not listed; only the relations of those
     * that are seen may name them.
     *
     * @param visible must not be changed any more
     */
    public Snapshot visibleTo(RoaringBitmap visible) {
        return new Snapshot(position, slots, Postings.of(visible), names, relations, fields, bodies);
    }

    /** Whether every entity may be seen. */
    public boolean isWhole() {
        return whole;
    }

    private boolean isVisible(IndexedEntity entity) {
        return whole || all.bitmap().contains(entity.slot());
    }

    /** The last position of the change log that this snapshot knows of. */
    public long position() {
        return position;
    }

    /** How many entities there are, visible or not: what the cost of questions is told by. */
    public int size() {
        return names.size();
    }

    /** Every entity that may be seen; must not be changed. */
    public RoaringBitmap all() {
        return all.bitmap();
    }

    /** @param ref the full reference, in lower case */
    public Optional<IndexedEntity> byRef(String ref) {
        var entity = named(ref);
        return entity != null && isVisible(entity) ? Optional.of(entity) : Optional.empty();
    }

    /** A look into a table and one at the slot are far cheaper than a walk down a tree, of which each step compares texts. */
    @SuppressWarnings("ReferenceEquality")
    private @Nullable IndexedEntity named(String ref) {
        var known = bodies.recent().named(ref);
        if (known != null && slots.get(known.slot()) == known) {
            return known;
        }
        var found = names.get(ref);
        if (found != null) {
            bodies.recent().keepName(found);
        }
        return found;
    }

    /** @param uid in any case; no entity has one that is not a UUID */
    public Optional<IndexedEntity> byUid(String uid) {
        return uuid(uid).map(names.byUid()::get).filter(this::isVisible);
    }

    private static Optional<UUID> uuid(String text) {
        try {
            var uuid = UUID.fromString(text);
            return Optional.of(uuid).filter(parsed -> parsed.toString().equals(text.toLowerCase(Locale.ROOT)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The entity of a number that came out of one of this snapshot's sets. */
    public IndexedEntity entity(int slot) {
        var entity = slots.get(slot);
        if (entity == null) {
            throw new IllegalArgumentException("No entity in slot " + slot);
        }
        return entity;
    }

    /** @param key in lower case */
    public Field field(String key) {
        var field = fields.get(key);
        return field == null ? Field.NONE : field;
    }

    /** Visits all entities in the order of their references. */
    public void visitByRef(EntityVisitor visitor) {
        names.byRef().ascend(null, (_, entity) -> !isVisible(entity) || visitor.visit(entity));
    }

    /** Visits entities in ascending order of uid, from a uid (itself left out) on; null for all. */
    public void ascendByUid(@Nullable UUID after, EntityVisitor visitor) {
        names.byUid().ascend(after, (uid, entity) -> uid.equals(after) || visitor.visit(entity));
    }

    /** Visits entities in descending order of uid, from a uid (itself left out) on downwards; null for all. */
    public void descendByUid(@Nullable UUID below, EntityVisitor visitor) {
        names.byUid().descend(below, (_, entity) -> visitor.visit(entity));
    }

    /** Compares as the text of the uids compares. */
    public static int compareUids(UUID left, UUID right) {
        return BY_UID.compare(left, right);
    }

    /** The relations that an entity shows, by type and target. */
    public List<Relation> relations(String ref) {
        return Relations.list(statements(ref));
    }

    /** Those of a type, which costs what they are, however many others there are. */
    public List<Relation> relations(String ref, String type) {
        return Relations.list(statements(ref), type);
    }

    private SortedTree<Relation, Integer> statements(String ref) {
        return relations.of(named(ref), ref);
    }

    /** The JSON text that is served of an entity of this snapshot; must not be changed. */
    public byte[] json(IndexedEntity entity) {
        var shown = relations.of(entity.slot());
        var known = bodies.recent().of(entity, shown);
        return known == null ? rendered(entity, shown) : known;
    }

    private byte[] rendered(IndexedEntity entity, SortedTree<Relation, Integer> shown) {
        var text = entity.body().render(Relations.list(shown));
        bodies.recent().keep(entity, shown, text);
        return text;
    }

    /** The same for an entity that shows at most that many relations; empty for any other, whose text takes long to write. */
    public Optional<byte[]> jsonUpTo(int mostRelations, IndexedEntity entity) {
        var shown = relations.of(entity.slot());
        var known = bodies.recent().of(entity, shown);
        if (known != null) {
            return Optional.of(known);
        }
        return shown.size() > mostRelations ? Optional.empty() : Optional.of(rendered(entity, shown));
    }

    /** What is served of an entity, as a tree of the caller's own. */
    public ObjectNode tree(IndexedEntity entity) {
        return (ObjectNode) Json.read(json(entity));
    }

    /** Everything that an entity can be found by, computed anew. */
    public Iterable<SearchField> searchFields(IndexedEntity entity) {
        return SearchFields.of(Entity.of(tree(entity)));
    }

    /** What an entity itself says, without relations and status. */
    public Entity own(IndexedEntity entity) {
        return entity.body().own();
    }

    /** The entity of a number, if there is one, whether or not it may be seen. */
    public Optional<IndexedEntity> inSlot(int slot) {
        return Optional.ofNullable(slots.get(slot));
    }

    /**
     * Visits each number whose entity says something else than in an earlier snapshot, has come or has gone since; those of which only
     * relations have changed are left out.
     */
    @SuppressWarnings("ReferenceEquality")
    public void differences(Snapshot before, IntConsumer visitor) {
        slots.differences(before.slots, slot -> {
            var now = slots.get(slot);
            var then = before.slots.get(slot);
            if (now == null || then == null || now.body() != then.body()) {
                visitor.accept(slot);
            }
        });
    }
}
