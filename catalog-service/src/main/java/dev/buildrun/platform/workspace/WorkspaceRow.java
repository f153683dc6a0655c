package dev.buildrun.platform.workspace;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a workspace.
 *
 * @param cluster null where it has none
 * @param reservedBy the task ({@code task:<id>}) or the caller that was first
 * @param intendedAt since when it is to be on the cluster; null where it is only reserved
 * @param ensuredAt when it was there the first time
 * @param uid of the namespace
 * @param appliedHash of the objects that were applied last, all of them; null where there was always one that could not be
 */
public record WorkspaceRow(
        WorkspacePlan.Key key,
        String namespace,
        @Nullable String cluster,
        String reservedBy,
        @Nullable Instant intendedAt,
        @Nullable Instant ensuredAt,
        @Nullable String uid,
        @Nullable String appliedHash,
        Report report) {
    /** What the last look found; empty where nobody has looked. */
    public record Report(
            List<ObjectState> objects, @Nullable Instant at) {
        public Report {
            objects = List.copyOf(objects);
        }
    }
}
