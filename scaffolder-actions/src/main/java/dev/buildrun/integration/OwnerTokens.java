package dev.buildrun.integration;

import java.util.Optional;

/** Tokens that a code host gives out for a while. */
public interface OwnerTokens {
    /**
     * A token with which a repository may be read; empty where there is none for its owner.
     *
     * @throws dev.buildrun.error.ServiceException of kind SERVICE_UNAVAILABLE when the host does not answer, NOT_ALLOWED when it refuses
     */
    Optional<String> token(String owner, String repository);
}
