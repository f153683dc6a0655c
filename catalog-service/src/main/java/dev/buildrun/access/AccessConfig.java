package dev.buildrun.access;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who gets in, from {@code backend.baseUrl}, {@code auth} and {@code backend.auth.externalAccess}.
 *
 * @param baseUrl where callers reach the service, {@code backend.baseUrl}; no slash at its end
 * @param development whether {@code auth.environment} is {@code development}
 * @param tokenLifetime of a user token, {@code auth.backstageTokenExpiration}; brought within 10 minutes and 24 hours, as Backstage does
 * @param guest sign-in without a password, {@code auth.providers.guest}; null where it is not configured
 * @param externalTokens the entries of {@code backend.auth.externalAccess} whose type is {@code static}
 */
public record AccessConfig(
        URI baseUrl,
        boolean development,
        Duration tokenLifetime,
        @Nullable Guest guest,
        List<ExternalToken> externalTokens) {
    public static final Duration DEFAULT_TOKEN_LIFETIME = Duration.ofHours(1);
    private static final Duration SHORTEST_LIFETIME = Duration.ofMinutes(10);
    private static final Duration LONGEST_LIFETIME = Duration.ofHours(24);
    private static final int SHORTEST_TOKEN = 8;

    public AccessConfig {
        if (baseUrl.getHost() == null || baseUrl.toString().endsWith("/")) {
            throw new IllegalArgumentException(
                    "backend.baseUrl: expected an absolute URL without a slash at its end, found \"" + baseUrl + "\"");
        }
        tokenLifetime = atMost(
                LONGEST_LIFETIME, tokenLifetime.compareTo(SHORTEST_LIFETIME) < 0 ? SHORTEST_LIFETIME : tokenLifetime);
        externalTokens = List.copyOf(externalTokens);
        check(externalTokens);
    }

    /** Whether somebody may come in without a password. */
    public boolean isGuestAllowed() {
        return guest != null && (development || guest.outsideDevelopment());
    }

    /**
     * The guest sign-in.
     *
     * @param userEntityRef who a guest is
     * @param ownershipEntityRefs what a guest owns while the catalog has no such user; empty for only itself
     * @param outsideDevelopment {@code dangerouslyAllowOutsideDevelopment}
     */
    public record Guest(String userEntityRef, List<String> ownershipEntityRefs, boolean outsideDevelopment) {
        public static final String DEFAULT_USER = "user:development/guest";

        public Guest {
            userEntityRef = parse("auth.providers.guest.userEntityRef", userEntityRef);
            ownershipEntityRefs = ownershipEntityRefs.stream()
                    .map(ref -> parse("auth.providers.guest.ownershipEntityRefs", ref))
                    .toList();
        }

        private static String parse(String path, String ref) {
            try {
                return EntityRef.parse(ref).toString();
            } catch (ServiceException exception) {
                throw new IllegalArgumentException(path + ": " + exception.getMessage(), exception);
            }
        }
    }

    /**
     * A fixed token for a program outside.
     *
     * @param token at least 8 characters, no whitespace
     * @param subject what the program is called in logs and audits, no whitespace
     * @param plugins where the token is accepted, {@code accessRestrictions[].plugin}; empty for everywhere
     */
    public record ExternalToken(String token, String subject, List<String> plugins) {
        public ExternalToken {
            plugins = List.copyOf(plugins);
        }

        /** Leaves the token out, since records end up in logs. */
        @Override
        public String toString() {
            return "ExternalToken[" + subject + ", plugins=" + plugins + "]";
        }
    }

    /** The base URL of the auth backend, which is the issuer of user tokens. */
    public String issuer() {
        return baseUrl + "/api/auth";
    }

    private static void check(List<ExternalToken> tokens) {
        var seen = new HashSet<String>();
        for (var index = 0; index < tokens.size(); index++) {
            var path = "backend.auth.externalAccess[" + index + "]";
            var entry = tokens.get(index);
            if (entry.token().length() < SHORTEST_TOKEN || hasWhitespace(entry.token())) {
                throw new IllegalArgumentException(path + ".options.token: expected at least " + SHORTEST_TOKEN
                        + " characters without whitespace, found something else");
            }
            if (entry.subject().isEmpty() || hasWhitespace(entry.subject())) {
                throw new IllegalArgumentException(path
                        + ".options.subject: expected a name without whitespace, found \"" + entry.subject() + "\"");
            }
            if (!seen.add(entry.token())) {
                throw new IllegalArgumentException(path + ".options.token: expected a token of its own, found one that"
                        + " another entry has too");
            }
        }
    }

    private static boolean hasWhitespace(String text) {
        return text.chars().anyMatch(Character::isWhitespace);
    }

    private static Duration atMost(Duration limit, Duration value) {
        return value.compareTo(limit) > 0 ? limit : value;
    }
}
