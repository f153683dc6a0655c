package dev.buildrun.platform.binding;

import dev.buildrun.platform.cluster.Cluster;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which running pods use a binding's Secret. The pods say so themselves; the Secret is not looked at. */
final class Mounts {
    private static final Set<String> OVER = Set.of("Succeeded", "Failed");

    private Mounts() {}

    /** Names of pods. */
    static List<String> of(Cluster cluster, Binding binding) {
        return cluster
                .ask(client -> client.pods()
                        .inNamespace(binding.place().namespace())
                        .list()
                        .getItems())
                .stream()
                .filter(pod -> pod.getStatus() == null
                        || !OVER.contains(String.valueOf(pod.getStatus().getPhase())))
                .filter(pod -> uses(pod, binding.secretName()))
                .map(pod -> "pod " + pod.getMetadata().getName())
                .toList();
    }

    private static boolean uses(Pod pod, String secret) {
        var spec = pod.getSpec();
        return spec.getVolumes().stream().anyMatch(volume -> mounts(volume, secret))
                || Stream.concat(spec.getContainers().stream(), spec.getInitContainers().stream())
                        .anyMatch(container -> reads(container, secret));
    }

    private static boolean mounts(Volume volume, String secret) {
        var isWhole =
                volume.getSecret() != null && secret.equals(volume.getSecret().getSecretName());
        return isWhole
                || (volume.getProjected() != null
                        && volume.getProjected().getSources().stream()
                                .anyMatch(source -> source.getSecret() != null
                                        && secret.equals(source.getSecret().getName())));
    }

    private static boolean reads(Container container, String secret) {
        return container.getEnvFrom().stream()
                        .anyMatch(from -> from.getSecretRef() != null
                                && secret.equals(from.getSecretRef().getName()))
                || container.getEnv().stream()
                        .anyMatch(variable -> variable.getValueFrom() != null
                                && variable.getValueFrom().getSecretKeyRef() != null
                                && secret.equals(variable.getValueFrom()
                                        .getSecretKeyRef()
                                        .getName()));
    }
}
