package dev.buildrun.git.http;

import dev.buildrun.access.Authenticator;
import dev.buildrun.access.Caller;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.git.HostedRepository;
import dev.buildrun.git.PushCredentials;
import dev.buildrun.git.Repositories;
import dev.buildrun.http.Request;
import dev.buildrun.integration.RepositoryName;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Who may read and who may push. Git clients send basic authentication: the user name does not count, the password is a token of the
 * service or the credential of one repository.
 */
final class GitAccess {
    static final String PLUGIN_ID = "git";
    private static final String BASIC = "basic ";

    private final Authenticator authenticator;
    private final PushCredentials credentials;
    private final Repositories repositories;
    private final boolean anonymousRead;

    GitAccess(
            Authenticator authenticator,
            PushCredentials credentials,
            Repositories repositories,
            boolean anonymousRead) {
        this.authenticator = authenticator;
        this.credentials = credentials;
        this.repositories = repositories;
        this.anonymousRead = anonymousRead;
    }

    /** Who asks. */
    private sealed interface Client {
        /** Holds the credential of a repository. */
        record Bearer(RepositoryName repository) implements Client {}

        record Known(Caller caller) implements Client {}
    }

    /** @throws ServiceException of kind AUTHENTICATION or NOT_ALLOWED for whoever may not see which repositories there are */
    void requireList(Request request) {
        if (client(request) instanceof Client.Known(Caller.Anonymous _)) {
            requireAnonymousRead();
        }
    }

    /** The same for the content of one. */
    void requireRead(Request request, RepositoryName repository) {
        switch (client(request)) {
            case Client.Bearer(var own) -> requireSame(own, repository);
            case Client.Known(Caller.Anonymous _) -> requireAnonymousRead();
            case Client.Known(Caller.User _), Client.Known(Caller.Service _) -> {}
        }
    }

    /** The same for pushing to it: services, the user for whom it was made, and who acts for the owner in its name. */
    void requirePush(Request request, RepositoryName repository) {
        switch (client(request)) {
            case Client.Bearer(var own) -> requireSame(own, repository);
            case Client.Known(Caller.Anonymous _) -> throw missing();
            case Client.Known(Caller.Service _) -> {}
            case Client.Known(Caller.User user) -> requireOwner(user, repositories.describe(repository));
        }
    }

    private static void requireOwner(Caller.User user, HostedRepository repository) {
        var owner = repository.name().owner().toLowerCase(Locale.ROOT);
        var refs = user.ownershipRefs();
        if (!refs.contains("group:default/" + owner)
                && !refs.contains("user:default/" + owner)
                && !refs.contains(String.valueOf(repository.creator()))) {
            throw ServiceException.of(
                    ErrorKind.NOT_ALLOWED,
                    "Only who made " + repository.name() + " and the members of " + owner + " may push to it, not "
                            + user.userEntityRef());
        }
    }

    private static void requireSame(RepositoryName own, RepositoryName asked) {
        if (!own.equals(asked)) {
            throw ServiceException.of(
                    ErrorKind.NOT_ALLOWED, "The credential is for " + own + ", it does not open " + asked);
        }
    }

    private void requireAnonymousRead() {
        if (!anonymousRead) {
            throw missing();
        }
    }

    private static ServiceException missing() {
        return ServiceException.of(ErrorKind.AUTHENTICATION, "Missing credentials");
    }

    private Client client(Request request) {
        var password = request.header("authorization").flatMap(GitAccess::password);
        if (password.isEmpty()) {
            return new Client.Known(request.caller());
        }
        var repository = credentials.verify(password.get());
        return repository.isPresent() ? new Client.Bearer(repository.get()) : new Client.Known(known(password.get()));
    }

    private Caller known(String token) {
        var caller = authenticator.authenticate("Bearer " + token, PLUGIN_ID);
        if (caller instanceof Caller.Anonymous) {
            throw ServiceException.of(ErrorKind.AUTHENTICATION, "Illegal token");
        }
        return caller;
    }

    /** What follows the first colon of a basic header. */
    private static Optional<String> password(String header) {
        if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return Optional.empty();
        }
        try {
            var decoded = new String(
                    Base64.getDecoder().decode(header.substring(BASIC.length()).trim()), StandardCharsets.UTF_8);
            return Optional.of(decoded.substring(decoded.indexOf(':') + 1));
        } catch (IllegalArgumentException _) {
            return Optional.of("");
        }
    }
}
