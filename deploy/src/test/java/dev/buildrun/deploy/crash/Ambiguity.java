package dev.buildrun.deploy.crash;

import dev.buildrun.catalog.entity.CanonicalJson;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What may differ between two catalogs of the same sources. Of several sources that declare the same entity, the first to be
 * processed has it, so that its description and its place depend on timing. An entity that several Locations lead to, with one
 * place, says which registered location it originated from: the last one that led to it.
 *
 * @param contested refs of the first kind
 * @param reachedTwice refs of the second kind
 */
public record Ambiguity(Set<String> contested, Set<String> reachedTwice) {
    private static final String PREFIX = "backstage.io/";
    private static final String ORIGIN = PREFIX + "managed-by-origin-location";
    private static final List<String> PLACES =
            List.of(ORIGIN, PREFIX + "managed-by-location", PREFIX + "view-url", PREFIX + "source-location");

    boolean isContested(String ref) {
        return contested.contains(ref);
    }

    /** Whether the etag, too, is the same in both catalogs. */
    boolean isCertain(String ref) {
        return !contested.contains(ref) && !reachedTwice.contains(ref);
    }

    /** The entity without what may differ. */
    String text(String ref, JsonNode entity) {
        if (isCertain(ref)) {
            return CanonicalJson.write(entity);
        }
        var copy = (ObjectNode) entity.deepCopy();
        var metadata = copy.withObject("metadata");
        var annotations = metadata.withObject("annotations");
        metadata.remove("etag");
        annotations.remove(ORIGIN);
        if (isContested(ref)) {
            metadata.remove("description");
            annotations.remove(PLACES);
        }
        return CanonicalJson.write(copy);
    }
}
