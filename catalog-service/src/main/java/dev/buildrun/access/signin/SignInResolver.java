package dev.buildrun.access.signin;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds out who in the catalog somebody is, whom the provider has described; the first way that leads to somebody counts. */
final class SignInResolver {
    private static final Pattern EMAIL = Pattern.compile("([a-z0-9][a-z0-9._+-]{0,62})@([a-z0-9.-]{1,253})");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

    private final List<SignInConfig.Resolver> resolvers;
    private final UserLookup users;

    SignInResolver(List<SignInConfig.Resolver> resolvers, UserLookup users) {
        this.resolvers = List.copyOf(resolvers);
        this.users = users;
    }

    /**
     * The reference of the user.
     *
     * @throws ServiceException of kind NOT_ALLOWED for somebody who is nobody here
     */
    String resolve(Profile profile) {
        return resolvers.stream()
                .flatMap(resolver -> resolve(resolver, profile).stream())
                .findFirst()
                .orElseThrow(() -> ServiceException.of(
                        ErrorKind.NOT_ALLOWED,
                        "Failed to sign-in, unable to resolve user identity. Please verify that your catalog contains the"
                                + " expected User entities that would match your configured sign-in resolver."));
    }

    private Optional<String> resolve(SignInConfig.Resolver resolver, Profile profile) {
        return switch (resolver) {
            case SignInConfig.EmailOfProfile way ->
                email(profile)
                        .flatMap(email ->
                                one("spec.profile.email", email.group()).or(() -> without(way, email.group(1))));
            case SignInConfig.LocalPartOfEmail way ->
                email(profile)
                        .filter(email -> way.allowedDomains().isEmpty()
                                || way.allowedDomains().contains(email.group(2)))
                        .flatMap(email -> named(email.group(1)).or(() -> without(way, email.group(1))));
            case SignInConfig.Username way ->
                Optional.of(profile.username())
                        .filter(NAME.asMatchPredicate())
                        .flatMap(name -> named(name).or(() -> without(way, name.toLowerCase(Locale.ROOT))));
            case SignInConfig.Annotation(var annotation, var claim) -> {
                var value = switch (claim) {
                    case SUBJECT -> profile.subject();
                    case USERNAME -> profile.username();
                };
                yield value.isEmpty() ? Optional.empty() : one("metadata.annotations." + annotation, value);
            }
        };
    }

    /** As Backstage, only in the namespace that people are in who say none. */
    private Optional<String> named(String name) {
        return users.users("metadata.name", name).stream()
                .filter(user -> user.startsWith("user:default/"))
                .findFirst();
    }

    /** An address that the provider has not verified may be anybody's. */
    private static Optional<java.util.regex.MatchResult> email(Profile profile) {
        var matcher = EMAIL.matcher(String.valueOf(profile.email()).toLowerCase(Locale.ROOT));
        return profile.isEmailGood() && matcher.matches() ? Optional.of(matcher.toMatchResult()) : Optional.empty();
    }

    /** Two who have the same are nobody, since it can't be told which. */
    private Optional<String> one(String field, String value) {
        var found = users.users(field.toLowerCase(Locale.ROOT), value);
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    private static Optional<String> without(SignInConfig.Resolver resolver, String name) {
        return resolver.withoutCatalog() ? Optional.of("user:default/" + name) : Optional.empty();
    }
}
