package dev.buildrun.notification.http;

import dev.buildrun.json.Json;
import dev.buildrun.notification.Notification;
import dev.buildrun.notification.Settings;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Notifications and settings as clients see them. */
final class NotificationJson {
    /** The only place where notifications are shown. */
    static final String CHANNEL = "Web";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private NotificationJson() {}

    static ArrayNode of(List<Notification> notifications) {
        var array = Json.MAPPER.createArrayNode();
        notifications.forEach(notification -> array.add(of(notification)));
        return array;
    }

    static ObjectNode of(Notification notification) {
        var times = notification.times();
        var json = Json.object()
                .put("id", notification.id().toString())
                .put("user", notification.user())
                .put("created", time(times.created()))
                .put("saved", time(times.saved()))
                .put("read", time(times.read()))
                .put("updated", time(times.updated()))
                .put("origin", notification.origin());
        var payload = notification.payload();
        var told = json.putObject("payload")
                .put("title", payload.title())
                .put("description", payload.description())
                .put("link", payload.link())
                .put("topic", payload.labels().topic())
                .put("severity", payload.severity().wireName())
                .put("scope", payload.labels().scope())
                .put("icon", payload.labels().icon());
        if (payload.metadata() != null) {
            told.set("metadata", payload.metadata());
        }
        return json;
    }

    private static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : TIME.format(time);
    }

    static ObjectNode settings(List<Settings.Origin> origins) {
        var json = Json.object();
        var list = json.putArray("channels").addObject().put("id", CHANNEL).putArray("origins");
        for (var origin : origins) {
            var topics = list.addObject()
                    .put("id", origin.id())
                    .put("enabled", origin.enabled())
                    .putArray("topics");
            origin.topics()
                    .forEach(
                            topic -> topics.addObject().put("id", topic.topic()).put("enabled", topic.enabled()));
        }
        return json;
    }
}
