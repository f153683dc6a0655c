package dev.buildrun.catalog.entity;

import dev.buildrun.api.Schemas;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The first check of anything that comes in: without apiVersion, kind and name there is nothing to store it by. */
public final class EntityEnvelope {
    private EntityEnvelope() {}

    /** What is wrong, as Backstage says it; empty where {@link Entity#of} takes the tree. */
    public static Optional<EntityError> check(JsonNode json) {
        return Schemas.envelope().check(json).stream()
                .findFirst()
                .map(fault -> new EntityError("TypeError", fault.textWithParameters()));
    }
}
