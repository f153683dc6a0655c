package dev.buildrun.platform.conformance;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** How a team works on its service. Called from one thread at a time; may block. */
public interface DeploymentRecords {
    DeploymentRecords NONE = new DeploymentRecords() {
        @Override
        public Fact<List<JsonNode>> deployments(String componentRef) {
            return new Fact.Unknown<>("no deployments are recorded here");
        }

        @Override
        public Fact<List<JsonNode>> pages(String componentRef) {
            return new Fact.Unknown<>("no pages are recorded here");
        }

        @Override
        public Fact<List<JsonNode>> programs(String componentRef) {
            return new Fact.Unknown<>("no deployments are recorded here");
        }
    };

    /** The newest, the newest first, some tens: {@code {environment, at, by, byOwner: true}}. */
    Fact<List<JsonNode>> deployments(String componentRef);

    /** The programs, and no people, that began the newest of them: {@code {name, isOwners: true}}. */
    Fact<List<JsonNode>> programs(String componentRef);

    /** Those of the last 30 days, the newest first: {@code {at, to, toOwner: true}}. */
    Fact<List<JsonNode>> pages(String componentRef);
}
