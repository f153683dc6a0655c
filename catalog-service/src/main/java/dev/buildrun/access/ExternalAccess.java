package dev.buildrun.access;

import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code backend.auth.externalAccess}: a program outside, and what it may do.
 *
 * @param proof how it proves who it is
 * @param restrictions what the token is good for by plugin, {@code accessRestrictions}; empty for everything everywhere
 */
public record ExternalAccess(Proof proof, Map<String, Scope> restrictions) {
    private static final int SHORTEST_TOKEN = 8;

    /** Ways to prove who one is. */
    public sealed interface Proof {}

    /**
     * A fixed token.
     *
     * @param token at least 8 characters, no whitespace
     * @param subject what the program is called in logs and audits, no whitespace
     */
    public record StaticToken(String token, String subject) implements Proof {
        /** Leaves the token out, since records end up in logs. */
        @Override
        public String toString() {
            return "StaticToken[" + subject + "]";
        }
    }

    /**
     * A token that was signed with a shared secret, as Backstage's backends did before they had keys.
     *
     * @param secret in base64 or base64url
     */
    public record Legacy(String secret, String subject) implements Proof {
        @Override
        public String toString() {
            return "Legacy[" + subject + "]";
        }
    }

    /**
     * A token of somebody who publishes keys.
     *
     * @param issuers of which the token must name one; empty for any, as with audiences
     * @param algorithms that are accepted; empty for all that sign with a private key
     * @param subjectPrefix stands before the subject that the token names; null for none
     */
    public record Jwks(
            URI url,
            List<String> issuers,
            List<String> algorithms,
            List<String> audiences,
            @Nullable String subjectPrefix)
            implements Proof {
        public Jwks {
            issuers = List.copyOf(issuers);
            algorithms = List.copyOf(algorithms);
            audiences = List.copyOf(audiences);
        }
    }

    public ExternalAccess {
        // In the order of the configuration, since messages name the plugins.
        restrictions = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(restrictions));
    }

    static void check(List<ExternalAccess> entries) {
        var seen = new HashMap<String, Integer>();
        for (var index = 0; index < entries.size(); index++) {
            var path = "backend.auth.externalAccess[" + index + "].options";
            switch (entries.get(index).proof()) {
                case StaticToken(var token, var subject) -> {
                    checkToken(path, token);
                    checkSubject(path, subject);
                    if (seen.put(token, index) != null) {
                        throw new IllegalArgumentException(
                                path + ".token: expected a token of its own, found one that another entry has too");
                    }
                }
                case Legacy(var secret, var subject) -> {
                    checkSubject(path, subject);
                    LegacyTokens.key(secret, path + ".secret");
                }
                case Jwks jwks -> checkUrl(path, jwks.url());
            }
        }
    }

    private static void checkToken(String path, String token) {
        if (token.length() < SHORTEST_TOKEN || hasWhitespace(token)) {
            throw new IllegalArgumentException(path + ".token: expected at least " + SHORTEST_TOKEN
                    + " characters without whitespace, found something else");
        }
    }

    private static void checkSubject(String path, String subject) {
        if (subject.isEmpty() || hasWhitespace(subject)) {
            throw new IllegalArgumentException(
                    path + ".subject: expected a name without whitespace, found \"" + subject + "\"");
        }
    }

    private static void checkUrl(String path, URI url) {
        if (url.getHost() == null || !List.of("http", "https").contains(String.valueOf(url.getScheme()))) {
            throw new IllegalArgumentException(path + ".url: expected an absolute http or https URL, found " + url);
        }
    }

    private static boolean hasWhitespace(String text) {
        return text.chars().anyMatch(Character::isWhitespace);
    }
}
