package dev.buildrun.integration;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/**
 * What the service shows a code host to be let in.
 *
 * @param authorization the whole value of the {@code Authorization} header
 * @param owners whose repositories it is for: the first name in their addresses, in lower case; empty for all
 */
public record HostCredential(String authorization, Set<String> owners) {
    public HostCredential {
        owners = Set.copyOf(owners);
    }

    public static HostCredential basic(String user, String password) {
        var pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new HostCredential("Basic " + Base64.getEncoder().encodeToString(pair), Set.of());
    }

    public static HostCredential bearer(String token) {
        return new HostCredential("Bearer " + token, Set.of());
    }

    /**
     * As a token of this kind of host is shown to its Git server, which is not how its API takes it.
     *
     * @param token made by the host for a person, a project or an app
     */
    public static HostCredential token(IntegrationType type, String token) {
        return switch (type) {
            case GITHUB, GITEA, BUILT_IN -> basic("x-access-token", token);
            case GITLAB -> basic("oauth2", token);
            case BITBUCKET_CLOUD -> basic("x-token-auth", token);
            case AZURE -> isSigned(token) ? bearer(token) : basic("", token);
            case BITBUCKET_SERVER, GERRIT -> bearer(token);
        };
    }

    public HostCredential onlyFor(Set<String> owners) {
        return new HostCredential(authorization, owners);
    }

    boolean isFor(String owner) {
        return owners.isEmpty() || owners.contains(owner.toLowerCase(Locale.ROOT));
    }

    /** A JSON web token, as signing in at Azure gives it; a personal access token has no dots. */
    private static boolean isSigned(String token) {
        return token.startsWith("eyJ") && token.contains(".");
    }

    @Override
    public String toString() {
        return "HostCredential[owners=" + owners + "]";
    }
}
