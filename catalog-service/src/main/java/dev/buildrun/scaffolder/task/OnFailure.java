package dev.buildrun.scaffolder.task;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import tools.jackson.databind.JsonNode;

/** What becomes of that which a failed task did, as its template has it in {@code spec.buildrun.onFailure}. */
enum OnFailure {
    /** It stays, as in Backstage, until somebody asks for a rollback. */
    KEEP,
    ROLLBACK;

    /**
     * Reads it from a task's spec.
     *
     * @throws ServiceException of kind INPUT when it says something else
     */
    static OnFailure of(JsonNode spec) {
        var value = spec.path("buildrun").path("onFailure");
        if (value.isMissingNode()) {
            return KEEP;
        }
        return switch (value.asString("")) {
            case "keep" -> KEEP;
            case "rollback" -> ROLLBACK;
            default ->
                throw ServiceException.input(
                        "Expected the template's spec.buildrun.onFailure to be keep or rollback, found "
                                + Json.write(value));
        };
    }
}
