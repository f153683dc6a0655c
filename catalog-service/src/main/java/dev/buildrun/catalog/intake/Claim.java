package dev.buildrun.catalog.intake;

import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * The right to process one entity and to store what comes of it, until the lease is over or the entity changes.
 *
 * @param token told apart from every other claim, ever
 * @param uid of the entity
 * @param desired what to process
 * @param cache what the processors remembered
 * @param resultHash of the last outcome, empty when there is none to compare with
 */
public record Claim(long token, UUID uid, DesiredEntity desired, JsonNode cache, String resultHash) {
    public String ref() {
        return desired.ref();
    }
}
