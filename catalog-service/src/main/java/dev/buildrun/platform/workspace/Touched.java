package dev.buildrun.platform.workspace;

import dev.buildrun.platform.cluster.Cluster;
import dev.buildrun.platform.objects.Labels;
import dev.buildrun.platform.objects.ObjectText;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What others have put into a namespace. Secrets are only counted, by the quota: nobody here may read them. */
final class Touched {
    private static final Set<String> BY_KUBERNETES = Set.of("kube-root-ca.crt", "default");
    private static final String SECRETS = "count/secrets";

    private Touched() {}

    /** For instance {@code pod/orders-7d9f}; none where only we have put something there. */
    static List<String> byOthers(Cluster cluster, String namespace) {
        var found = new ArrayList<HasMetadata>();
        var questions = List.<Function<KubernetesClient, ? extends List<? extends HasMetadata>>>of(
                client -> client.pods().inNamespace(namespace).list().getItems(),
                client -> client.services().inNamespace(namespace).list().getItems(),
                client -> client.configMaps().inNamespace(namespace).list().getItems(),
                client -> client.serviceAccounts().inNamespace(namespace).list().getItems(),
                client -> client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .list()
                        .getItems(),
                client -> client.apps()
                        .statefulSets()
                        .inNamespace(namespace)
                        .list()
                        .getItems(),
                client ->
                        client.batch().v1().jobs().inNamespace(namespace).list().getItems(),
                client -> client.network()
                        .v1()
                        .networkPolicies()
                        .inNamespace(namespace)
                        .list()
                        .getItems(),
                client -> client.rbac()
                        .roleBindings()
                        .inNamespace(namespace)
                        .list()
                        .getItems());
        for (var question : questions) {
            found.addAll(cluster.ask(question));
        }
        var others = new ArrayList<>(found.stream()
                .filter(object -> !isOurs(object))
                .filter(object -> !BY_KUBERNETES.contains(object.getMetadata().getName()))
                .map(ObjectText::name)
                .toList());
        var secrets = secrets(cluster, namespace) - tokens(cluster, namespace);
        if (secrets > 0) {
            others.add(secrets + " secret(s)");
        }
        return others;
    }

    private static boolean isOurs(HasMetadata object) {
        var labels = object.getMetadata().getLabels();
        return labels != null && Labels.BUILDRUN.equals(labels.get(Labels.MANAGED_BY));
    }

    /** As many as the quota has counted; none where it counts no Secrets. */
    private static long secrets(Cluster cluster, String namespace) {
        return cluster
                .ask(client ->
                        client.resourceQuotas().inNamespace(namespace).list().getItems())
                .stream()
                .mapToLong(Touched::counted)
                .max()
                .orElse(0);
    }

    private static long counted(ResourceQuota quota) {
        var used = quota.getStatus() == null ? null : quota.getStatus().getUsed();
        var count = used == null ? null : used.get(SECRETS);
        return count == null ? 0 : Quantity.getAmountInBytes(count).longValue();
    }

    /** Older versions of Kubernetes make a Secret for each service account. */
    private static long tokens(Cluster cluster, String namespace) {
        return cluster
                .ask(client ->
                        client.serviceAccounts().inNamespace(namespace).list().getItems())
                .stream()
                .mapToLong(account ->
                        account.getSecrets() == null ? 0 : account.getSecrets().size())
                .sum();
    }
}
