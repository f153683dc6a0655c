package dev.buildrun.git;

import dev.buildrun.integration.RepositoryName;
import org.jspecify.annotations.Nullable;

/**
 * What the host knows about a repository besides its content.
 *
 * @param creator full entity reference of the user for whom it was made; null where there was none
 * @param madeBy the mark of whoever made it, a task's id; null where there is none
 */
public record HostedRepository(
        RepositoryName name,
        String description,
        @Nullable String creator,
        @Nullable String madeBy) {}
