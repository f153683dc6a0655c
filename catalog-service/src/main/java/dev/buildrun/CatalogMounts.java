package dev.buildrun;

import dev.buildrun.access.ResourceType;
import dev.buildrun.access.http.PluginPermissionRoutes;
import dev.buildrun.catalog.http.CatalogAccess;
import dev.buildrun.catalog.http.CatalogRoutes;
import dev.buildrun.catalog.query.EntityRules;
import dev.buildrun.database.Database;
import dev.buildrun.http.Mount;
import dev.buildrun.registry.RegistryRoutes;
import dev.buildrun.scaffolder.http.ScaffolderPermissions;
import dev.buildrun.scaffolder.task.TaskLookup;
import dev.buildrun.work.http.SchedulerRoutes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** What the catalog answers over HTTP, beside what every plugin answers of permissions, actions and background work. */
final class CatalogMounts {
    private CatalogMounts() {}

    /** Everything that permissions of the catalog and the scaffolder are about. */
    static List<ResourceType> resourceTypes(CatalogParts catalog, Database database) {
        var types = new ArrayList<>(ScaffolderPermissions.resources(new TaskLookup(database)::find));
        types.add(new EntityRules(catalog.index()::snapshot));
        return types;
    }

    static List<Mount> of(CatalogParts catalog, SourceHosts sources, AccessParts access, Clock clock) {
        var routes = new CatalogRoutes(
                catalog.index(),
                catalog.locations(),
                catalog.intake(),
                catalog.trial()::process,
                sources.slugAnnotations(),
                new CatalogAccess(access.policy(), access.decisions(), access.authenticator()));
        return List.of(
                routes.mount(),
                new RegistryRoutes("catalog", routes.actions())
                        .mount()
                        .following(routes.mount().freshness()),
                new SchedulerRoutes(catalog.loops(), clock).mount("catalog"),
                new PluginPermissionRoutes(
                                CatalogAccess.PERMISSIONS, List.of(new EntityRules(catalog.index()::snapshot)))
                        .mount("catalog"));
    }
}
