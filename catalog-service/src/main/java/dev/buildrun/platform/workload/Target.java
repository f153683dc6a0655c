package dev.buildrun.platform.workload;

import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.contract.EnvironmentTerms;
import dev.buildrun.platform.objects.Workspace;

/**
 * Where a component runs in one environment.
 *
 * @param component full reference in lower case
 * @param selector of the labels of what belongs to the component
 * @param isProduction whether it is the last one in the order of promotion
 */
public record Target(
        String component,
        Contract contract,
        EnvironmentTerms terms,
        boolean isProduction,
        ClusterApi cluster,
        Workspace workspace,
        String selector) {

    public String environment() {
        return terms.name();
    }

    public String namespace() {
        return workspace.namespace();
    }

    public String path(String apiVersion, String plural, String... more) {
        return ClusterApi.path(apiVersion, namespace(), plural, more);
    }
}
