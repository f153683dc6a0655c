package dev.buildrun.catalog.location;

import dev.buildrun.catalog.entity.Entity;
import java.util.List;

/**
 * What registering a location would bring.
 *
 * @param exists whether it is registered already
 * @param location as it would be registered
 * @param entities the Location entity, then those that it leads to; processed, but without relations, uid and etag
 */
public record DryRun(boolean exists, Location location, List<Entity> entities) {
    public DryRun {
        entities = List.copyOf(entities);
    }
}
