package dev.buildrun.integration;

import org.jspecify.annotations.Nullable;

/** The Git host that comes with the service, as an action that publishes sees it. */
public interface GitHost {
    boolean exists(RepositoryName repository);

    /**
     * Makes an empty, bare repository.
     *
     * @param defaultBranch what a clone checks out
     * @param creator full entity reference of the user on whose behalf it is made; null for none
     * @throws dev.buildrun.error.ServiceException of kind CONFLICT when there is one of this name
     */
    void create(RepositoryName repository, String description, String defaultBranch, @Nullable String creator);

    /**
     * A credential with which the service itself may read and push to one repository for a short while, over HTTP.
     *
     * @throws dev.buildrun.error.ServiceException of kind NOT_FOUND when there is no such repository
     */
    Remote remote(RepositoryName repository);

    /**
     * Where to push, and as whom.
     *
     * @param url the address that a {@code git clone} takes
     * @param username for basic authentication
     * @param password for basic authentication
     */
    record Remote(String url, String username, String password) {
        @Override
        public String toString() {
            return "Remote[" + url + "]";
        }
    }
}
