package dev.buildrun.catalog.history;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.index.SnapshotEdit;
import dev.buildrun.catalog.log.StoredEntity;
import dev.buildrun.catalog.log.Version;
import dev.buildrun.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * A version as the catalog would serve it if there were no other entity. Of the relations it has those that the entity itself states, not
 * those that others state of it: they belong to the versions of the others.
 */
final class Served {
    private static final List<String> ETAG = List.of("metadata", "etag");

    private Served() {}

    /** JSON null where the entity was removed. */
    static JsonNode json(Version version) {
        return json(version.entity());
    }

    private static JsonNode json(@Nullable StoredEntity entity) {
        if (entity == null) {
            return NullNode.getInstance();
        }
        // The index renders it, so that the text is the same to the byte.
        var edit = SnapshotEdit.of(Snapshot.EMPTY);
        edit.put(entity);
        var alone = edit.finish();
        return alone.byRef(entity.ref())
                .map(indexed -> Json.read(alone.json(indexed)))
                .orElseThrow();
    }

    /** Whether a place is the one that changes with all others. */
    static boolean isEtag(List<String> path) {
        return path.equals(ETAG);
    }
}
