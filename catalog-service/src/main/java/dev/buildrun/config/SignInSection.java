package dev.buildrun.config;

import dev.buildrun.access.signin.GitHub;
import dev.buildrun.access.signin.GitLab;
import dev.buildrun.access.signin.SignInConfig;
import dev.buildrun.access.signin.SignInConfig.Claim;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Reads {@code auth.providers}, of each the part for {@code auth.environment}, as in Backstage. The guest is no part of it. */
public final class SignInSection {
    /** In the order in which the documentation names them. */
    private static final List<String> PROVIDERS = List.of("oidc", "github", "gitlab");

    private static final List<String> BY_EMAIL =
            List.of("emailMatchingUserEntityProfileEmail", "emailLocalPartMatchingUserEntityName");

    private SignInSection() {}

    /** @param baseUrl where browsers reach the service */
    public static List<SignInConfig> of(Config config, URI baseUrl) {
        var environment = config.optionalString("auth.environment").orElse("production");
        return PROVIDERS.stream()
                .flatMap(name -> Stream.of(config.at("auth.providers." + name).child(environment))
                        .filter(Config::isPresent)
                        .map(provider -> read(provider, name, environment, baseUrl)))
                .toList();
    }

    private static SignInConfig read(Config provider, String name, String environment, URI baseUrl) {
        var host = switch (name) {
            case "oidc" ->
                new SignInConfig.OpenId(
                        url(provider, "metadataUrl"),
                        provider.optionalString("prompt").orElse(null));
            case "github" -> gitHub(provider);
            default -> new GitLab(url(provider, "audience", GitLab.PUBLIC));
        };
        var callback = URI.create(baseUrl + "/api/auth/" + name + "/handler/frame");
        return new SignInConfig(
                name,
                environment,
                host,
                new SignInConfig.Client(
                        provider.string("clientId"),
                        provider.string("clientSecret"),
                        url(provider, "callbackUrl", callback)),
                provider.strings("additionalScopes"),
                provider.list("signIn.resolvers").stream()
                        .map(resolver -> resolver(resolver, name, host))
                        .toList(),
                provider.duration("sessionDuration", SignInConfig.DEFAULT_SESSION));
    }

    private static GitHub gitHub(Config provider) {
        var withEmail = provider.list("signIn.resolvers").stream()
                .anyMatch(resolver -> BY_EMAIL.contains(resolver.string("resolver")));
        return provider.at("enterpriseInstanceUrl").isPresent()
                ? GitHub.at(url(provider, "enterpriseInstanceUrl"), withEmail)
                : GitHub.at(null, withEmail);
    }

    private static SignInConfig.Resolver resolver(Config resolver, String provider, SignInConfig.Host host) {
        var without = resolver.bool("dangerouslyAllowSignInWithoutUserInCatalog", false);
        return switch (provider + ": " + resolver.string("resolver")) {
            case String name
            when name.endsWith(": emailMatchingUserEntityProfileEmail") -> new SignInConfig.EmailOfProfile(without);
            case String name
            when name.endsWith(": emailLocalPartMatchingUserEntityName") ->
                new SignInConfig.LocalPartOfEmail(resolver.strings("allowedDomains"), without);
            case "oidc: oidcSubClaimMatchingKeycloakUserId" ->
                new SignInConfig.Annotation("keycloak.org/id", Claim.SUBJECT);
            case "oidc: oidcSubClaimMatchingPingIdentityUserId" ->
                new SignInConfig.Annotation("pingidentity.org/id", Claim.SUBJECT);
            case "oidc: subClaimMatchingUserEntityAnnotation" ->
                new SignInConfig.Annotation(resolver.string("annotation"), Claim.SUBJECT);
            case "github: usernameMatchingUserEntityName", "gitlab: usernameMatchingUserEntityName" ->
                new SignInConfig.Username(without);
            case "github: usernameMatchingUserEntityAnnotation", "gitlab: usernameMatchingUserEntityAnnotation" ->
                new SignInConfig.Annotation(annotation(resolver, host, "user-login"), Claim.USERNAME);
            case "github: userIdMatchingUserEntityAnnotation", "gitlab: userIdMatchingUserEntityAnnotation" ->
                new SignInConfig.Annotation(annotation(resolver, host, "user-id"), Claim.SUBJECT);
            case String other ->
                throw new IllegalArgumentException(
                        resolver.path() + ".resolver: expected one that docs/ACCESS.md names for " + provider
                                + ", found " + other.substring(other.indexOf(' ') + 1));
        };
    }

    /** The one that is named, or that which the catalog's readers of organisations write: of GitHub the same for each instance. */
    private static String annotation(Config resolver, SignInConfig.Host host, String name) {
        var prefix = host instanceof GitLab(var url) ? url.getAuthority() : "github.com";
        return resolver.optionalString("annotation").orElse(prefix + "/" + name);
    }

    private static URI url(Config provider, String key, URI absent) {
        return provider.at(key).isPresent() ? url(provider, key) : absent;
    }

    private static URI url(Config provider, String key) {
        var url = URI.create(provider.string(key));
        if (url.getHost() == null) {
            throw new IllegalArgumentException(provider.at(key).path() + ": expected an absolute URL, found " + url);
        }
        return url;
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
