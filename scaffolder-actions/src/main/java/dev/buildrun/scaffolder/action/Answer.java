package dev.buildrun.scaffolder.action;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What came of a {@link Question}. */
public sealed interface Answer {
    /**
     * Somebody has decided.
     *
     * @param by full reference of the user
     */
    record Decided(
            boolean isApproved,
            String by,
            Instant at,
            @Nullable String comment) implements Answer {}

    /**
     * The address was called.
     *
     * @param payload a JSON body as it is, any other as a text; null for none
     */
    record Called(JsonNode payload, Instant at) implements Answer {}

    /** Nobody has answered in time. */
    record Expired(Instant at) implements Answer {}
}
