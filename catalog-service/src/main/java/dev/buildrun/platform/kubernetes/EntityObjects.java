package dev.buildrun.platform.kubernetes;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.platform.cluster.Cluster;
import dev.buildrun.platform.workload.ClusterApi;
import dev.buildrun.platform.workload.Environments;
import dev.buildrun.platform.workload.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Fetches what of an entity runs, in each cluster and in the namespaces that are the entity's, and nowhere else. */
final class EntityObjects {
    private static final String ID = "backstage.io/kubernetes-id";
    private static final String SELECTOR = "backstage.io/kubernetes-label-selector";
    private static final String NAMESPACE = "backstage.io/kubernetes-namespace";
    private static final String CLUSTER = "backstage.io/kubernetes-cluster";

    private final Supplier<Collection<Cluster>> clusters;
    private final Environments environments;

    EntityObjects(Supplier<Collection<Cluster>> clusters, Environments environments) {
        this.clusters = clusters;
        this.environments = environments;
    }

    /** What the plugin answers: an item for each cluster that has something, or that did not answer. */
    ObjectNode of(Entity entity, List<Resource> resources) {
        var json = Json.object();
        var items = json.putArray("items");
        var only = entity.annotation(CLUSTER);
        for (var cluster : clusters.get()) {
            if (only.isEmpty() || only.get().equals(cluster.name())) {
                var item = ofCluster(cluster, entity, resources);
                if (!item.path("errors").isEmpty() || hasObjects(item)) {
                    items.add(item);
                }
            }
        }
        return json;
    }

    private static boolean hasObjects(JsonNode item) {
        return item.path("resources")
                .valueStream()
                .anyMatch(resource -> !resource.path("resources").isEmpty());
    }

    static String selector(Entity entity) {
        return entity.annotation(SELECTOR)
                .filter(text -> !text.isEmpty())
                .orElseGet(() -> ID + "="
                        + entity.annotation(ID).filter(text -> !text.isEmpty()).orElseGet(entity::name));
    }

    private ObjectNode ofCluster(Cluster cluster, Entity entity, List<Resource> resources) {
        var json = Json.object();
        var shown = json.putObject("cluster").put("name", cluster.name()).put("title", cluster.title());
        if (cluster.dashboard() != null) {
            shown.put("dashboardUrl", cluster.dashboard().toString());
        }
        var fetched = new Fetched(json.putArray("podMetrics"), json.putArray("resources"), json.putArray("errors"));
        try {
            var api = new ClusterApi(cluster);
            fetch(api, namespaces(cluster.name(), entity), selector(entity), resources, fetched);
        } catch (ServiceException exception) {
            if (exception.kind() != ErrorKind.SERVICE_UNAVAILABLE) {
                throw exception;
            }
            fetched.resources().removeAll();
            fetched.podMetrics().removeAll();
            fetched.errors().removeAll();
            fetched.errors().addObject().put("errorType", "FETCH_ERROR").put("message", exception.getMessage());
        }
        return json;
    }

    private record Fetched(ArrayNode podMetrics, ArrayNode resources, ArrayNode errors) {}

    /** The namespaces of the entity's environments in a cluster, or of these the one that it names. */
    private Set<String> namespaces(String cluster, Entity entity) {
        var only = entity.annotation(NAMESPACE).filter(text -> !text.isEmpty());
        var names = new LinkedHashSet<String>();
        environments.targets(EntityRef.parse(entity.ref().toString()).toString()).stream()
                .filter(target -> target.cluster().name().equals(cluster))
                .filter(target -> only.isEmpty() || only.get().equals(target.namespace()))
                .filter(this::isOwn)
                .forEach(target -> names.add(target.namespace()));
        return names;
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

    private static void fetch(
            ClusterApi api, Set<String> namespaces, String selector, List<Resource> resources, Fetched fetched) {
        var pods = new ArrayList<JsonNode>();
        for (var resource : resources) {
            var found = new ArrayList<JsonNode>();
            var isGood = false;
            for (var namespace : namespaces) {
                var list = list(api, resource, namespace, selector, fetched.errors());
                isGood |= list.isPresent();
                list.ifPresent(found::addAll);
            }
            if (isGood) {
                var items = fetched.resources().addObject().put("type", resource.type());
                found.forEach(items.putArray("resources")::add);
            }
            if (resource.plural().equals("pods") && resource.group().isEmpty()) {
                pods.addAll(found);
            }
        }
        for (var namespace : PodMetrics.namespaces(pods)) {
            list(api, Resource.POD_METRICS, namespace, selector, fetched.errors())
                    .ifPresent(
                            metrics -> PodMetrics.of(pods, metrics, namespace).forEach(fetched.podMetrics()::add));
        }
    }

    /** Empty where the cluster refuses, which becomes an error of the answer. */
    private static Optional<List<JsonNode>> list(
            ClusterApi api, Resource resource, String namespace, String selector, ArrayNode errors) {
        var path = resource.path(namespace);
        var answer = api.ask(path
                + ClusterApi.query(
                        Map.of("labelSelector", selector, "limit", Integer.toString(ClusterApi.MOST_ITEMS))));
        if (!answer.isGood()) {
            errors.addObject()
                    .put("errorType", errorType(answer.status()))
                    .put("statusCode", answer.status())
                    .put("resourcePath", path);
            return Optional.empty();
        }
        var list = answer.json();
        var kind = list.path("kind").asString("").replaceFirst("List$", "");
        return Optional.of(list.path("items")
                .valueStream()
                .map(item -> resource.isCustom() && !kind.isEmpty() ? ((ObjectNode) item).put("kind", kind) : item)
                .toList());
    }

    private static String errorType(int status) {
        return switch (status) {
            case 400 -> "BAD_REQUEST";
            case 401 -> "UNAUTHORIZED_ERROR";
            case 404 -> "NOT_FOUND";
            case 500 -> "SYSTEM_ERROR";
            default -> "UNKNOWN_ERROR";
        };
    }
}
