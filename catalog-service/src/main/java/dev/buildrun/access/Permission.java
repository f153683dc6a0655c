package dev.buildrun.access;

import dev.buildrun.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What somebody wants to do, in Backstage's words.
 *
 * @param name for instance {@code catalog.entity.delete}
 * @param action {@code create}, {@code read}, {@code update} or {@code delete}; null where it is none of these
 * @param resourceType what it is done to, for instance {@code catalog-entity}; null for a basic permission
 */
public record Permission(
        String name, @Nullable String action, @Nullable String resourceType) {

    /** As Backstage's clients and its permission backend write it. */
    public ObjectNode json() {
        var json = Json.object()
                .put("type", resourceType == null ? "basic" : "resource")
                .put("name", name);
        var attributes = json.putObject("attributes");
        if (action != null) {
            attributes.put("action", action);
        }
        if (resourceType != null) {
            json.put("resourceType", resourceType);
        }
        return json;
    }
}
