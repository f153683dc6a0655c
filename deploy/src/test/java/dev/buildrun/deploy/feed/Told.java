package dev.buildrun.deploy.feed;

import dev.buildrun.json.Json;
import tools.jackson.databind.JsonNode;

/**
 * One line of a consumer's journal: what it was told, or, without an event, how far it is.
 *
 * @param id under which it was told, which stays the same when it is told again
 * @param event a missing node where nothing was told
 */
record Told(String id, long position, JsonNode event) {
    static Told parse(String line) {
        var json = Json.read(line);
        return new Told(json.path("id").asString(), json.path("position").asLong(), json.path("event"));
    }

    static String line(String id, long position, JsonNode event) {
        var json = Json.object().put("id", id).put("position", position);
        if (!event.isMissingNode()) {
            json.set("event", event);
        }
        return Json.write(json);
    }

    boolean isEvent() {
        return !event.isMissingNode();
    }

    String ref() {
        return event.path("subject").asString();
    }

    /** The last word of the type. */
    String what() {
        return event.path("type").asString().replaceFirst(".*\\.", "");
    }

    /** What the model has of it too. */
    Expected.Event summary() {
        return new Expected.Event(position, what(), ref());
    }
}
