package dev.buildrun;

import dev.buildrun.access.KeyRing;
import dev.buildrun.access.KeyRotation;
import dev.buildrun.access.Ownership;
import dev.buildrun.access.OwnershipLookup;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.access.ResourceDecisions;
import dev.buildrun.access.ResourceType;
import dev.buildrun.access.TokenAuthenticator;
import dev.buildrun.access.Tokens;
import dev.buildrun.access.http.AuthRoutes;
import dev.buildrun.access.http.PermissionRoutes;
import dev.buildrun.access.http.PluginAuthRoutes;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.http.Mount;
import dev.buildrun.work.WakeUp;
import java.time.Clock;
import java.util.List;

/**
 * Who gets in: keys, tokens, and the routes around them.
 *
 * @param decisions what the policy says of single resources
 * @param newKeys to be signalled when another replica has made a key
 */
record AccessParts(
        Tokens tokens,
        TokenAuthenticator authenticator,
        Ownership ownership,
        PermissionPolicy policy,
        ResourceDecisions decisions,
        WakeUp newKeys,
        List<Mount> mounts) {
    /** @param resourceTypes those that permissions of any plugin are about */
    static AccessParts start(
            ServiceConfig config,
            Database database,
            OwnershipLookup catalog,
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
        var policy = new PermissionPolicy();
        var decisions = new ResourceDecisions(policy, resourceTypes);
        var pluginAuth = new PluginAuthRoutes(access, keys, tokens, clock);
        return new AccessParts(
                tokens,
                new TokenAuthenticator(tokens, ownership, access, clock),
                ownership,
                policy,
                decisions,
                newKeys,
                List.of(
                        new AuthRoutes(access, tokens, keys, ownership).mount(),
                        new PermissionRoutes(decisions).mount(),
                        pluginAuth.mount("catalog"),
                        pluginAuth.mount("scaffolder")));
    }
}
