package dev.buildrun.catalog.webhook;

import dev.buildrun.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An event on its way to one receiver.
 *
 * @param id stays the same however often the event is sent to this receiver, so that it can tell that it has it
 * @param position of the change that it tells
 * @param event the CloudEvent
 */
record Message(String id, long position, ObjectNode event) {
    String type() {
        return event.path("type").asString();
    }

    @Nullable
    String subject() {
        return event.path("subject").asString(null);
    }

    String text() {
        return Json.write(event);
    }
}
