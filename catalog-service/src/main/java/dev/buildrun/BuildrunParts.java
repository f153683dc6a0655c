package dev.buildrun;

import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.access.ResourceDecisions;
import dev.buildrun.catalog.explain.ExplainRoutes;
import dev.buildrun.catalog.history.HistoryRoutes;
import dev.buildrun.catalog.impact.ImpactRoutes;
import dev.buildrun.catalog.log.ChangeReader;
import dev.buildrun.catalog.process.Processing;
import dev.buildrun.catalog.process.builtin.BuiltInProcessors;
import dev.buildrun.catalog.push.NothingRead;
import dev.buildrun.catalog.push.ProviderRoutes;
import dev.buildrun.catalog.push.Pushes;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.http.Freshness;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Route;
import java.util.ArrayList;
import java.util.List;

/** What Buildrun has beyond Backstage's catalog, under {@code /api/buildrun}. */
final class BuildrunParts {
    private BuildrunParts() {}

    static Mount mount(
            ServiceConfig config,
            Database database,
            SourceHosts hosts,
            CatalogParts catalog,
            AccessParts access,
            List<Route> scaffolder) {
        var decisions = access.decisions();
        var routes = new ArrayList<Route>();
        routes.addAll(
                providers(config, database, hosts, catalog, access.policy()).routes());
        routes.addAll(explanations(config, database, catalog, decisions).routes());
        routes.addAll(new HistoryRoutes(database, decisions).routes());
        routes.addAll(new ImpactRoutes(catalog.index()::snapshot, decisions).routes());
        routes.addAll(scaffolder);
        routes.addAll(access.beyond());
        var index = catalog.index();
        return Mount.plugin("buildrun", routes).following(new Freshness(index::position, index::whenReached));
    }

    private static ProviderRoutes providers(
            ServiceConfig config, Database database, SourceHosts hosts, CatalogParts catalog, PermissionPolicy policy) {
        var check = new Processing(
                BuiltInProcessors.withoutFiles(new NothingRead(), hosts.urls()),
                config.processing().rules(),
                hosts.urls());
        var parts = catalog.providers();
        var sources = catalog.intake().sources();
        var pushes =
                new Pushes(sources, new ChangeReader(database), catalog.index(), check::process, parts.pushConfig());
        return new ProviderRoutes(
                policy, sources, parts.providers().names(), parts.pushSources(), pushes, parts.pushConfig());
    }

    private static ExplainRoutes explanations(
            ServiceConfig config, Database database, CatalogParts catalog, ResourceDecisions decisions) {
        return new ExplainRoutes(
                database,
                catalog.intake().sources(),
                catalog.index(),
                config.processing().rules(),
                catalog.providers().providers().names(),
                decisions);
    }
}
