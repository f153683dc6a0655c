package dev.buildrun.catalog.http;

import dev.buildrun.access.Authenticator;
import dev.buildrun.access.Caller;
import dev.buildrun.access.Criteria;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.access.ResourceDecisions;
import dev.buildrun.access.http.PluginPermissionRoutes;
import dev.buildrun.catalog.index.CatalogIndex;
import dev.buildrun.catalog.intake.IntakeStore;
import dev.buildrun.catalog.location.LocationStore;
import dev.buildrun.catalog.location.Locations;
import dev.buildrun.catalog.location.LocationsConfig;
import dev.buildrun.catalog.location.OnConflict;
import dev.buildrun.catalog.log.ChangeStore;
import dev.buildrun.catalog.process.CatalogRules;
import dev.buildrun.catalog.process.Processing;
import dev.buildrun.catalog.process.builtin.BuiltInProcessors;
import dev.buildrun.catalog.process.builtin.KnownHosts;
import dev.buildrun.catalog.query.EntityRules;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.registry.RegistryRoutes;
import dev.buildrun.testing.CatalogHarness;
import dev.buildrun.work.WakeUp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A catalog with its database and all of its routes. Who sends {@code Bearer user} is a user, {@code Bearer bad} is refused, and anybody
 * else is a service.
 */
final class LiveCatalog implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Authenticator CALLERS = (authorization, _) -> switch (String.valueOf(authorization)) {
        case "Bearer user" -> new Caller.User("user:default/me", List.of("user:default/me"));
        case "Bearer bad" -> throw ServiceException.of(ErrorKind.AUTHENTICATION, "Illegal token");
        default -> new Caller.Service("external:test");
    };

    final CatalogHarness catalog = CatalogHarness.open();
    final CatalogServer server;
    private final CatalogIndex index = new CatalogIndex(catalog.reader(), Duration.ofHours(1));

    private LiveCatalog(PermissionPolicy policy, boolean readonly) {
        var urls = new KnownHosts(Map.of(), null);
        var processing =
                new Processing(BuiltInProcessors.all(catalog.files(), urls, Set.of()), CatalogRules.DEFAULT, urls);
        var log = new ChangeStore();
        var locations = new Locations(
                catalog.database(),
                new LocationStore(),
                new IntakeStore(log),
                log,
                processing::process,
                new WakeUp(),
                new LocationsConfig(List.of("url"), readonly, OnConflict.REJECT));
        index.start();
        var rules = new EntityRules(index::snapshot);
        var routes = new CatalogRoutes(
                index,
                locations,
                catalog.intake(),
                processing::process,
                Map.of(
                        "github.com", "github.com/project-slug",
                        "gitlab.com", "gitlab.com/project-slug",
                        "dev.azure.com", "dev.azure.com/project-slug"),
                new CatalogAccess(policy, new ResourceDecisions(policy, List.of(rules)), CALLERS));
        var permissions = new PluginPermissionRoutes(CatalogAccess.PERMISSIONS, List.of(rules));
        server = CatalogServer.start(
                List.of(
                        routes.mount(),
                        new RegistryRoutes("catalog", routes.actions()).mount(),
                        permissions.mount("catalog")),
                CALLERS);
    }

    static LiveCatalog open() {
        return new LiveCatalog(new PermissionPolicy(), false);
    }

    /** Where callers may change no locations. */
    static LiveCatalog readonly() {
        return new LiveCatalog(new PermissionPolicy(), true);
    }

    /** Where nobody has one permission. */
    static LiveCatalog denying(String permissionName) {
        return new LiveCatalog(new Deciding(permissionName, Decision.DENY), false);
    }

    /** Where everybody has a permission on conditions. */
    static LiveCatalog allowing(String permissionName, Criteria criteria) {
        return new LiveCatalog(new Deciding(permissionName, new Decision.Conditional(criteria)), false);
    }

    private static final class Deciding extends PermissionPolicy {
        private final String name;
        private final Decision decision;

        Deciding(String name, Decision decision) {
            this.name = name;
            this.decision = decision;
        }

        @Override
        public Decision decide(Caller caller, Permission permission, @Nullable String resourceRef) {
            return permission.name().equals(name) ? decision : super.decide(caller, permission, resourceRef);
        }
    }

    /** Processes until nothing is due, and lets the routes see it. */
    void settle() {
        catalog.settle();
        index.awaitPosition(catalog.reader().latest(), SOON);
    }

    static String location(String target) {
        return "{\"type\":\"url\",\"target\":\"" + target + "\"}";
    }

    /** Registers a location and returns its id. */
    String register(String target) {
        var answer = server.post("/locations", location(target));
        if (answer.status() != 201) {
            throw new AssertionError(answer.body());
        }
        return answer.json().path("location").path("id").asString();
    }

    @Override
    public void close() {
        server.close();
        index.close();
        catalog.close();
    }
}
