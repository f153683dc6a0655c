package dev.buildrun.catalog.location;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityNames;
import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.intake.DesiredEntity;
import dev.buildrun.entity.EntityRef;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * A registered location.
 *
 * @param entityRef of the Location entity that stands for it; named for what was registered first, whatever the target is now
 */
public record Location(UUID id, String type, String target, String entityRef) {
    static Location create(String type, String target) {
        return create(UUID.randomUUID(), type, target);
    }

    static Location create(UUID id, String type, String target) {
        var entityRef = EntityNames.generatedLocation(new LocationRef(type, target))
                .ref()
                .toString();
        return new Location(id, type, target, entityRef);
    }

    /** {@code type:target}. */
    public LocationRef ref() {
        return new LocationRef(type, target);
    }

    /** The Location entity, to be declared. */
    public DesiredEntity entity() {
        var json = EntityNames.generatedLocation(ref()).copy();
        ((ObjectNode) json.path("metadata"))
                .put("name", EntityRef.parse(entityRef).name());
        return DesiredEntity.of(Entity.of(json), ref().toString());
    }
}
