package dev.buildrun.platform.cluster;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The clusters of an installation: Backstage's {@code kubernetes.clusterLocatorMethods} and our {@code buildrun.platform.clusters}.
 *
 * @param clusters in the order of the configuration
 * @param notTaken what the configuration has for Backstage that is not for this service, each with the reason; for the log
 */
public record ClusterConfig(List<ClusterAccess> clusters, List<String> notTaken) {
    public static final ClusterConfig NONE = new ClusterConfig(List.of(), List.of());

    static final int MOST_CLUSTERS = 100;
    private static final String METHODS = "kubernetes.clusterLocatorMethods";
    private static final String OURS = "buildrun.platform.clusters";
    private static final String NAME = "[a-zA-Z0-9]([a-zA-Z0-9._/@:-]{0,126}[a-zA-Z0-9])?";
    private static final Set<String> OUR_KEYS = Set.of("name", "kubeconfig", "context", "inCluster");

    public ClusterConfig {
        clusters = List.copyOf(clusters);
        notTaken = List.copyOf(notTaken);
        if (clusters.size() > MOST_CLUSTERS) {
            throw new IllegalArgumentException(
                    OURS + ": expected at most " + MOST_CLUSTERS + " clusters, found " + clusters.size());
        }
        var names = new HashSet<String>();
        for (var cluster : clusters) {
            if (!cluster.name().matches(NAME)) {
                throw new IllegalArgumentException(
                        OURS + ": expected a name of the form " + NAME + ", found '" + cluster.name() + "'");
            }
            if (!names.add(cluster.name())) {
                throw new IllegalArgumentException(OURS + ": expected each name once, found '" + cluster.name()
                        + "' twice (names of " + METHODS + " count too)");
            }
        }
    }

    /**
     * Reads both sections.
     *
     * @param whole the whole configuration
     * @param environment of this process; Kubernetes tells pods by it where the API server is
     * @throws IllegalArgumentException when something is wrong; the message begins with its path
     */
    public static ClusterConfig parse(JsonNode whole, Map<String, String> environment) {
        var clusters = new ArrayList<ClusterAccess>();
        var notTaken = new ArrayList<String>();
        for (var method : Part.of(whole, METHODS).items()) {
            switch (method.text("type")) {
                case "config" -> {
                    for (var cluster : method.at("clusters").items()) {
                        direct(cluster, clusters, notTaken);
                    }
                }
                case "localKubectlProxy" -> clusters.add(new ClusterAccess.LocalProxy("local"));
                case "catalog" ->
                    notTaken.add(method.path()
                            + ": clusters from the catalog are not taken, since whoever registers an entity"
                            + " would decide where tokens are sent");
                default ->
                    notTaken.add(method.path() + ".type: expected config or localKubectlProxy, found "
                            + method.text("type"));
            }
        }
        for (var cluster : Part.of(whole, OURS).items()) {
            clusters.add(ours(cluster, environment));
        }
        return new ClusterConfig(clusters, notTaken);
    }

    private static void direct(Part cluster, List<ClusterAccess> clusters, List<String> notTaken) {
        var provider = cluster.optional("authProvider");
        if (provider != null && !provider.equals("serviceAccount")) {
            notTaken.add(cluster.path() + ".authProvider: expected serviceAccount, found " + provider);
            return;
        }
        var name = cluster.text("name");
        var title = cluster.optional("title");
        var caFile = cluster.optional("caFile");
        clusters.add(new ClusterAccess.Direct(
                name,
                title == null ? name : title,
                cluster.address("url"),
                cluster.optional("serviceAccountToken"),
                cluster.optional("caData"),
                caFile == null ? null : Path.of(caFile),
                cluster.flag("skipTLSVerify"),
                cluster.optional("dashboardUrl") == null ? null : cluster.address("dashboardUrl")));
    }

    private static ClusterAccess ours(Part cluster, Map<String, String> environment) {
        cluster.only(OUR_KEYS);
        var kubeconfig = cluster.optional("kubeconfig");
        if (cluster.flag("inCluster") == (kubeconfig != null)) {
            throw new IllegalArgumentException(
                    cluster.path() + ": expected either kubeconfig or inCluster: true, found both or neither");
        }
        return kubeconfig == null
                ? new ClusterAccess.InCluster(cluster.text("name"), ownServer(cluster, environment))
                : new ClusterAccess.Kubeconfig(cluster.text("name"), Path.of(kubeconfig), cluster.optional("context"));
    }

    private static URI ownServer(Part cluster, Map<String, String> environment) {
        var host = environment.get("KUBERNETES_SERVICE_HOST");
        var port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        if (host == null) {
            throw new IllegalArgumentException(cluster.path()
                    + ".inCluster: expected to run in a pod, found no KUBERNETES_SERVICE_HOST in the environment");
        }
        return URI.create("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }

    /** A part of the configuration that knows its path. */
    private record Part(JsonNode node, String path) {
        static Part of(JsonNode whole, String path) {
            var node = whole;
            for (var key : path.split("\\.", -1)) {
                node = node.path(key);
            }
            return new Part(node, path);
        }

        Part at(String key) {
            return new Part(node.path(key), path + "." + key);
        }

        private boolean isAbsent() {
            return node.isMissingNode() || node.isNull();
        }

        List<Part> items() {
            if (isAbsent()) {
                return List.of();
            }
            if (!node.isArray()) {
                throw unexpected("a list");
            }
            var items = new ArrayList<Part>();
            for (var item : node) {
                items.add(new Part(item, path + "[" + items.size() + "]"));
            }
            return items;
        }

        String text(String key) {
            var text = optional(key);
            if (text == null) {
                throw at(key).unexpected("a text");
            }
            return text;
        }

        @Nullable
        String optional(String key) {
            var value = at(key);
            if (value.isAbsent()) {
                return null;
            }
            if (!value.node.isString() || value.node.asString().isBlank()) {
                throw value.unexpected("a text");
            }
            return value.node.asString();
        }

        boolean flag(String key) {
            var value = at(key);
            if (value.isAbsent()) {
                return false;
            }
            if (!value.node.isBoolean()) {
                throw value.unexpected("true or false");
            }
            return value.node.booleanValue();
        }

        URI address(String key) {
            var text = text(key);
            var uri = text.matches("https?://[^\\s/?#]+(/[^\\s?#]*)?") ? URI.create(text) : null;
            if (uri == null || uri.getHost() == null) {
                throw at(key).unexpected("an address such as https://host:6443");
            }
            return uri;
        }

        void only(Set<String> keys) {
            for (var key : node.propertyNames()) {
                if (!keys.contains(key)) {
                    throw new IllegalArgumentException(path + "." + key + ": expected one of "
                            + keys.stream().sorted().toList() + ", found another key");
                }
            }
        }

        /** Says of what kind the found value is, and not the value: it may be a token. */
        private IllegalArgumentException unexpected(String expected) {
            var found = isAbsent()
                    ? "nothing"
                    : "another " + node.getNodeType().name().toLowerCase(Locale.ROOT);
            return new IllegalArgumentException(path + ": expected " + expected + ", found " + found);
        }
    }
}
