package dev.buildrun.integration;

import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A code host whose repositories are read over Git's own protocol.
 *
 * @param type decides what its addresses look like
 * @param web where its pages begin, as they stand in descriptors; may have a path, has no slash at its end
 * @param git where the addresses begin that Git clones; tokens are sent nowhere else
 * @param credentials the first that is for the repository's owner is used; none for what everybody may read
 * @param apps go over the credentials where they have a token for the owner; null for none
 */
public record CodeHost(
        IntegrationType type,
        URI web,
        URI git,
        List<HostCredential> credentials,
        @Nullable OwnerTokens apps) {
    public CodeHost {
        credentials = credentials.stream()
                .sorted(Comparator.comparing(credential -> credential.owners().isEmpty()))
                .toList();
    }

    public CodeHost(IntegrationType type, URI web, URI git, List<HostCredential> credentials) {
        this(type, web, git, credentials, null);
    }

    /** A host whose pages and repositories have the same beginning. */
    public static CodeHost at(IntegrationType type, URI base, HostCredential... credentials) {
        return new CodeHost(type, base, base, List.of(credentials));
    }

    boolean owns(URI url) {
        var isWeb = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
        return isWeb && ReadingAllow.hostOf(url).equals(ReadingAllow.hostOf(web));
    }

    /** Whether a request that follows a redirect may go there. */
    boolean serves(URI url) {
        return ReadingAllow.hostOf(url).equals(ReadingAllow.hostOf(git));
    }

    /**
     * What is sent as {@code Authorization}.
     *
     * @param token goes over what is configured
     */
    Optional<String> authorization(HostedPlace place, @Nullable String token) {
        var given = Optional.ofNullable(token).filter(text -> !text.isEmpty());
        return given.or(() -> Optional.ofNullable(apps).flatMap(some -> some.token(place.owner(), place.repository())))
                .map(text -> HostCredential.token(type, text))
                .or(() -> credentials.stream()
                        .filter(credential -> credential.isFor(place.owner()))
                        .findFirst())
                .map(HostCredential::authorization);
    }
}
