package dev.buildrun;

import dev.buildrun.access.KeyRing;
import dev.buildrun.access.KeyRotation;
import dev.buildrun.access.Ownership;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.access.ResourceDecisions;
import dev.buildrun.access.ResourceType;
import dev.buildrun.access.TokenAuthenticator;
import dev.buildrun.access.Tokens;
import dev.buildrun.access.http.AuthRoutes;
import dev.buildrun.access.http.PermissionRoutes;
import dev.buildrun.access.http.PluginAuthRoutes;
import dev.buildrun.access.token.AccessTokenRoutes;
import dev.buildrun.access.token.AccessTokens;
import dev.buildrun.audit.AuditRetention;
import dev.buildrun.audit.http.AuditRoutes;
import dev.buildrun.catalog.http.CatalogAccess;
import dev.buildrun.catalog.query.EntityRules;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Route;
import dev.buildrun.work.ClaimLoop;
import dev.buildrun.work.Pace;
import dev.buildrun.work.WakeUp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Who gets in: keys, tokens, and the routes around them.
 *
 * @param decisions what the policy says of single resources
 * @param newKeys to be signalled when another replica has made a key
 * @param beyond what stands under {@code /api/buildrun}
 */
record AccessParts(
        Tokens tokens,
        TokenAuthenticator authenticator,
        Ownership ownership,
        PermissionPolicy policy,
        ResourceDecisions decisions,
        WakeUp newKeys,
        List<Mount> mounts,
        List<Route> beyond) {
    private static final Pace HOURLY = new Pace(Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofHours(1));

    /**
     * Starts them.
     *
     * @param resourceTypes those that permissions of any plugin are about
     */
    static AccessParts start(
            ServiceConfig config,
            Database database,
            CatalogUsers catalog,
            List<ResourceType> resourceTypes,
            Clock clock,
            Closing closing) {
        var access = config.access();
        var keys = new KeyRing(database, clock, access.tokenLifetime());
        keys.turn();
        var newKeys = new WakeUp();
        closing.add(KeyRotation.start(keys, newKeys));
        var tokens = new Tokens(keys, access, clock);
        var ownership = new Ownership(catalog, access);
        var policy = Policies.configured(config, tokens, clock, closing)
                .map(PermissionPolicy::new)
                .orElseGet(PermissionPolicy::new);
        var decisions = new ResourceDecisions(policy, resourceTypes);
        var own = new AccessTokens(database, clock);
        var authenticator = new TokenAuthenticator(tokens, ownership, access, own, clock);
        var age = config.whole().duration("buildrun.audit.age", AuditRetention.DEFAULT_AGE);
        closing.add(ClaimLoop.start("audit", new AuditRetention(database, age, clock)::turn, new WakeUp(), HOURLY));
        var beyond = new ArrayList<Route>(new AuditRoutes(
                        database,
                        policy,
                        user -> catalog.ownedBy(
                                user.ownershipRefs(), policy.decide(user, CatalogAccess.ENTITY_READ, null)))
                .routes());
        beyond.addAll(new AccessTokenRoutes(own, policy, EntityRules::filter, authenticator::forgetMade).routes());
        var pluginAuth = new PluginAuthRoutes(access, keys, tokens, clock);
        return new AccessParts(
                tokens,
                authenticator,
                ownership,
                policy,
                decisions,
                newKeys,
                List.of(
                        new AuthRoutes(access, tokens, keys, ownership).mount(),
                        new PermissionRoutes(decisions).mount(),
                        pluginAuth.mount("catalog"),
                        pluginAuth.mount("scaffolder"),
                        pluginAuth.mount("techdocs"),
                        // It asks and tells other backends, which look for the key here.
                        pluginAuth.mountOfKeys("buildrun")),
                beyond);
    }
}
