package dev.buildrun.registry;

import dev.buildrun.http.Request;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One thing that a plugin does for programs.
 *
 * @param definition what is told of it: name, title, description, attributes (destructive, idempotent, readOnly) and schema (input and
 *     output, JSON Schema of draft 7)
 * @param call does it, on a thread that may block
 */
public record RegisteredAction(ObjectNode definition, Call call) {
    /** The name within its plugin. */
    public String name() {
        return definition.path("name").asString();
    }

    /** Does what the action is for. */
    @FunctionalInterface
    public interface Call {
        /**
         * Checks its input, and that the caller may do this.
         *
         * @param input not checked yet; what is not in the schema is to be passed over
         * @param request who asks
         * @return the output
         * @throws dev.buildrun.error.ServiceException as any route does
         */
        JsonNode invoke(JsonNode input, Request request);
    }
}
