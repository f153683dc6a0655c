package dev.buildrun.platform.conformance;

import dev.buildrun.catalog.entity.Entity;
import tools.jackson.databind.JsonNode;

/** What there is in the repository of a service. Called from one thread at a time; may block. */
@FunctionalInterface
public interface RepositorySource {
    RepositorySource NONE = _ -> new Fact.Unknown<>("no repositories are read here");

    /** {@code {files: [paths], revision, provenance: {…}}}; {@code provenance} is left out where there is none. */
    Fact<JsonNode> look(Entity component);
}
