package dev.buildrun.catalog.intake;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the store knows of an entity, without its body. */
record KnownEntity(UUID uid, String ref, @Nullable String locationKey, String hash) {
    /** Whether a source with the key may say what this entity is. */
    boolean yieldsTo(@Nullable String key) {
        return locationKey == null || locationKey.equals(key);
    }

    boolean isSame(DesiredEntity desired) {
        return hash.equals(desired.hash()) && java.util.Objects.equals(locationKey, desired.locationKey());
    }
}
