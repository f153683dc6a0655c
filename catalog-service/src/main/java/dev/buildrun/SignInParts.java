package dev.buildrun;

import dev.buildrun.access.signin.OidcRoutes;
import dev.buildrun.config.OidcSection;
import dev.buildrun.config.ServiceConfig;
import dev.buildrun.database.Database;
import dev.buildrun.http.Mount;
import java.time.Clock;
import java.util.List;

/** Sign-in with identity providers, where any is configured. */
final class SignInParts {
    private SignInParts() {}

    static List<Mount> mounts(
            ServiceConfig config,
            Database database,
            CatalogUsers users,
            AccessParts access,
            Folders folders,
            Clock clock) {
        return OidcSection.of(config.whole())
                .map(oidc -> new OidcRoutes(
                                oidc,
                                new OidcRoutes.Parts(
                                        config.access(),
                                        access.tokens(),
                                        access.ownership(),
                                        users::users,
                                        database,
                                        config.seal(folders.secretsKey()),
                                        clock),
                                OidcSection.origins(config.whole(), config.baseUrl()))
                        .mount())
                .stream()
                .toList();
    }
}
