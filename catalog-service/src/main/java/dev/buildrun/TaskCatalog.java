package dev.buildrun;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.location.Locations;
import dev.buildrun.catalog.log.ChangeReader;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.scaffolder.action.Initiator;
import dev.buildrun.scaffolder.builtin.catalog.CatalogAccess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
    public void addLocation(String url, Initiator initiator) {
        locations.register(URL, url, null, initiator.userRef());
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
