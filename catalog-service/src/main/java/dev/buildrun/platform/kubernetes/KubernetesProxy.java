package dev.buildrun.platform.kubernetes;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Query;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.platform.cluster.Cluster;
import dev.buildrun.platform.team.TeamRights;
import dev.buildrun.platform.workload.ClusterApi;
import dev.buildrun.platform.workload.Environments;
import dev.buildrun.platform.workload.Target;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Passes reads on to a cluster, for those whose namespace it is. */
final class KubernetesProxy {
    private static final String CLUSTER_HEADER = "Backstage-Kubernetes-Cluster";
    private static final int MOST_LOG_BYTES = 1 << 20;
    private static final int USUAL_LINES = 1_000;
    private static final Set<String> PARAMETERS = Set.of(
            "fieldSelector",
            "labelSelector",
            "limit",
            "continue",
            "container",
            "previous",
            "tailLines",
            "timestamps",
            "sinceSeconds",
            "limitBytes",
            "pretty");

    private final Supplier<Collection<Cluster>> clusters;
    private final TeamRights rights;
    private final Environments environments;

    KubernetesProxy(Supplier<Collection<Cluster>> clusters, TeamRights rights, Environments environments) {
        this.clusters = clusters;
        this.rights = rights;
        this.environments = environments;
    }

    Response read(Request request) {
        var cluster = cluster(request);
        var rest = request.pathParameter("*");
        var path = ProxyPath.of(rest)
                .orElseThrow(() -> ServiceException.of(
                        ErrorKind.NOT_ALLOWED,
                        "The proxy reads workloads, pods, their logs, events and the like in one namespace, not /"
                                + rest));
        var parameters = parameters(request.query(), path);
        requireNamespace(request, cluster, path.namespace());
        var answer = new ClusterApi(cluster).ask(path.path() + ClusterApi.query(parameters));
        var type = path.isLog() && answer.isGood() ? "text/plain; charset=utf-8" : Response.JSON;
        return new Response.Complete(
                answer.status(),
                Map.of("Content-Type", type),
                List.of(answer.body().getBytes(StandardCharsets.UTF_8)),
                false);
    }

    private Cluster cluster(Request request) {
        var all = clusters.get();
        if (all.isEmpty()) {
            throw ServiceException.notFound("No Clusters configured");
        }
        var name = request.header(CLUSTER_HEADER).filter(text -> !text.isEmpty());
        return all.stream()
                .filter(cluster -> name.map(cluster.name()::equals).orElse(all.size() == 1))
                .findFirst()
                .orElseThrow(() -> ServiceException.notFound("Cluster '" + name.orElse("undefined") + "' not found"));
    }

    /** Watches and logs that are followed are not among them: those never end. */
    private static Map<String, String> parameters(Query query, ProxyPath path) {
        var parameters = new LinkedHashMap<String, String>();
        for (var name : query.names()) {
            if (!PARAMETERS.contains(name)) {
                throw ServiceException.of(
                        ErrorKind.NOT_ALLOWED, "The proxy does not pass the query parameter '" + name + "' on");
            }
            query.first(name).ifPresent(value -> parameters.put(name, value));
        }
        if (path.isLog()) {
            parameters.put("limitBytes", Integer.toString(MOST_LOG_BYTES));
            parameters.putIfAbsent("tailLines", Integer.toString(USUAL_LINES));
        } else if (path.isList()) {
            parameters.put("limit", Integer.toString(ClusterApi.MOST_ITEMS));
        }
        return parameters;
    }

    /** The caller must be allowed to see a component whose namespace it is. */
    private void requireNamespace(Request request, Cluster cluster, String namespace) {
        var isTheirs = environments.componentsIn(namespace).stream()
                .filter(component -> rights.maySee(request.caller(), component))
                .flatMap(component -> environments.targets(component).stream())
                .filter(target -> target.namespace().equals(namespace)
                        && target.cluster().name().equals(cluster.name()))
                .anyMatch(this::isOwn);
        if (!isTheirs) {
            throw ServiceException.of(
                    ErrorKind.NOT_ALLOWED,
                    request.caller().actor() + " may not read in namespace " + namespace + " of cluster "
                            + cluster.name() + ": it is the workspace of no component that they own");
        }
    }

    private boolean isOwn(Target target) {
        try {
            environments.requireOwn(target);
            return true;
        } catch (ServiceException exception) {
            if (exception.kind() == ErrorKind.SERVICE_UNAVAILABLE) {
                throw exception;
            }
            return false;
        }
    }
}
