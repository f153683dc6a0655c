package dev.buildrun.catalog.log;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Collects, within one transaction, the entities that the log has to tell of. Not for several threads. */
public final class ChangeSet {
    /** An entity that is no more. */
    record Removed(UUID uid, String ref) {}

    private final Set<String> changed = new TreeSet<>();
    private final List<Removed> removed = new ArrayList<>();

    /** Something of these entities changed. Those that have no good result yet, or are gone, are passed over later. */
    public void changed(Collection<String> refs) {
        changed.addAll(refs);
    }

    void removed(Collection<Removed> entities) {
        removed.addAll(entities);
    }

    Set<String> changedRefs() {
        return changed;
    }

    List<Removed> removedEntities() {
        return removed;
    }
}
