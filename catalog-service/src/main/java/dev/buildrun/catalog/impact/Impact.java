package dev.buildrun.catalog.impact;

import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.catalog.entity.RelationType;
import dev.buildrun.catalog.index.Snapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a failure or change of one entity hits, the nearest first.
 *
 * @param root the entity itself
 * @param hit without the root; each once, on a shortest way to it
 * @param isTruncated whether there is more than the question's bound
 */
record Impact(Node root, List<Node> hit, boolean isTruncated) {
    Impact {
        hit = List.copyOf(hit);
    }

    /**
     * What to look for.
     *
     * @param ref full and in lower case
     * @param relations the types that are followed, from an entity to the targets of its relations
     * @param depth how many steps at most
     * @param maxHit how many entities at most
     * @param visible whether the caller may read an entity; what it may not read is not there, and nothing is found by way of it
     */
    record Question(String ref, Set<String> relations, int depth, int maxHit, Predicate<String> visible) {}

    /**
     * An entity that is hit.
     *
     * @param distance in steps; 0 for the root
     * @param via how it was reached; null for the root
     * @param isMissing whether relations name it and the catalog does not have it
     * @param owner the first that it names; null where it has none
     */
    record Node(
            String ref,
            int distance,
            @Nullable Via via,
            boolean isMissing,
            @Nullable String owner) {}

    /** @param ref the entity that was reached before */
    record Via(String ref, String relation) {}

    private record Reached(
            String ref, int distance, @Nullable Via via) {}

    static Impact of(Snapshot snapshot, Question question) {
        var nodes = new ArrayList<Node>();
        var seen = new HashSet<>(Set.of(question.ref()));
        var todo = new ArrayDeque<>(List.of(new Reached(question.ref(), 0, null)));
        var isTruncated = false;
        while (!todo.isEmpty()) {
            var reached = todo.removeFirst();
            var relations = snapshot.relations(reached.ref());
            nodes.add(node(snapshot, reached, relations));
            for (var relation : relations) {
                if (reached.distance() == question.depth()
                        || !question.relations().contains(relation.type())
                        || seen.contains(relation.targetRef())
                        || !question.visible().test(relation.targetRef())) {
                    continue;
                }
                if (seen.size() > question.maxHit()) {
                    isTruncated = true;
                    break;
                }
                seen.add(relation.targetRef());
                var via = new Via(reached.ref(), relation.type());
                todo.addLast(new Reached(relation.targetRef(), reached.distance() + 1, via));
            }
        }
        return new Impact(nodes.getFirst(), nodes.subList(1, nodes.size()), isTruncated);
    }

    private static Node node(Snapshot snapshot, Reached reached, List<Relation> relations) {
        var isMissing = snapshot.byRef(reached.ref()).isEmpty();
        var owner = relations.stream()
                .filter(relation -> relation.type().equals(RelationType.OWNED_BY.wireName()))
                .map(Relation::targetRef)
                .findFirst()
                .orElse(null);
        return new Node(reached.ref(), reached.distance(), reached.via(), isMissing, owner);
    }
}
