package dev.buildrun.scaffolder.builtin.catalog;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.scaffolder.action.Initiator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The catalog, as the actions of a task see it: each call acts with the rights of the task's initiator. */
public interface CatalogAccess {
    /**
     * Adds a location of type {@code url}.
     *
     * @throws dev.buildrun.error.ServiceException of kind CONFLICT when it is registered already, NOT_ALLOWED when the initiator
     *     may not
     */
    void addLocation(String url, Initiator initiator);

    /**
     * The entities that a location of type {@code url} gives, in the order in which they are found; nothing is stored.
     *
     * @throws dev.buildrun.error.ServiceException of kind INPUT when it cannot be read or holds no valid entities
     */
    List<EntityRef> entitiesOf(String url, Initiator initiator);

    /** An entity as the initiator may see it; empty when there is none or it is hidden. */
    Optional<ObjectNode> entity(EntityRef ref, Initiator initiator);
}
