package dev.buildrun.config;

import dev.buildrun.access.signin.OidcConfig;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code auth.providers.oidc}, of which the part for {@code auth.environment} counts, as in Backstage. */
public final class OidcSection {
    private OidcSection() {}

    /** Empty where the provider is not configured. */
    public static Optional<OidcConfig> of(Config config) {
        var environment = config.optionalString("auth.environment").orElse("production");
        var oidc = config.at("auth.providers.oidc").child(environment);
        return oidc.isPresent() ? Optional.of(read(oidc, environment)) : Optional.empty();
    }

    private static OidcConfig read(Config oidc, String environment) {
        var url = URI.create(oidc.string("metadataUrl"));
        if (url.getHost() == null) {
            throw new IllegalArgumentException(oidc.path() + ".metadataUrl: expected an absolute URL, found " + url);
        }
        return new OidcConfig(
                environment,
                url,
                new OidcConfig.Client(oidc.string("clientId"), oidc.string("clientSecret")),
                oidc.strings("additionalScopes"),
                oidc.optionalString("prompt").orElse(null),
                oidc.list("signIn.resolvers").stream()
                        .map(OidcSection::resolver)
                        .toList(),
                oidc.duration("sessionDuration", OidcConfig.DEFAULT_SESSION));
    }

    private static OidcConfig.Resolver resolver(Config resolver) {
        var without = resolver.bool("dangerouslyAllowSignInWithoutUserInCatalog", false);
        return switch (resolver.string("resolver")) {
            case "emailMatchingUserEntityProfileEmail" -> new OidcConfig.EmailOfProfile(without);
            case "emailLocalPartMatchingUserEntityName" ->
                new OidcConfig.LocalPartOfEmail(resolver.strings("allowedDomains"), without);
            case "oidcSubClaimMatchingKeycloakUserId" -> new OidcConfig.Annotation("keycloak.org/id");
            case "oidcSubClaimMatchingPingIdentityUserId" -> new OidcConfig.Annotation("pingidentity.org/id");
            case "subClaimMatchingUserEntityAnnotation" -> new OidcConfig.Annotation(resolver.string("annotation"));
            case String other ->
                throw new IllegalArgumentException(
                        resolver.path() + ".resolver: expected one that docs/ACCESS.md names, found " + other);
        };
    }

    /** The origins of pages that may be told who has signed in, the portal's first. */
    public static Set<String> origins(Config config, URI baseUrl) {
        var origins = new LinkedHashSet<String>();
        origins.add(origin(config.optionalString("app.baseUrl").orElse(baseUrl.toString())));
        List.copyOf(config.strings("auth.experimentalExtraAllowedOrigins")).forEach(url -> origins.add(origin(url)));
        return origins;
    }

    private static String origin(String url) {
        var uri = URI.create(url);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
