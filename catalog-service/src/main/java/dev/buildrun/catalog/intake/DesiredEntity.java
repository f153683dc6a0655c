package dev.buildrun.catalog.intake;

import dev.buildrun.catalog.entity.CanonicalJson;
import dev.buildrun.catalog.entity.Entity;
import org.jspecify.annotations.Nullable;

/**
 * An entity as its source wants it to be.
 *
 * @param ref the full reference, in lower case
 * @param entity as declared
 * @param locationKey who may declare it, so that two sources do not overwrite each other; null gives way to anybody
 * @param hash equal for the same declaration, whatever the order of its keys
 * @param foreseen what becomes of it, stored with it where it is new; null where it is to wait for its turn
 */
public record DesiredEntity(
        String ref,
        Entity entity,
        @Nullable String locationKey,
        String hash,
        @Nullable Foreseen foreseen) {
    public static DesiredEntity of(Entity entity, @Nullable String locationKey) {
        return new DesiredEntity(entity.ref().toString(), entity, locationKey, CanonicalJson.sha1(entity.json()), null);
    }

    public DesiredEntity with(Foreseen outcome) {
        return new DesiredEntity(ref, entity, locationKey, hash, outcome);
    }

    /** Whether another declaration for the same entity may take the place of this one. */
    boolean yieldsTo(DesiredEntity other) {
        return locationKey == null || locationKey.equals(other.locationKey());
    }
}
