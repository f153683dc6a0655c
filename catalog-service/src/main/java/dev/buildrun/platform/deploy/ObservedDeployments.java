package dev.buildrun.platform.deploy;

import dev.buildrun.json.Json;
import dev.buildrun.platform.cluster.Cluster;
import dev.buildrun.platform.workload.Environments;
import dev.buildrun.work.ClaimLoop;
import dev.buildrun.work.WakeUp;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * Follows the Deployments of all clusters and records those that others do, whoever it is: Argo CD, a pipeline, somebody with kubectl. It only
 * looks on; when it is away nobody notices, and when it comes back it sees what is. Each replica looks, and one row is made.
 */
public final class ObservedDeployments implements ClaimLoop.Turn, AutoCloseable {
    private static final int MOST_WAITING = 10_000;

    private final Observing observing;
    private final WakeUp wake;
    private final List<SharedIndexInformer<Deployment>> informers = new ArrayList<>();
    /** The newest state of each, until it is looked at. */
    private final Map<String, Seen> waiting = new ConcurrentHashMap<>();

    private record Seen(String cluster, Deployment workload) {}

    private ObservedDeployments(Observing observing, WakeUp wake) {
        this.observing = observing;
        this.wake = wake;
    }

    /**
     * Begins to follow. A cluster that is away is tried again and holds nobody up.
     *
     * @param wake signalled when something was seen; whoever takes the turns waits for it
     */
    public static ObservedDeployments start(Collection<Cluster> clusters, Observing observing, WakeUp wake) {
        var observed = new ObservedDeployments(observing, wake);
        clusters.forEach(observed::follow);
        return observed;
    }

    private void follow(Cluster cluster) {
        var informer = cluster.client()
                .apps()
                .deployments()
                .inAnyNamespace()
                .withLabel(Environments.COMPONENT_LABEL)
                .runnableInformer(Duration.ofMinutes(10).toMillis());
        informer.exceptionHandler((_, _) -> true);
        informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Deployment added) {
                saw(cluster.name(), added);
            }

            @Override
            public void onUpdate(Deployment before, Deployment after) {
                saw(cluster.name(), after);
            }

            @Override
            public void onDelete(Deployment gone, boolean isUnknown) {
                // What was deployed stays in the records.
            }
        });
        informer.start();
        informers.add(informer);
    }

    private void saw(String cluster, Deployment workload) {
        if (waiting.size() < MOST_WAITING) {
            waiting.put(cluster + "/" + key(workload), new Seen(cluster, workload));
            wake.signal();
        }
    }

    private static String key(HasMetadata object) {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }

    @Override
    public int take() {
        var count = 0;
        for (var key : List.copyOf(waiting.keySet())) {
            var seen = waiting.get(key);
            if (seen != null) {
                observing.saw(seen.cluster(), json(seen.workload()));
                // One that has come meanwhile is looked at next time.
                waiting.remove(key, seen);
                count++;
            }
        }
        return count;
    }

    private static JsonNode json(Deployment workload) {
        return Json.read(Serialization.asJson(workload));
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::close);
    }
}
