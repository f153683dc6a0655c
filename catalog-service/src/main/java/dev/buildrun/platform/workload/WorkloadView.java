package dev.buildrun.platform.workload;

import dev.buildrun.json.Json;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A workload with its rollout and what it was before. Pure functions over what the API server says. */
final class WorkloadView {
    static final String REVISION = "deployment.kubernetes.io/revision";

    private WorkloadView() {}

    /**
     * Shows a Deployment, StatefulSet, DaemonSet or CronJob.
     *
     * @param replicaSets of the namespace
     * @param pods of the namespace
     */
    static ObjectNode of(JsonNode workload, List<JsonNode> replicaSets, List<JsonNode> pods) {
        var metadata = workload.path("metadata");
        var kind = workload.path("kind").asString("");
        var json = Json.object()
                .put("kind", kind)
                .put("name", metadata.path("name").asString(""))
                .put("createdAt", PodView.text(metadata.path("creationTimestamp")));
        json.set("images", images(podSpec(workload)));
        if (kind.equals("CronJob")) {
            schedule(workload, json);
            return json;
        }
        counts(workload, json);
        var own = kind.equals("Deployment") ? ofOwner(replicaSets, workload) : List.<JsonNode>of();
        var rollout = Rollout.of(workload, newestPods(workload, own, pods), null);
        json.putObject("rollout")
                .put("state", workload.path("spec").path("paused").asBoolean(false) ? "paused" : rollout.state())
                .put("message", rollout.message())
                .put("revision", PodView.text(metadata.path("annotations").path(REVISION)))
                .put("deployment", PodView.text(metadata.path("annotations").path(Annotations.DEPLOYMENT)));
        var history = json.putArray("history");
        own.stream()
                .sorted(Comparator.<JsonNode>comparingLong(WorkloadView::revision)
                        .reversed())
                .forEach(set -> history.add(revision(set, metadata)));
        return json;
    }

    static JsonNode podSpec(JsonNode workload) {
        var spec = workload.path("spec");
        var template = workload.path("kind").asString("").equals("CronJob")
                ? spec.path("jobTemplate").path("spec").path("template")
                : spec.path("template");
        return template.path("spec");
    }

    private static JsonNode images(JsonNode podSpec) {
        var images = Json.array();
        podSpec.path("containers")
                .forEach(container -> images.addObject()
                        .put("container", container.path("name").asString(""))
                        .put("image", container.path("image").asString("")));
        return images;
    }

    private static void schedule(JsonNode workload, ObjectNode json) {
        json.put("schedule", PodView.text(workload.path("spec").path("schedule")))
                .put("suspended", workload.path("spec").path("suspend").asBoolean(false))
                .put("lastScheduledAt", PodView.text(workload.path("status").path("lastScheduleTime")))
                .put("active", workload.path("status").path("active").size());
    }

    private static void counts(JsonNode workload, ObjectNode json) {
        var status = workload.path("status");
        var isDaemonSet = workload.path("kind").asString("").equals("DaemonSet");
        json.putObject("replicas")
                .put(
                        "desired",
                        isDaemonSet
                                ? status.path("desiredNumberScheduled").asInt(0)
                                : workload.path("spec").path("replicas").asInt(1))
                .put(
                        "updated",
                        status.path(isDaemonSet ? "updatedNumberScheduled" : "updatedReplicas")
                                .asInt(0))
                .put(
                        "ready",
                        status.path(isDaemonSet ? "numberReady" : "readyReplicas")
                                .asInt(0))
                .put(
                        "available",
                        status.path(isDaemonSet ? "numberAvailable" : "availableReplicas")
                                .asInt(0));
    }

    /** Those that a workload controls. */
    static List<JsonNode> ofOwner(List<JsonNode> objects, JsonNode owner) {
        var uid = owner.path("metadata").path("uid").asString("");
        return objects.stream()
                .filter(each -> each.path("metadata")
                        .path("ownerReferences")
                        .valueStream()
                        .anyMatch(
                                reference -> reference.path("uid").asString("").equals(uid)))
                .toList();
    }

    /** The pods of a workload's newest revision. */
    static List<JsonNode> newestPods(JsonNode workload, List<JsonNode> replicaSets, List<JsonNode> pods) {
        if (!workload.path("kind").asString("").equals("Deployment")) {
            return ofOwner(pods, workload);
        }
        return ofOwner(replicaSets, workload).stream()
                .max(Comparator.comparingLong(WorkloadView::revision))
                .map(newest -> ofOwner(pods, newest))
                .orElse(List.of());
    }

    static long revision(JsonNode object) {
        var text = object.path("metadata").path("annotations").path(REVISION).asString("");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private static ObjectNode revision(JsonNode set, JsonNode owner) {
        var annotations = set.path("metadata").path("annotations");
        var json = Json.object()
                .put("revision", Long.toString(revision(set)))
                .put("name", set.path("metadata").path("name").asString(""))
                .put("createdAt", PodView.text(set.path("metadata").path("creationTimestamp")))
                .put("cause", PodView.text(annotations.path(Annotations.CHANGE_CAUSE)))
                .put("replicas", set.path("status").path("replicas").asInt(0))
                .put(
                        "isCurrent",
                        annotations
                                .path(REVISION)
                                .equals(owner.path("annotations").path(REVISION)));
        json.set("images", images(set.path("spec").path("template").path("spec")));
        return json;
    }
}
