package dev.buildrun.catalog.intake;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who may declare each of some entities: the location key by the ref. */
final class Owners {
    private final Map<String, @Nullable String> keys = new HashMap<>();

    void put(String ref, @Nullable String locationKey) {
        keys.put(ref, locationKey);
    }

    /** Whether the declaration holds; it does not when another source has the entity. */
    boolean accept(DesiredEntity desired) {
        return keys.containsKey(desired.ref()) && Objects.equals(keys.get(desired.ref()), desired.locationKey());
    }

    RefusedDeclaration refused(DesiredEntity desired) {
        return new RefusedDeclaration(desired.ref(), desired.locationKey(), keys.get(desired.ref()));
    }
}
