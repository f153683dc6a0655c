package dev.buildrun;

import dev.buildrun.access.KeyRing;
import dev.buildrun.access.KeyRotation;
import dev.buildrun.access.Ownership;
import dev.buildrun.access.OwnershipLookup;
import dev.buildrun.access.PermissionPolicy;
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
 * @param newKeys to be signalled when another replica has made a key
 */
record AccessParts(
        Tokens tokens, TokenAuthenticator authenticator, PermissionPolicy policy, WakeUp newKeys, List<Mount> mounts) {
    static AccessParts start(
            ServiceConfig config, Database database, OwnershipLookup catalog, Clock clock, Closing closing) {
        var access = config.access();
        var keys = new KeyRing(database, clock, access.tokenLifetime());
        keys.turn();
        var newKeys = new WakeUp();
        closing.add(KeyRotation.start(keys, newKeys));
        var tokens = new Tokens(keys, access, clock);
        var ownership = new Ownership(catalog, access);
        var policy = new PermissionPolicy();
        var pluginAuth = new PluginAuthRoutes(access, keys, tokens, clock);
        return new AccessParts(
                tokens,
                new TokenAuthenticator(tokens, ownership, access, clock),
                policy,
                newKeys,
                List.of(
                        new AuthRoutes(access, tokens, keys, ownership).mount(),
                        new PermissionRoutes(policy).mount(),
                        pluginAuth.mount("catalog"),
                        pluginAuth.mount("scaffolder")));
    }
}
