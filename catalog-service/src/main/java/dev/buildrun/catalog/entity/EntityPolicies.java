package dev.buildrun.catalog.entity;

import dev.buildrun.api.Schemas;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.json.Json;
import java.util.List;
import java.util.Optional;

/** What holds for an entity of any kind before it is asked what its kind wants. */
public final class EntityPolicies {
    private static final List<String> ROOTS = List.of("apiVersion", "kind", "metadata", "spec");

    private EntityPolicies() {}

    /** The first thing that is wrong, in Backstage's order: the schema, fields that only the catalog writes, formats. */
    public static Optional<EntityError> check(Entity entity) {
        return schema(entity).or(() -> foreignRoot(entity)).or(() -> FieldFormats.check(entity));
    }

    /** The first thing in which the tree is not of the form of an entity. */
    public static Optional<EntityError> schema(Entity entity) {
        return Schemas.entity().check(entity.json()).stream()
                .findFirst()
                .map(fault -> new EntityError("Error", "Malformed envelope, " + fault.text()));
    }

    /** The same entity with its namespace written out. */
    public static Entity withNamespace(Entity entity) {
        if (entity.metadata().has("namespace")) {
            return entity;
        }
        return entity.withMetadata("namespace", Json.text(EntityRef.DEFAULT_NAMESPACE));
    }

    private static Optional<EntityError> foreignRoot(Entity entity) {
        return entity.json().propertyNames().stream()
                .filter(root -> !ROOTS.contains(root))
                .findFirst()
                .map(root -> new EntityError("Error", "Unknown field " + root));
    }
}
