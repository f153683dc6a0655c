package dev.buildrun.catalog.intake;

import dev.buildrun.catalog.log.ProcessedEntity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who may declare each of some entities: the location key by the ref. */
final class Owners {
    private final Map<String, @Nullable String> keys = new HashMap<>();
    private final Set<String> added = new HashSet<>();
    private final List<ProcessedEntity> processed = new ArrayList<>();

    void put(String ref, @Nullable String locationKey) {
        keys.put(ref, locationKey);
    }

    /** The same for an entity that was not there before. */
    void putNew(UUID uid, DesiredEntity desired) {
        put(desired.ref(), desired.locationKey());
        added.add(desired.ref());
        var foreseen = desired.foreseen();
        if (foreseen != null) {
            processed.add(new ProcessedEntity(uid, desired.ref(), foreseen.content()));
        }
    }

    /** What becomes of those that were not there before, where that is known. */
    List<ProcessedEntity> processed() {
        return processed;
    }

    /** Of these, the ones that were there before. */
    Set<String> known(Collection<String> refs) {
        return refs.stream().filter(ref -> !added.contains(ref)).collect(Collectors.toSet());
    }

    /** Whether the declaration holds; it does not when another source has the entity. */
    boolean accept(DesiredEntity desired) {
        return keys.containsKey(desired.ref()) && Objects.equals(keys.get(desired.ref()), desired.locationKey());
    }

    RefusedDeclaration refused(DesiredEntity desired) {
        return new RefusedDeclaration(desired.ref(), desired.locationKey(), keys.get(desired.ref()));
    }
}
