package dev.buildrun.catalog.feed;

import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.json.Json;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** Writes changes as CloudEvents 1.0 in JSON. The id of an event is its position, so that with the source it names the event for ever. */
public final class CloudEvents {
    /** The type that tells a reader to read everything anew. */
    public static final String RELIST = "dev.buildrun.catalog.relist";

    private final String source;

    /** @param baseUrl where callers reach the service */
    public CloudEvents(URI baseUrl) {
        this.source = baseUrl + "/api/catalog";
    }

    /** @param body whether to tell the entity itself */
    public ObjectNode of(FeedEntry entry, What what, boolean body) {
        var change = entry.change();
        var event = envelope(Long.toString(change.position()), what.type(), change.at())
                .put("subject", change.ref());
        var data = event.putObject("data");
        data.put("entityRef", change.ref())
                .put("uid", change.uid().toString())
                .put("position", change.position())
                .put("cause", change.cause().what())
                .put("actor", change.cause().actor());
        var after = change.after();
        if (body && after != null && what != What.LEFT) {
            data.set("entity", after.served().json());
            var stated = data.putArray("stated");
            after.stated().forEach(edge -> stated.add(edge(edge)));
        }
        return event;
    }

    private static ObjectNode edge(Relation edge) {
        return Json.object()
                .put("type", edge.type())
                .put("sourceRef", edge.sourceRef())
                .put("targetRef", edge.targetRef());
    }

    /**
     * Says that events are lost to the reader, and from where on there are some again.
     *
     * @param stream to whom it is said
     * @param lost the position that the reader had
     * @param resumeAfter the position to go on from
     */
    public ObjectNode relist(UUID stream, long lost, long resumeAfter, Instant at) {
        var event = envelope("relist-" + stream + "-" + resumeAfter, RELIST, at);
        event.putObject("data").put("position", lost).put("resumeAfter", resumeAfter);
        return event;
    }

    private ObjectNode envelope(String id, String type, Instant at) {
        return Json.object()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", source)
                .put("type", type)
                .put("time", at.toString())
                .put("datacontenttype", "application/json");
    }
}
