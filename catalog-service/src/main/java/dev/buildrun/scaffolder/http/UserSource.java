package dev.buildrun.scaffolder.http;

import dev.buildrun.access.Caller;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What the catalog knows of a user. */
@FunctionalInterface
public interface UserSource {
    /**
     * The user's entity.
     *
     * @param ref full and in lower case
     * @return empty when the catalog has none, or the caller may not see it
     */
    Optional<ObjectNode> user(String ref, Caller caller);
}
