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
    private static final int MAX_REF_CHARACTERS = 300;
    private static final int MAX_MESSAGE_CHARACTERS = 1000;

    PushFault {
        entityRef = entityRef == null ? null : cut(entityRef, MAX_REF_CHARACTERS);
        message = cut(message, MAX_MESSAGE_CHARACTERS);
    }

    /** What is wrong may be of any length, and an answer tells of many. */
    private static String cut(String text, int characters) {
        return text.length() <= characters ? text : text.substring(0, characters) + "…";
    }

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
