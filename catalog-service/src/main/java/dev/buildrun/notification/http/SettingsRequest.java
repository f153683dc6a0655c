package dev.buildrun.notification.http;

import dev.buildrun.error.ServiceException;
import dev.buildrun.notification.Settings;
import dev.buildrun.notification.Settings.Choice;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The body of a request to choose. */
final class SettingsRequest {
    private static final int MOST_CHOICES = 1_000;
    private static final int MOST_NAME = 500;

    private SettingsRequest() {}

    /** @throws ServiceException of kind INPUT */
    static Settings settings(JsonNode body) {
        var choices = new ArrayList<Choice>();
        for (var channel : array(body, "channels", "request/body")) {
            if (!channel.path("id").asString("").equals(NotificationJson.CHANNEL)) {
                throw ServiceException.input("Invalid channel");
            }
            for (var origin : array(channel, "origins", "request/body/channels")) {
                add(origin, choices);
            }
        }
        if (choices.size() > MOST_CHOICES) {
            throw ServiceException.input(
                    "request/body/channels: expected at most " + MOST_CHOICES + " settings, found " + choices.size());
        }
        return new Settings(choices);
    }

    /** A topic of an origin that is off is off, too. */
    private static void add(JsonNode origin, List<Choice> choices) {
        var path = "request/body/channels/origins";
        var id = name(origin, path);
        var enabled = flag(origin, path);
        choices.add(new Choice(id, "", enabled));
        if (origin.has("topics")) {
            for (var topic : array(origin, "topics", path)) {
                choices.add(new Choice(id, name(topic, path + "/topics"), enabled && flag(topic, path + "/topics")));
            }
        }
    }

    private static JsonNode array(JsonNode node, String name, String path) {
        if (!node.path(name).isArray()) {
            throw ServiceException.input(path + "/" + name + " must be array");
        }
        return node.path(name);
    }

    private static String name(JsonNode node, String path) {
        var id = node.path("id").asString("");
        if (!node.path("id").isString() || id.isEmpty() || id.length() > MOST_NAME || id.indexOf('\0') >= 0) {
            throw ServiceException.input(path + "/id: expected 1 to " + MOST_NAME + " characters");
        }
        return id;
    }

    private static boolean flag(JsonNode node, String path) {
        if (!node.path("enabled").isBoolean()) {
            throw ServiceException.input(path + "/enabled must be boolean");
        }
        return node.path("enabled").booleanValue();
    }
}
