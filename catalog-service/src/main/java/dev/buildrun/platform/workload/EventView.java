package dev.buildrun.platform.workload;

import dev.buildrun.json.Json;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the cluster has told of objects lately. */
final class EventView {
    private static final int MOST = 200;

    private EventView() {}

    /** The newest first. */
    static List<ObjectNode> of(List<JsonNode> events) {
        return events.stream()
                .sorted(Comparator.comparing(EventView::last).reversed())
                .limit(MOST)
                .map(EventView::view)
                .toList();
    }

    private static ObjectNode view(JsonNode event) {
        var json = Json.object()
                .put("type", event.path("type").asString(""))
                .put("reason", event.path("reason").asString(""))
                .put("message", event.path("message").asString(""))
                .put("count", Math.max(1, event.path("count").asInt(1)))
                .put("firstAt", PodView.text(event.path("firstTimestamp")))
                .put("lastAt", last(event))
                .put("source", event.path("source").path("component").asString(""));
        json.putObject("object")
                .put("kind", event.path("involvedObject").path("kind").asString(""))
                .put("name", event.path("involvedObject").path("name").asString(""));
        return json;
    }

    private static String last(JsonNode event) {
        return Stream.of(
                        event.path("lastTimestamp"),
                        event.path("eventTime"),
                        event.path("firstTimestamp"),
                        event.path("metadata").path("creationTimestamp"))
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .findFirst()
                .orElse("");
    }
}
