package dev.buildrun.git;

import dev.buildrun.access.TokenType;
import dev.buildrun.access.Tokens;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.RepositoryName;
import java.time.Duration;
import java.util.Optional;

/** Signed, short-lived credentials for reading and pushing to one repository. Nothing is stored, so every replica takes them. */
public final class PushCredentials {
    private static final Duration LIFETIME = Duration.ofMinutes(15);
    private static final String AUDIENCE = "git";

    private final Tokens tokens;

    public PushCredentials(Tokens tokens) {
        this.tokens = tokens;
    }

    String mint(RepositoryName repository) {
        return tokens.forSubject(TokenType.REPOSITORY, repository.toString(), AUDIENCE, LIFETIME);
    }

    /** The repository that a credential opens; empty for anything else. */
    public Optional<RepositoryName> verify(String credential) {
        return tokens.verify(credential)
                .filter(token -> token.type() == TokenType.REPOSITORY)
                .filter(token -> token.audience().equals(AUDIENCE))
                .map(token -> parse(token.subject()));
    }

    private static RepositoryName parse(String subject) {
        var slash = subject.indexOf('/');
        if (slash < 0) {
            throw ServiceException.input("Expected owner/name, found \"" + subject + "\"");
        }
        return new RepositoryName(subject.substring(0, slash), subject.substring(slash + 1));
    }
}
