package dev.buildrun.integration;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The Git host that comes with the service, as an action that publishes sees it. */
public interface GitHost {
    boolean exists(RepositoryName repository);

    /**
     * Makes an empty, bare repository.
     *
     * @throws dev.buildrun.error.ServiceException of kind CONFLICT when there is one of this name
     */
    void create(RepositoryName repository, Creation creation);

    /**
     * What a new repository is to be.
     *
     * @param defaultBranch what a clone checks out
     * @param creator full entity reference of the user on whose behalf it is made; null for none
     * @param madeBy a mark that stays with it and tells whoever made it that it is theirs; a task's id
     */
    record Creation(
            String description,
            String defaultBranch,
            @Nullable String creator,
            String madeBy) {}

    /** How a repository is now; empty when there is none. */
    Optional<State> look(RepositoryName repository);

    /**
     * How a repository is.
     *
     * @param madeBy see {@link Creation}; null where it has no mark
     * @param refs the ids of branches and tags by their full names
     * @param additions what else people have put there, such as issues, each in a few words
     */
    record State(@Nullable String madeBy, Map<String, String> refs, List<String> additions) {
        public State {
            refs = Map.copyOf(refs);
            additions = List.copyOf(additions);
        }
    }

    /**
     * Removes a repository for good, if it is still as it was seen.
     *
     * @return false when it has changed, and stays; true also when it is gone already
     */
    boolean remove(RepositoryName repository, State seen);

    /** How a person removes it, an imperative. */
    String removalByHand(RepositoryName repository);

    /**
     * The files at the head of the default branch, links left out; empty where there are none, or too many to compare.
     *
     * @return contents by path
     */
    Map<String, byte[]> files(RepositoryName repository);

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
