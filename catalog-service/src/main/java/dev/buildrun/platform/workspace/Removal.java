package dev.buildrun.platform.workspace;

import dev.buildrun.platform.cluster.Cluster;

/** Takes single objects of a workspace away; never a namespace, which has other people's things in it. */
final class Removal {
    private Removal() {}

    /** @param object for instance {@code networkpolicy/to-payments-prod} */
    static void of(Cluster cluster, String namespace, String object) {
        var kind = object.substring(0, object.indexOf('/'));
        var name = object.substring(object.indexOf('/') + 1);
        cluster.ask(client -> switch (kind) {
            case "networkpolicy" ->
                client.network()
                        .v1()
                        .networkPolicies()
                        .inNamespace(namespace)
                        .withName(name)
                        .delete();
            case "rolebinding" ->
                client.rbac()
                        .roleBindings()
                        .inNamespace(namespace)
                        .withName(name)
                        .delete();
            case "limitrange" ->
                client.limitRanges().inNamespace(namespace).withName(name).delete();
            case "resourcequota" ->
                client.resourceQuotas().inNamespace(namespace).withName(name).delete();
            case "serviceaccount" ->
                client.serviceAccounts().inNamespace(namespace).withName(name).delete();
            default -> throw new IllegalArgumentException("Expected an object that workspaces have, found " + object);
        });
    }
}
