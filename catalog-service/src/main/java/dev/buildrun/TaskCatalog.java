package dev.buildrun;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.location.Location;
import dev.buildrun.catalog.location.Locations;
import dev.buildrun.catalog.log.ChangeReader;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.Initiator;
import dev.buildrun.scaffolder.builtin.catalog.CatalogAccess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The catalog as the actions of a task use it. What they read is at least as new as what anybody has written before, on whichever replica:
 * a task may have registered something before another replica went on with it.
 */
final class TaskCatalog implements CatalogAccess {
    private static final String URL = "url";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Locations locations;
    private final CatalogUsers catalog;
    private final ChangeReader log;
    private final CatalogIndex index;

    TaskCatalog(Locations locations, CatalogUsers catalog, ChangeReader log, CatalogIndex index) {
        this.locations = locations;
        this.catalog = catalog;
        this.log = log;
        this.index = index;
    }

    @Override
    public void addLocation(String id, String url, Initiator initiator) {
        locations.register(UUID.fromString(id), URL, url, null, initiator.userRef());
    }

    @Override
    public boolean hasLocation(String url) {
        return locations.find(URL, url).isPresent();
    }

    @Override
    public Optional<AddedLocation> location(String id) {
        index.awaitPosition(log.latest(), PATIENCE);
        return found(id)
                .map(location ->
                        new AddedLocation(location.target(), Dependants.ofLocation(index.snapshot(), location.ref())));
    }

    @Override
    public void removeLocation(String id, @Nullable String actor) {
        if (found(id).isPresent()) {
            locations.delete(id, actor);
        }
    }

    private Optional<Location> found(String id) {
        try {
            return Optional.of(locations.get(id));
        } catch (ServiceException exception) {
            if (exception.kind() == ErrorKind.NOT_FOUND) {
                return Optional.empty();
            }
            throw exception;
        }
    }

    @Override
    public List<EntityRef> entitiesOf(String url, Initiator initiator) {
        return locations.dryRun(URL, url).entities().stream().map(Entity::ref).toList();
    }

    @Override
    public Optional<ObjectNode> entity(EntityRef ref, Initiator initiator) {
        index.awaitPosition(log.latest(), PATIENCE);
        return catalog.entity(ref.toString());
    }
}
