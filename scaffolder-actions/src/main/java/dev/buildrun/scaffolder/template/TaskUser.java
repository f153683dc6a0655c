package dev.buildrun.scaffolder.template;

import dev.buildrun.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who created a task, as its expressions see it ({@code user.ref}, {@code user.entity}).
 *
 * @param ref null for a service
 * @param entity null where the user is not in the catalog, or not visible
 */
public record TaskUser(@Nullable String ref, @Nullable JsonNode entity) {
    public static final TaskUser NONE = new TaskUser(null, null);

    ObjectNode json() {
        var json = Json.object();
        if (entity != null) {
            json.set("entity", entity);
        }
        if (ref != null) {
            json.put("ref", ref);
        }
        return json;
    }
}
