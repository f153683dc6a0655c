package dev.buildrun.catalog.push;

import dev.buildrun.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is wrong with one item of a push.
 *
 * @param list {@code entities}, {@code upsert} or {@code delete}
 * @param index in the list, from 0
 * @param entityRef null where the item does not say which entity it is
 * @param message what was expected and what was found
 */
record PushFault(String list, int index, @Nullable String entityRef, String message) {
    String path() {
        return list + "[" + index + "]";
    }

    ObjectNode toJson() {
        return Json.object()
                .put("path", path())
                .put("index", index)
                .put("entityRef", entityRef)
                .put("message", message);
    }

    /** {@code entities[2] component:default/web: …}. */
    @Override
    public String toString() {
        return path() + (entityRef == null ? "" : " " + entityRef) + ": " + message;
    }
}
