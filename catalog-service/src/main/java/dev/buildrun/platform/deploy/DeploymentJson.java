package dev.buildrun.platform.deploy;

import dev.buildrun.json.Json;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Deployments as the API shows them. */
final class DeploymentJson {
    private DeploymentJson() {}

    static ObjectNode of(Deployment one) {
        var place = one.place();
        var beginning = one.beginning();
        var json = Json.object()
                .put("id", one.id().toString())
                .put("component", one.component())
                .put("owner", one.owner())
                .put("environment", one.environment())
                .put("production", one.isProduction())
                .put("cluster", place.cluster())
                .put("namespace", place.namespace());
        json.putObject("workload")
                .put("kind", place.kind())
                .put("name", place.name())
                .put("container", place.container());
        return json.put("action", lower(one.action()))
                .put("source", one.isObserved() ? "observed" : "requested")
                .put("image", one.image())
                .put("imageBefore", one.imageBefore())
                .put("replicas", one.replicas())
                .put("replicasBefore", one.replicasBefore())
                .put("fromEnvironment", one.fromEnvironment())
                .put(
                        "takesBack",
                        one.takesBack() == null ? null : one.takesBack().toString())
                .put("startedBy", beginning.startedBy())
                .put("starter", lower(beginning.starter()))
                .put("reason", beginning.reason())
                .put("commit", beginning.commitId())
                .put("commitAt", text(beginning.commitAt()))
                .put("status", lower(one.status()))
                .put("message", one.message())
                .put("requestedAt", one.requestedAt().toString())
                .put("appliedAt", text(one.appliedAt()))
                .put("deadlineAt", text(one.deadlineAt()))
                .put("finishedAt", text(one.finishedAt()));
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
