package dev.buildrun.scaffolder.run;

import dev.buildrun.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why a task failed, as the portal shows it.
 *
 * @param name Backstage's error name, for instance {@code InputError}
 * @param message already redacted
 */
public record RunError(String name, String message) {
    public ObjectNode toJson() {
        return Json.object().put("name", name).put("message", message);
    }
}
