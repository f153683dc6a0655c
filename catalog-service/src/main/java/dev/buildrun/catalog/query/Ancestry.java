package dev.buildrun.catalog.query;

import dev.buildrun.catalog.index.IndexedEntity;
import dev.buildrun.catalog.index.Snapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where an entity comes from: itself first, then those that led to it, and so on up to those that nothing led to. */
public final class Ancestry {
    private Ancestry() {}

    /** @param parentRefs those parents that are in the catalog */
    public record Item(IndexedEntity entity, List<String> parentRefs) {}

    public static List<Item> of(Snapshot snapshot, IndexedEntity root) {
        var items = new ArrayList<Item>();
        var seen = new HashSet<>(Set.of(root.ref()));
        var todo = new ArrayDeque<>(List.of(root));
        while (!todo.isEmpty()) {
            var current = todo.removeLast();
            var parents = current.parentRefs().stream()
                    .flatMap(ref -> snapshot.byRef(ref).stream())
                    .toList();
            parents.stream().filter(parent -> seen.add(parent.ref())).forEach(todo::addLast);
            items.add(new Item(current, parents.stream().map(IndexedEntity::ref).toList()));
        }
        return items;
    }
}
