package dev.buildrun.scaffolder.builtin.catalog;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.scaffolder.action.Initiator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The catalog, as the actions of a task see it: each call acts with the rights of the task's initiator. */
public interface CatalogAccess {
    /**
     * Adds a location of type {@code url}.
     *
     * @param id a UUID of the caller's choice, by which the location can be told from one that others have added
     * @throws dev.buildrun.error.ServiceException of kind CONFLICT when it is registered already, NOT_ALLOWED when the initiator
     *     may not
     */
    void addLocation(String id, String url, Initiator initiator);

    /** Whether there is a location of type {@code url} with this target, whoever has added it. */
    boolean hasLocation(String url);

    /** A location as it is now; empty when there is none with the id. */
    Optional<AddedLocation> location(String id);

    /**
     * A location.
     *
     * @param url where it leads
     * @param usedBy full references of entities from elsewhere that depend on, use or belong to what it has brought
     */
    record AddedLocation(String url, List<String> usedBy) {
        public AddedLocation {
            usedBy = List.copyOf(usedBy);
        }
    }

    /**
     * Removes a location and all that only it leads to; one that is not there is fine.
     *
     * @param actor who asked for it; null for nobody in particular
     */
    void removeLocation(String id, @Nullable String actor);

    /**
     * The entities that a location of type {@code url} gives, in the order in which they are found; nothing is stored.
     *
     * @throws dev.buildrun.error.ServiceException of kind INPUT when it cannot be read or holds no valid entities
     */
    List<EntityRef> entitiesOf(String url, Initiator initiator);

    /** An entity as the initiator may see it; empty when there is none or it is hidden. */
    Optional<ObjectNode> entity(EntityRef ref, Initiator initiator);
}
