package dev.buildrun;

import dev.buildrun.access.ActingUsers;
import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision.Definite;
import dev.buildrun.access.Permission;
import dev.buildrun.catalog.http.CatalogAccess;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.Initiator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The catalog within the rights that whoever started a task has now, however long ago that was. What a service has started may do
 * everything, as with the actions themselves.
 */
final class InitiatorCatalog implements dev.buildrun.scaffolder.builtin.catalog.CatalogAccess {
    private final dev.buildrun.scaffolder.builtin.catalog.CatalogAccess catalog;
    private final Decisions decisions;
    private final ActingUsers users;

    /** @param users those who start tasks */
    InitiatorCatalog(
            dev.buildrun.scaffolder.builtin.catalog.CatalogAccess catalog, Decisions decisions, ActingUsers users) {
        this.catalog = catalog;
        this.decisions = decisions;
        this.users = users;
    }

    /** What the policy says. */
    interface Decisions {
        Definite decide(Caller caller, Permission permission, @Nullable String resourceRef);
    }

    @Override
    public void addLocation(String id, String url, Initiator initiator) {
        require(CatalogAccess.LOCATION_CREATE, initiator);
        catalog.addLocation(id, url, initiator);
    }

    @Override
    public boolean hasLocation(String url) {
        return catalog.hasLocation(url);
    }

    @Override
    public Optional<AddedLocation> location(String id) {
        return catalog.location(id);
    }

    @Override
    public void removeLocation(String id, @Nullable String actor) {
        catalog.removeLocation(id, actor);
    }

    @Override
    public List<EntityRef> entitiesOf(String url, Initiator initiator) {
        require(CatalogAccess.LOCATION_CREATE, initiator);
        return catalog.entitiesOf(url, initiator);
    }

    @Override
    public Optional<ObjectNode> entity(EntityRef ref, Initiator initiator) {
        return isAllowed(CatalogAccess.ENTITY_READ, ref.toString(), initiator)
                ? catalog.entity(ref, initiator)
                : Optional.empty();
    }

    private void require(Permission permission, Initiator initiator) {
        if (!isAllowed(permission, null, initiator)) {
            throw ServiceException.of(
                    ErrorKind.NOT_ALLOWED,
                    initiator.userRef() + ", who started the task, has no " + permission.name() + " permission now");
        }
    }

    private boolean isAllowed(Permission permission, @Nullable String resourceRef, Initiator initiator) {
        var user = initiator.userRef();
        return user == null
                || decisions.decide(users.of(user, initiator.token()), permission, resourceRef) == Definite.ALLOW;
    }
}
