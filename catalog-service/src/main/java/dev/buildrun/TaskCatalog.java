package dev.buildrun;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.location.Locations;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.scaffolder.action.Initiator;
import dev.buildrun.scaffolder.builtin.catalog.CatalogAccess;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The catalog as the actions of a task use it. */
final class TaskCatalog implements CatalogAccess {
    private static final String URL = "url";

    private final Locations locations;
    private final CatalogUsers catalog;

    TaskCatalog(Locations locations, CatalogUsers catalog) {
        this.locations = locations;
        this.catalog = catalog;
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
        return catalog.entity(ref.toString());
    }
}
