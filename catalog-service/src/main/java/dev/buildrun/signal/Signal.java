package dev.buildrun.signal;

import dev.buildrun.json.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A message to open pages.
 *
 * @param userEntityRefs users and groups, in lower case; empty for everybody
 * @param channel for instance {@code notifications} or {@code user-settings}
 */
public record Signal(Optional<List<String>> userEntityRefs, String channel, JsonNode message) {

    /** To those who are this user, or act for this group. */
    public static Signal toUser(String entityRef, String channel, JsonNode message) {
        return new Signal(Optional.of(List.of(entityRef)), channel, message);
    }

    public static Signal toEverybody(String channel, JsonNode message) {
        return new Signal(Optional.empty(), channel, message);
    }

    /** What a client gets. */
    String frame() {
        return Json.write(Json.object().put("channel", channel).set("message", message));
    }

    /** As replicas tell each other. */
    String text() {
        var json = Json.object().put("channel", channel);
        userEntityRefs.ifPresent(refs -> refs.forEach(json.putArray("to")::add));
        return Json.write(json.set("message", message));
    }

    static Signal parse(String text) {
        var json = Json.read(text);
        var to = json.path("to");
        return new Signal(
                to.isArray()
                        ? Optional.of(to.valueStream().map(JsonNode::asString).toList())
                        : Optional.empty(),
                json.path("channel").asString(),
                json.path("message"));
    }
}
