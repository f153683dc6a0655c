package dev.buildrun;

import dev.buildrun.catalog.http.CatalogAccess;
import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.http.Freshness;
import dev.buildrun.http.Mount;
import dev.buildrun.search.Search;
import dev.buildrun.search.SearchLimits;
import dev.buildrun.search.http.SearchRoutes;
import dev.buildrun.work.ClaimLoop;
import dev.buildrun.work.Modest;
import dev.buildrun.work.Pace;
import dev.buildrun.work.WakeUp;
import java.time.Duration;

/** The search over catalog and documentation. */
final class SearchParts {
    private static final Pace EVERY_SECOND =
            new Pace(Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofSeconds(5));

    private SearchParts() {}

    static Mount start(ServiceConfig config, CatalogIndex index, AccessParts access, Closing closing) {
        var whole = config.whole();
        var search = new Search(index::snapshot, TechDocsParts.published(config));
        closing.add(ClaimLoop.start("search", new Modest(search::follow), new WakeUp(), EVERY_SECOND));
        var limits = new SearchLimits(
                whole.integer("search.maxPageLimit", SearchLimits.DEFAULTS.pageLimit()),
                whole.integer("search.maxTermLength", SearchLimits.DEFAULTS.termLength()));
        var catalog = new CatalogAccess(access.policy(), access.decisions(), access.authenticator());
        return new SearchRoutes(
                        search,
                        limits,
                        (snapshot, caller) -> catalog.visible(snapshot, caller, CatalogAccess.ENTITY_READ))
                .mount()
                .following(new Freshness(index::position, index::whenReached));
    }
}
