package dev.buildrun.catalog.process;

import dev.buildrun.catalog.entity.Entity;
import org.jspecify.annotations.Nullable;

/**
 * An entity as its source declares it.
 *
 * @param ref the full reference, in lower case
 * @param entity as declared; its envelope has been checked
 * @param locationKey who may declare it, so that two sources do not overwrite each other; null gives way to anybody
 */
public record UnprocessedEntity(
        String ref, Entity entity, @Nullable String locationKey) {
    public static UnprocessedEntity of(Entity entity, @Nullable String locationKey) {
        return new UnprocessedEntity(entity.ref().toString(), entity, locationKey);
    }
}
