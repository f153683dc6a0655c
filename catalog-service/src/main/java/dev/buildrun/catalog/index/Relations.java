package dev.buildrun.catalog.index;

import dev.buildrun.catalog.entity.Relation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which relations there are, by their sources, each with the number of entities that state it. Those of an entity are found by its number,
 * which costs the same however many relations there are; those of a source that is not in the catalog wait by its reference until it comes.
 * A change leaves the old relations as they were, as that of a {@link SortedTree} does.
 */
final class Relations {
    static final SortedTree<Relation, Integer> NO_STATEMENTS = SortedTree.empty(Relation::compareTo);

    static final Relations NONE = new Relations(SlotArray.empty(), HashTree.empty(Waiting::sourceRef));

    private final SlotArray<SortedTree<Relation, Integer>> ofEntities;
    private final HashTree<Waiting> waiting;

    /** Those of a source that is not in the catalog. */
    private record Waiting(String sourceRef, SortedTree<Relation, Integer> statements) {}

    private Relations(SlotArray<SortedTree<Relation, Integer>> ofEntities, HashTree<Waiting> waiting) {
        this.ofEntities = ofEntities;
        this.waiting = waiting;
    }

    /** Those of an entity, by type and target: another object after each change of them, and the same one as long as there is none. */
    SortedTree<Relation, Integer> of(int slot) {
        var statements = ofEntities.get(slot);
        return statements == null ? NO_STATEMENTS : statements;
    }

    /** Those of a source that is not in the catalog. */
    SortedTree<Relation, Integer> waitingFor(String sourceRef) {
        var found = waiting.get(sourceRef);
        return found == null ? NO_STATEMENTS : found.statements();
    }

    /** Those of all sources that are not in the catalog, in no order. */
    List<Relation> waiting() {
        var all = new ArrayList<Relation>();
        waiting.forEach(each -> all.addAll(list(each.statements())));
        return all;
    }

    /** @param source the entity of that reference, null while it is not in the catalog */
    SortedTree<Relation, Integer> of(@Nullable IndexedEntity source, String sourceRef) {
        return source == null ? waitingFor(sourceRef) : of(source.slot());
    }

    /** Others in their place. */
    Relations with(
            @Nullable IndexedEntity source, String sourceRef, SortedTree<Relation, Integer> statements, Edit edit) {
        return source == null ? withWaiting(sourceRef, statements, edit) : with(source.slot(), statements, edit);
    }

    /** Others in the place of those of an entity. */
    Relations with(int slot, SortedTree<Relation, Integer> statements, Edit edit) {
        return new Relations(ofEntities.with(slot, statements.size() == 0 ? null : statements, edit), waiting);
    }

    /** Others in the place of those of a source that is not in the catalog. */
    Relations withWaiting(String sourceRef, SortedTree<Relation, Integer> statements, Edit edit) {
        return new Relations(
                ofEntities,
                statements.size() == 0
                        ? waiting.remove(sourceRef, edit)
                        : waiting.put(new Waiting(sourceRef, statements), edit));
    }

    static SortedTree<Relation, Integer> stated(SortedTree<Relation, Integer> statements, Relation one, Edit edit) {
        return statements.with(one, count -> count == null ? 1 : count + 1, edit);
    }

    /** @throws IllegalStateException when nobody states it */
    static SortedTree<Relation, Integer> unstated(SortedTree<Relation, Integer> statements, Relation one, Edit edit) {
        var count = statements.get(one);
        if (count == null) {
            throw new IllegalStateException("Nobody states " + one);
        }
        return count > 1 ? statements.put(one, count - 1, edit) : statements.remove(one, edit);
    }

    /** @param all relations of one source, in any order, as often as they are stated */
    static SortedTree<Relation, Integer> statements(List<Relation> all) {
        var relations = new ArrayList<Relation>(all.size());
        var counts = new ArrayList<Integer>(all.size());
        for (var relation : all.stream().sorted().toList()) {
            var last = relations.size() - 1;
            if (last >= 0 && relations.get(last).equals(relation)) {
                counts.set(last, counts.get(last) + 1);
            } else {
                relations.add(relation);
                counts.add(1);
            }
        }
        return SortedTree.ofSorted(Relation::compareTo, relations.toArray(), counts.toArray());
    }

    static List<Relation> list(SortedTree<Relation, Integer> statements) {
        var list = new ArrayList<Relation>(statements.size());
        statements.ascend(null, (relation, _) -> list.add(relation));
        return list;
    }

    /** Those of one type. */
    static List<Relation> list(SortedTree<Relation, Integer> statements, String type) {
        var list = new ArrayList<Relation>();
        statements.ascend(
                new Relation(type, "", ""), (relation, _) -> relation.type().equals(type) && list.add(relation));
        return list;
    }

    static boolean hasAny(SortedTree<Relation, Integer> statements, String type) {
        var found = new boolean[1];
        statements.ascend(new Relation(type, "", ""), (relation, _) -> {
            found[0] = relation.type().equals(type);
            return false;
        });
        return found[0];
    }
}
