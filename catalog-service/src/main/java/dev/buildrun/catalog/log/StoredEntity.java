package dev.buildrun.catalog.log;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.entity.Relation;
import java.util.List;
import java.util.UUID;

/**
 * An entity as the catalog keeps it: the last good result of processing, and what surrounds it.
 *
 * @param uid stays the same until the entity is deleted
 * @param ref the full reference, in lower case
 * @param body without relations, uid, etag (unless its source gave one) and status
 * @param bodyHash changes exactly when the body does, 40 hex digits
 * @param errors of the last attempt to process it, empty when that went well
 * @param relations the edges that this entity states: both directions of each, so some have another entity as their source. The
 *     relations that an entity shows are those edges, of all entities, whose source it is. Sorted, each once
 * @param parentRefs the entities that lead to this one, usually a single Location; empty for one that a provider gave. Sorted
 * @param orphan whether nothing declares it any more
 */
public record StoredEntity(
        UUID uid,
        String ref,
        Entity body,
        String bodyHash,
        List<EntityError> errors,
        List<Relation> relations,
        List<String> parentRefs,
        boolean orphan) {
    public StoredEntity {
        errors = List.copyOf(errors);
        relations = List.copyOf(relations);
        parentRefs = List.copyOf(parentRefs);
    }
}
