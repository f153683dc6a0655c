package dev.buildrun.catalog.entity;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What went wrong with one entity. It is a value, so that nothing an entity does stops anything else.
 *
 * @param name the class of error in Backstage's words, for instance {@code InputError}
 * @param message what was expected, what was found and where; that of the cause is part of it
 * @param cause what led to it
 */
public record EntityError(
        String name, String message, @Nullable EntityError cause) {
    public EntityError(String name, String message) {
        this(name, message, null);
    }

    public static EntityError input(String message) {
        return new EntityError("InputError", message);
    }

    public static EntityError of(ServiceException exception) {
        return new EntityError(exception.kind().wireName(), exception.getMessage());
    }

    /** An InputError whose message ends in that of its cause, as Backstage words it. */
    public static EntityError input(String message, EntityError cause) {
        return causedBy("InputError", message, cause);
    }

    public static EntityError causedBy(String name, String message, EntityError cause) {
        return new EntityError(name, message + "; caused by " + cause, cause);
    }

    /** {@code {"name":…,"message":…,"cause":…}}, as it is stored and served. */
    public ObjectNode toJson() {
        var json = Json.object().put("name", name).put("message", message);
        if (cause != null) {
            json.set("cause", cause.toJson());
        }
        return json;
    }

    /** Reads what {@link #toJson} wrote. */
    public static EntityError parse(JsonNode json) {
        var cause = json.get("cause");
        return new EntityError(
                json.path("name").asString(),
                json.path("message").asString(),
                cause == null || !cause.isObject() ? null : parse(cause));
    }

    /** Reads the text of a list of such errors. */
    public static List<EntityError> parseAll(String json) {
        return Json.read(json).valueStream().map(EntityError::parse).toList();
    }

    /** {@code InputError: the message}. */
    @Override
    public String toString() {
        return name + ": " + message;
    }
}
