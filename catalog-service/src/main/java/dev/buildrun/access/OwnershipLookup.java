package dev.buildrun.access;

import java.util.List;
import java.util.Optional;

/** What the catalog knows of a user's groups. Called on the event loop for each request of a user, so it answers from memory. */
@FunctionalInterface
public interface OwnershipLookup {
    /**
     * The user itself, the groups it is a member of, and the groups that those are children of, all the way up.
     *
     * @param userEntityRef full and in lower case
     * @return full references in lower case, the user's own first; empty where the catalog has no such user
     */
    Optional<List<String>> ownershipRefs(String userEntityRef);
}
