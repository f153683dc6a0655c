package dev.buildrun.catalog.http;

import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.intake.Intake;
import dev.buildrun.catalog.location.Locations;
import dev.buildrun.catalog.process.ProcessingOutcome;
import dev.buildrun.catalog.process.ProcessorCache;
import dev.buildrun.catalog.process.UnprocessedEntity;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Everything under {@code /api/catalog}. */
public final class CatalogRoutes {
    private final EntityListRoute list;
    private final EntityQueryRoutes queries;
    private final EntityRoutes entities;
    private final FacetRoutes facets;
    private final EntityChangeRoutes changes;
    private final LocationRoutes locations;
    private final LocationAnalysisRoute analysis;

    /**
     * Puts the parts together.
     *
     * @param processing what {@link dev.buildrun.catalog.process.Processing#process} does, for checking an entity
     * @param slugAnnotations by host: the annotation that holds {@code owner/repository} on entities from there
     */
    public CatalogRoutes(
            CatalogIndex index,
            Locations locations,
            Intake intake,
            BiFunction<UnprocessedEntity, ProcessorCache, ProcessingOutcome> processing,
            Map<String, String> slugAnnotations) {
        var catalog = new FreshCatalog(index);
        this.list = new EntityListRoute(catalog);
        this.queries = new EntityQueryRoutes(catalog);
        this.entities = new EntityRoutes(catalog);
        this.facets = new FacetRoutes(catalog);
        this.changes = new EntityChangeRoutes(index, intake, processing);
        this.locations = new LocationRoutes(index, locations);
        this.analysis = new LocationAnalysisRoute(slugAnnotations);
    }

    public Mount mount() {
        var routes = new ArrayList<>(reading());
        routes.addAll(writing());
        return Mount.plugin("catalog", routes);
    }

    private List<Route> reading() {
        return List.of(
                Route.fromMemory("GET", "/entities", list::list),
                Route.fromMemory("GET", "/entities/by-uid/:uid", entities::byUid),
                Route.fromMemory("GET", "/entities/by-name/:kind/:namespace/:name", entities::byName),
                Route.fromMemory("GET", "/entities/by-name/:kind/:namespace/:name/ancestry", entities::ancestry),
                Route.fromMemory("POST", "/entities/by-refs", entities::byRefs),
                Route.fromMemory("GET", "/entities/by-query", queries::get),
                Route.fromMemory("POST", "/entities/by-query", queries::post),
                Route.fromMemory("GET", "/entity-facets", facets::get),
                Route.fromMemory("POST", "/entity-facets", facets::post),
                Route.fromMemory("POST", "/analyze-location", analysis::analyze));
    }

    private List<Route> writing() {
        return List.of(
                Route.blocking("DELETE", "/entities/by-uid/:uid", changes::delete),
                Route.blocking("POST", "/refresh", changes::refresh),
                Route.blocking("POST", "/validate-entity", changes::validate),
                Route.blocking("POST", "/locations", locations::create),
                Route.blocking("GET", "/locations", locations::list),
                Route.blocking("POST", "/locations/by-query", locations::query),
                Route.blocking("GET", "/locations/by-entity/:kind/:namespace/:name", locations::byEntity),
                Route.blocking("GET", "/locations/:id", locations::get),
                Route.blocking("PUT", "/locations/:id", locations::update),
                Route.blocking("DELETE", "/locations/:id", locations::delete));
    }
}
