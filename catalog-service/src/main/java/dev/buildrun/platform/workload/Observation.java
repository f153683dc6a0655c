package dev.buildrun.platform.workload;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a component has in one environment, as the cluster says now. */
public record Observation(List<JsonNode> workloads, List<JsonNode> replicaSets, List<JsonNode> pods) {
    /** The kinds of workloads, by the plural that the API server knows them by. */
    private static final Map<String, String> KINDS =
            Map.of("deployments", "Deployment", "statefulsets", "StatefulSet", "daemonsets", "DaemonSet");

    public static Observation of(Target target) {
        return of(target.cluster(), target.namespace(), target.selector());
    }

    /** Asks a cluster for what carries the labels in a namespace. */
    public static Observation of(ClusterApi cluster, String namespace, String selector) {
        var target = new Where(cluster, namespace, selector);
        var workloads = new ArrayList<JsonNode>();
        for (var plural : List.of("deployments", "statefulsets", "daemonsets")) {
            workloads.addAll(list(target, "apps/v1", plural, kind(plural)));
        }
        workloads.addAll(cronJobs(target));
        return new Observation(
                workloads, list(target, "apps/v1", "replicasets", "ReplicaSet"), list(target, "v1", "pods", "Pod"));
    }

    private record Where(ClusterApi cluster, String namespace, String selector) {}

    private static String kind(String plural) {
        return KINDS.getOrDefault(plural, plural);
    }

    /** Before Kubernetes 1.21 they were in an older version of their group. */
    private static List<JsonNode> cronJobs(Where target) {
        var newer = list(target, "batch/v1", "cronjobs", "CronJob");
        return newer.isEmpty() ? list(target, "batch/v1beta1", "cronjobs", "CronJob") : newer;
    }

    /** The items of a list do not say what kind they are. */
    private static List<JsonNode> list(Where target, String apiVersion, String plural, String kind) {
        var path = ClusterApi.path(apiVersion, target.namespace(), plural);
        var items = target.cluster().list(path, target.selector());
        items.forEach(item -> ((ObjectNode) item).put("kind", kind).put("apiVersion", apiVersion));
        return items;
    }

    /** How far a workload is. */
    public Rollout rollout(JsonNode workload) {
        return rollout(workload, null);
    }

    /** The same for a change that was made at a moment, whatever the cluster says of those before. */
    public Rollout rollout(JsonNode workload, @Nullable Instant since) {
        return Rollout.of(workload, WorkloadView.newestPods(workload, replicaSets, pods), since);
    }

    public Optional<JsonNode> workload(String kind, String name) {
        return workloads.stream()
                .filter(each -> each.path("kind").asString("").equals(kind)
                        && each.path("metadata").path("name").asString("").equals(name))
                .findFirst();
    }

    /** What the containers of the revision before the current one ran; the newest first, those that are gone left out. */
    public List<JsonNode> earlierRevisions(JsonNode deployment) {
        var current = WorkloadView.revision(deployment);
        return WorkloadView.ofOwner(replicaSets, deployment).stream()
                .filter(set -> WorkloadView.revision(set) < current)
                .sorted((left, right) -> Long.compare(WorkloadView.revision(right), WorkloadView.revision(left)))
                .toList();
    }
}
