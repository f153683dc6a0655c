package dev.buildrun;

import dev.buildrun.access.signin.SignInRoutes;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.config.SignInSection;
import dev.buildrun.database.Database;
import dev.buildrun.http.Mount;
import java.time.Clock;
import java.util.List;

/** Sign-in with identity providers, where any are configured. */
final class SignInParts {
    private SignInParts() {}

    static List<Mount> mounts(
            ServiceConfig config,
            Database database,
            CatalogUsers users,
            AccessParts access,
            Folders folders,
            Clock clock) {
        var parts = new SignInRoutes.Parts(
                config.access(),
                access.tokens(),
                access.ownership(),
                users::users,
                database,
                config.seal(folders.secretsKey()),
                clock);
        var origins = SignInSection.origins(config.whole(), config.baseUrl());
        return SignInSection.of(config.whole(), config.baseUrl()).stream()
                .map(provider -> new SignInRoutes(provider, parts, origins).mount())
                .toList();
    }
}
