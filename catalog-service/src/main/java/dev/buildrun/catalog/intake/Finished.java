package dev.buildrun.catalog.intake;

import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.json.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What is kept of an outcome with the desired entity.
 *
 * @param errors empty when processing went well
 * @param cache what the processors want to remember
 * @param refreshKeys what the entity was made from
 * @param lookAgain whether to process again after a while, since something outside of the catalog had a part in it
 */
public record Finished(
        Claim claim,
        String resultHash,
        List<EntityError> errors,
        JsonNode cache,
        List<String> refreshKeys,
        boolean lookAgain) {
    public Finished {
        errors = List.copyOf(errors);
        refreshKeys = List.copyOf(refreshKeys);
    }

    /** Whether the outcome is not just the last one over again. */
    public boolean isNew() {
        return !resultHash.equals(claim.resultHash());
    }

    String errorsAsJson() {
        var list = Json.MAPPER.createArrayNode();
        errors.forEach(error -> list.add(error.toJson()));
        return Json.write(list);
    }
}
