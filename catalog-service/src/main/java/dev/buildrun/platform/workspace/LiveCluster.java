package dev.buildrun.platform.workspace;

import dev.buildrun.platform.cluster.Cluster;
import dev.buildrun.platform.objects.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Asks the cluster each time, but for roles, which it reads once. For one look. */
public final class LiveCluster implements Live {
    private final Cluster cluster;
    private final Map<String, Optional<List<PolicyRule>>> roles = new HashMap<>();

    public LiveCluster(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public Optional<Namespace> namespace(String name) {
        return Optional.ofNullable(
                cluster.ask(client -> client.namespaces().withName(name).get()));
    }

    @Override
    public List<HasMetadata> managed(String namespace) {
        var found = new ArrayList<HasMetadata>();
        found.addAll(list(client -> client.resourceQuotas()
                .inNamespace(namespace)
                .withLabel(Labels.MANAGED_BY, Labels.BUILDRUN)
                .list()
                .getItems()));
        found.addAll(list(client -> client.limitRanges()
                .inNamespace(namespace)
                .withLabel(Labels.MANAGED_BY, Labels.BUILDRUN)
                .list()
                .getItems()));
        found.addAll(list(client -> client.network()
                .v1()
                .networkPolicies()
                .inNamespace(namespace)
                .withLabel(Labels.MANAGED_BY, Labels.BUILDRUN)
                .list()
                .getItems()));
        found.addAll(list(client -> client.serviceAccounts()
                .inNamespace(namespace)
                .withLabel(Labels.MANAGED_BY, Labels.BUILDRUN)
                .list()
                .getItems()));
        found.addAll(list(client -> client.rbac()
                .roleBindings()
                .inNamespace(namespace)
                .withLabel(Labels.MANAGED_BY, Labels.BUILDRUN)
                .list()
                .getItems()));
        return found;
    }

    @Override
    public List<RoleBinding> roleBindings(String namespace) {
        return list(client ->
                client.rbac().roleBindings().inNamespace(namespace).list().getItems());
    }

    private <T> List<T> list(Function<KubernetesClient, List<T>> question) {
        return cluster.ask(question);
    }

    @Override
    public Optional<List<PolicyRule>> rules(RoleRef role, String namespace) {
        var isOfCluster = role.getKind().equals("ClusterRole");
        var key = isOfCluster ? role.getName() : namespace + "/" + role.getName();
        return roles.computeIfAbsent(
                key, _ -> isOfCluster ? clusterRole(role.getName()) : role(role.getName(), namespace));
    }

    private Optional<List<PolicyRule>> clusterRole(String name) {
        return Optional.ofNullable(cluster.ask(
                        client -> client.rbac().clusterRoles().withName(name).get()))
                .map(ClusterRole::getRules);
    }

    private Optional<List<PolicyRule>> role(String name, String namespace) {
        return Optional.ofNullable(cluster.ask(client -> client.rbac()
                        .roles()
                        .inNamespace(namespace)
                        .withName(name)
                        .get()))
                .map(Role::getRules);
    }
}
