package dev.buildrun.platform.reconcile;

import dev.buildrun.platform.cluster.Cluster;
import dev.buildrun.platform.objects.Labels;
import dev.buildrun.platform.workspace.Live;
import dev.buildrun.platform.workspace.LiveCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a cluster has, kept up to date by watching it: everything that is labelled as ours, and all role bindings, since those that are not
 * ours are what one looks for. Roles are asked for each time.
 */
final class WatchedCluster implements Live, AutoCloseable {
    private static final long NO_RESYNC = 0;

    private final Cluster cluster;
    private final List<SharedIndexInformer<?>> all = new ArrayList<>();
    private final SharedIndexInformer<Namespace> namespaces;
    private final SharedIndexInformer<RoleBinding> roleBindings;
    private final List<SharedIndexInformer<? extends HasMetadata>> managed;

    /** @param changed is told the names of namespaces in which something has changed; from other threads, quickly */
    WatchedCluster(Cluster cluster, Consumer<String> changed) {
        this.cluster = cluster;
        var client = cluster.client();
        namespaces = informer(
                all,
                client.namespaces()
                        .withLabel(Labels.MANAGED_BY, Labels.BUILDRUN)
                        .runnableInformer(NO_RESYNC),
                changed);
        roleBindings =
                informer(all, client.rbac().roleBindings().inAnyNamespace().runnableInformer(NO_RESYNC), changed);
        SharedIndexInformer<ResourceQuota> quotas = informer(
                all,
                client.resourceQuotas()
                        .inAnyNamespace()
                        .withLabel(Labels.MANAGED_BY, Labels.BUILDRUN)
                        .runnableInformer(NO_RESYNC),
                changed);
        SharedIndexInformer<LimitRange> limits = informer(
                all,
                client.limitRanges()
                        .inAnyNamespace()
                        .withLabel(Labels.MANAGED_BY, Labels.BUILDRUN)
                        .runnableInformer(NO_RESYNC),
                changed);
        SharedIndexInformer<NetworkPolicy> policies = informer(
                all,
                client.network()
                        .v1()
                        .networkPolicies()
                        .inAnyNamespace()
                        .withLabel(Labels.MANAGED_BY, Labels.BUILDRUN)
                        .runnableInformer(NO_RESYNC),
                changed);
        SharedIndexInformer<ServiceAccount> accounts = informer(
                all,
                client.serviceAccounts()
                        .inAnyNamespace()
                        .withLabel(Labels.MANAGED_BY, Labels.BUILDRUN)
                        .runnableInformer(NO_RESYNC),
                changed);
        managed = List.of(quotas, limits, policies, accounts);
    }

    private static <T extends HasMetadata> SharedIndexInformer<T> informer(
            List<SharedIndexInformer<?>> all, SharedIndexInformer<T> informer, Consumer<String> changed) {
        informer.addEventHandler(handler(changed));
        all.add(informer);
        return informer;
    }

    /** Reads everything once and begins to watch. */
    void start() {
        for (var informer : all) {
            cluster.ask(_ -> informer.run());
        }
    }

    private static <T extends HasMetadata> ResourceEventHandler<T> handler(Consumer<String> changed) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                changed.accept(namespace(object));
            }

            @Override
            public void onUpdate(T before, T after) {
                if (!before.getMetadata()
                        .getResourceVersion()
                        .equals(after.getMetadata().getResourceVersion())) {
                    changed.accept(namespace(after));
                }
            }

            @Override
            public void onDelete(T object, boolean unknown) {
                changed.accept(namespace(object));
            }
        };
    }

    private static String namespace(HasMetadata object) {
        var namespace = object.getMetadata().getNamespace();
        return namespace == null ? object.getMetadata().getName() : namespace;
    }

    /** Whether all watches run; where one has ended for good, everything is to be opened anew. */
    boolean isRunning() {
        return all.stream().allMatch(SharedIndexInformer::isRunning);
    }

    @Override
    public Optional<Namespace> namespace(String name) {
        // One that lost our label is not in the memory; the cluster knows.
        return Optional.ofNullable(namespaces.getIndexer().getByKey(name))
                .or(() -> new LiveCluster(cluster).namespace(name));
    }

    @Override
    public List<HasMetadata> managed(String namespace) {
        var found = new ArrayList<HasMetadata>();
        managed.forEach(informer -> found.addAll(informer.getIndexer().byIndex(Cache.NAMESPACE_INDEX, namespace)));
        roleBindings(namespace).stream()
                .filter(binding -> binding.getMetadata().getLabels() != null)
                .filter(binding ->
                        Labels.BUILDRUN.equals(binding.getMetadata().getLabels().get(Labels.MANAGED_BY)))
                .forEach(found::add);
        return found;
    }

    @Override
    public List<RoleBinding> roleBindings(String namespace) {
        return roleBindings.getIndexer().byIndex(Cache.NAMESPACE_INDEX, namespace);
    }

    @Override
    public Optional<List<PolicyRule>> rules(RoleRef role, String namespace) {
        return new LiveCluster(cluster).rules(role, namespace);
    }

    @Override
    public void close() {
        all.forEach(SharedIndexInformer::stop);
    }
}
