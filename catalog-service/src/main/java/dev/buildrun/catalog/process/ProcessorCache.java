package dev.buildrun.catalog.process;

import dev.buildrun.json.Json;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What processors want to remember of an entity until it is processed again, for instance the ETag of a file. It survives a few
 * failures and is then forgotten, in case it is what makes the entity fail.
 *
 * @param failuresLeft how many more failures it survives
 * @param values by the processor's name; must not be changed
 */
public record ProcessorCache(int failuresLeft, ObjectNode values) {
    private static final int SURVIVED_FAILURES = 5;

    public static final ProcessorCache EMPTY = new ProcessorCache(0, Json.object());

    /** Reads what {@link #toJson} wrote; anything else is an empty cache. */
    public static ProcessorCache parse(JsonNode json) {
        return json.path("values") instanceof ObjectNode values
                ? new ProcessorCache(json.path("ttl").asInt(0), values)
                : EMPTY;
    }

    /** The form in which it is stored. */
    public ObjectNode toJson() {
        if (equals(EMPTY)) {
            // As an entity has it that was never processed in a turn of its own.
            return Json.object();
        }
        var json = Json.object().put("ttl", failuresLeft);
        json.set("values", values);
        return json;
    }

    public Optional<JsonNode> get(String processor, String key) {
        return Optional.ofNullable(values.path(processor).get(key));
    }

    static ProcessorCache afterSuccess(ObjectNode values) {
        return values.isEmpty() ? EMPTY : new ProcessorCache(SURVIVED_FAILURES, values);
    }

    ProcessorCache afterFailure() {
        return failuresLeft <= 1 ? EMPTY : new ProcessorCache(failuresLeft - 1, values);
    }
}
