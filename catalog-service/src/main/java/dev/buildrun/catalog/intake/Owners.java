package dev.buildrun.catalog.intake;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who may declare each of some entities: the location key by the ref. */
final class Owners {
    private final Map<String, @Nullable String> keys = new HashMap<>();
    private final Set<String> added = new HashSet<>();

    void put(String ref, @Nullable String locationKey) {
        keys.put(ref, locationKey);
    }

    /** The same for an entity that was not there before. */
    void putNew(String ref, @Nullable String locationKey) {
        put(ref, locationKey);
        added.add(ref);
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
