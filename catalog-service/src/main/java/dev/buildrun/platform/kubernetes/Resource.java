package dev.buildrun.platform.kubernetes;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.workload.ClusterApi;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A kind of objects.
 *
 * @param type what the answer calls it
 * @param group empty for the core
 */
record Resource(String type, String group, String version, String plural) {
    /** What the plugin fetches unless it is told otherwise, in its order. */
    static final List<Resource> USUAL = List.of(
            core("pods"),
            core("services"),
            core("configmaps"),
            core("limitranges"),
            core("resourcequotas"),
            of("apps", "v1", "deployments"),
            of("apps", "v1", "replicasets"),
            of("autoscaling", "v2", "horizontalpodautoscalers"),
            of("batch", "v1", "jobs"),
            of("batch", "v1", "cronjobs"),
            of("networking.k8s.io", "v1", "ingresses"),
            of("apps", "v1", "statefulsets"),
            of("apps", "v1", "daemonsets"));

    static final Resource POD_METRICS = new Resource("podstatus", "metrics.k8s.io", "v1beta1", "pods");

    private static final String CUSTOM = "customresources";
    private static final int MOST_CUSTOM = 50;
    private static final Pattern GROUP = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?|");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private static Resource core(String plural) {
        return of("", "v1", plural);
    }

    private static Resource of(String group, String version, String plural) {
        return new Resource(plural, group, version, plural);
    }

    /**
     * Reads what a caller names as custom resources.
     *
     * @throws ServiceException of kind INPUT for what names none, NOT_ALLOWED for Secrets
     */
    static List<Resource> custom(JsonNode list) {
        if (list.isMissingNode() || list.isNull()) {
            throw ServiceException.input("customResources is a required field");
        }
        if (!list.isArray()) {
            throw ServiceException.input("customResources must be an array");
        }
        if (list.isEmpty()) {
            throw ServiceException.input("at least 1 customResource is required");
        }
        if (list.size() > MOST_CUSTOM) {
            throw ServiceException.input("customResources: expected at most " + MOST_CUSTOM + ", found " + list.size());
        }
        return list.valueStream().map(Resource::customOne).toList();
    }

    private static Resource customOne(JsonNode node) {
        var group = node.path("group").asString("");
        var version = node.path("apiVersion").asString("");
        var plural = node.path("plural").asString("");
        if (!GROUP.matcher(group).matches()
                || !NAME.matcher(version).matches()
                || !NAME.matcher(plural).matches()) {
            throw ServiceException.input("customResources: expected group, apiVersion and plural, found " + node);
        }
        var resource = new Resource(CUSTOM, group, version, plural);
        if (resource.isSecret()) {
            throw ServiceException.of(ErrorKind.NOT_ALLOWED, "Secrets are not shown");
        }
        return resource;
    }

    private boolean isSecret() {
        return plural.toLowerCase(Locale.ROOT).startsWith("secret") && group.isEmpty();
    }

    boolean isCustom() {
        return type.equals(CUSTOM);
    }

    String path(String namespace) {
        return ClusterApi.path(group.isEmpty() ? version : group + "/" + version, namespace, plural);
    }
}
