package dev.buildrun.catalog.http;

import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.intake.Intake;
import dev.buildrun.catalog.location.Locations;
import dev.buildrun.catalog.process.ProcessingOutcome;
import dev.buildrun.catalog.process.ProcessorCache;
import dev.buildrun.catalog.process.UnprocessedEntity;
import dev.buildrun.http.Freshness;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Route;
import dev.buildrun.registry.RegisteredAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Everything under {@code /api/catalog}. */
public final class CatalogRoutes {
    private final FreshCatalog catalog;
    private final Freshness freshness;
    private final EntityChangeRoutes changes;
    private final LocationRoutes locations;
    private final LocationAnalysisRoute analysis;
    private final UnprocessedRoutes unprocessed;
    private final CatalogActions actions;

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
            Map<String, String> slugAnnotations,
            CatalogAccess access) {
        this.catalog = new FreshCatalog(index, access);
        this.freshness = new Freshness(index::position, index::whenReached);
        this.changes = new EntityChangeRoutes(index, intake, processing, access);
        this.locations = new LocationRoutes(catalog, index, locations, access);
        this.analysis = new LocationAnalysisRoute(slugAnnotations, access);
        this.unprocessed = new UnprocessedRoutes(index, intake, access);
        this.actions = new CatalogActions(catalog, changes, locations, access);
    }

    /** What programs may do without knowing the routes. */
    public List<RegisteredAction> actions() {
        return actions.all();
    }

    public Mount mount() {
        var routes = new ArrayList<>(reading(catalog));
        routes.addAll(writing());
        return Mount.plugin("catalog", routes).following(freshness);
    }

    static List<Route> reading(FreshCatalog catalog) {
        var list = new EntityListRoute(catalog);
        var queries = new EntityQueryRoutes(catalog);
        var entities = new EntityRoutes(catalog);
        var facets = new FacetRoutes(catalog);
        var recent = new RecentAnswers(catalog);
        return List.of(
                Route.fromMemory("GET", "/entities", recent.before(list::list)),
                Route.fromMemory("GET", "/entities/by-uid/:uid", entities::byUid),
                Route.fromMemory("GET", "/entities/by-name/:kind/:namespace/:name", entities::byName),
                Route.fromMemory("GET", "/entities/by-name/:kind/:namespace/:name/ancestry", entities::ancestry),
                Route.fromMemory("POST", "/entities/by-refs", entities::byRefs),
                Route.fromMemory("GET", "/entities/by-query", recent.before(queries::get)),
                Route.fromMemory("POST", "/entities/by-query", queries::post),
                Route.fromMemory("GET", "/entity-facets", recent.before(facets::get)),
                Route.fromMemory("POST", "/entity-facets", facets::post));
    }

    private List<Route> writing() {
        return List.of(
                Route.fromMemory("POST", "/analyze-location", analysis::analyze),
                Route.blocking("DELETE", "/entities/by-uid/:uid", changes::delete),
                Route.blocking("GET", "/entities/unprocessed/failed", unprocessed::failed),
                Route.blocking("GET", "/entities/unprocessed/pending", unprocessed::pending),
                Route.blocking("DELETE", "/entities/unprocessed/delete/:uid", unprocessed::delete),
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
