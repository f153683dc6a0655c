package dev.buildrun.platform.conformance;

import dev.buildrun.catalog.entity.Entity;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Where the Kubernetes manifests of a service come from. Called from one thread at a time; may block. */
@FunctionalInterface
public interface ManifestSource {
    ManifestSource NONE = (_, _) -> new Fact.Unknown<>("no manifests are read here");

    /**
     * The objects that are to be in an environment, each a whole Kubernetes object.
     *
     * @param environment the name in the contract
     */
    Fact<List<JsonNode>> objects(Entity component, String environment);
}
