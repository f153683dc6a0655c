package dev.buildrun.catalog.process;

import dev.buildrun.catalog.entity.CanonicalJson;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.intake.DesiredEntity;
import org.jspecify.annotations.Nullable;

/**
 * An entity as its source declares it.
 *
 * @param ref the full reference, in lower case
 * @param entity as declared; its envelope has been checked
 * @param locationKey who may declare it, so that two sources do not overwrite each other; null gives way to anybody
 * @param hash equal for the same declaration, whatever the order of its keys
 */
public record UnprocessedEntity(
        String ref, Entity entity, @Nullable String locationKey, String hash) {
    public static UnprocessedEntity of(Entity entity, @Nullable String locationKey) {
        return new UnprocessedEntity(entity.ref().toString(), entity, locationKey, CanonicalJson.sha1(entity.json()));
    }

    public static UnprocessedEntity of(DesiredEntity desired) {
        return new UnprocessedEntity(desired.ref(), desired.entity(), desired.locationKey(), desired.hash());
    }

    /** The same in a third of the memory. */
    UnprocessedEntity compact() {
        return new UnprocessedEntity(ref, Entity.ofText(entity.text(), entity.kind()), locationKey, hash);
    }

    DesiredEntity desired() {
        return new DesiredEntity(ref, entity, locationKey, hash, null);
    }
}
