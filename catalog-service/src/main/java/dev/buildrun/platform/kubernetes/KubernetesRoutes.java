package dev.buildrun.platform.kubernetes;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.access.ResourceDecider;
import dev.buildrun.access.http.PluginPermissionRoutes;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.platform.cluster.Cluster;
import dev.buildrun.platform.team.TeamRights;
import dev.buildrun.platform.team.Teams;
import dev.buildrun.platform.workload.Environments;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code /api/kubernetes} as Backstage's plugin has it. */
public final class KubernetesRoutes {
    private static final Permission CLUSTERS_READ = new Permission("kubernetes.clusters.read", "read", null);
    private static final Permission RESOURCES_READ = new Permission("kubernetes.resources.read", "read", null);
    private static final Permission PROXY = new Permission("kubernetes.proxy", null, null);
    private static final Permission ENTITY_READ = new Permission("catalog.entity.read", "read", "catalog-entity");
    /** The tab sends the whole entity along. */
    private static final long MAX_BODY_BYTES = 1 << 20;

    private final Supplier<Collection<Cluster>> clusters;
    private final Teams teams;
    private final TeamRights rights;
    private final EntityObjects objects;
    private final PermissionPolicy policy;
    private final ResourceDecider decider;
    private final KubernetesProxy proxy;

    /** @param clusters those that the operator has configured */
    public KubernetesRoutes(
            Supplier<Collection<Cluster>> clusters,
            Teams teams,
            TeamRights rights,
            Environments environments,
            PermissionPolicy policy,
            ResourceDecider decider) {
        this.clusters = clusters;
        this.teams = teams;
        this.rights = rights;
        this.objects = new EntityObjects(clusters, environments);
        this.policy = policy;
        this.decider = decider;
        this.proxy = new KubernetesProxy(clusters, rights, environments);
    }

    public List<Mount> mounts() {
        var anything = "/proxy/*";
        return List.of(
                Mount.plugin(
                        "kubernetes",
                        List.of(
                                Route.fromMemory("GET", "/clusters", this::clusters),
                                Route.blocking("POST", "/services/:serviceId", this::services)
                                        .accepting(MAX_BODY_BYTES),
                                Route.blocking("POST", "/resources/workloads/query", this::workloads),
                                Route.blocking("POST", "/resources/custom/query", this::custom),
                                Route.blocking("GET", anything, this::proxied),
                                Route.blocking("POST", anything, this::readOnly),
                                Route.blocking("PUT", anything, this::readOnly),
                                Route.blocking("PATCH", anything, this::readOnly),
                                Route.blocking("DELETE", anything, this::readOnly))),
                new PluginPermissionRoutes(List.of(PROXY, RESOURCES_READ, CLUSTERS_READ), List.of())
                        .mount("kubernetes"));
    }

    private void require(Caller caller, Permission permission) {
        if (!policy.decide(caller, permission, null).equals(Decision.ALLOW)) {
            throw unauthorized();
        }
    }

    private static ServiceException unauthorized() {
        return ServiceException.of(ErrorKind.NOT_ALLOWED, "Unauthorized");
    }

    /** The clusters sign us in by themselves, so the portal need not bring credentials along: that is {@code serviceAccount}. */
    private Response clusters(Request request) {
        require(request.caller(), CLUSTERS_READ);
        var json = Json.object();
        var items = json.putArray("items");
        for (var cluster : clusters.get()) {
            var item = items.addObject().put("name", cluster.name()).put("title", cluster.title());
            if (cluster.dashboard() != null) {
                item.put("dashboardUrl", cluster.dashboard().toString());
            }
            item.put("authProvider", "serviceAccount");
        }
        return Response.json(json);
    }

    private Response services(Request request) {
        require(request.caller(), RESOURCES_READ);
        var sent = request.json().path("entity");
        if (!sent.isObject()) {
            throw ServiceException.input("entity: expected the entity, found " + sent.getNodeType());
        }
        var ref = ref(sent);
        var entity = visible(request.caller(), ref);
        if (entity == null) {
            throw ServiceException.of(ErrorKind.NOT_ALLOWED, "Entity not found, " + ref);
        }
        rights.requireRead(request.caller(), ref);
        return Response.json(objects.of(entity, Resource.USUAL));
    }

    /** Only the name of what was sent counts; the rest is read from the catalog. */
    private static String ref(JsonNode entity) {
        var kind = entity.path("kind").asString("");
        var name = entity.path("metadata").path("name").asString("");
        var namespace = entity.path("metadata").path("namespace").asString(EntityRef.DEFAULT_NAMESPACE);
        if (kind.isEmpty() || name.isEmpty() || namespace.isEmpty()) {
            throw ServiceException.of(ErrorKind.NOT_ALLOWED, "Invalid entity reference");
        }
        return new EntityRef(kind, namespace, name).toString();
    }

    private @Nullable Entity visible(Caller caller, String ref) {
        return decider.decide(caller, ENTITY_READ, ref).equals(Decision.ALLOW)
                ? teams.find(ref).orElse(null)
                : null;
    }

    private Response workloads(Request request) {
        require(request.caller(), RESOURCES_READ);
        return Response.json(objects.of(named(request, request.json()), Resource.USUAL));
    }

    private Response custom(Request request) {
        require(request.caller(), RESOURCES_READ);
        var body = request.json();
        var entity = named(request, body);
        return Response.json(objects.of(entity, Resource.custom(body.path("customResources"))));
    }

    private Entity named(Request request, JsonNode body) {
        var sent = body.path("entityRef");
        if (sent.isMissingNode()
                || sent.isNull()
                || (sent.isString() && sent.asString().isEmpty())) {
            throw ServiceException.input("entity is a required field");
        }
        if (!sent.isString()) {
            throw ServiceException.input("entity query must be a string");
        }
        var ref = parsed(sent.asString());
        var entity = visible(request.caller(), ref);
        if (entity == null) {
            throw ServiceException.input("Entity ref missing, " + ref);
        }
        rights.requireRead(request.caller(), ref);
        return entity;
    }

    private static String parsed(String text) {
        try {
            return EntityRef.parse(text).toString();
        } catch (ServiceException exception) {
            throw ServiceException.input("Invalid entity ref, Error: " + exception.getMessage());
        }
    }

    private Response proxied(Request request) {
        require(request.caller(), PROXY);
        return proxy.read(request);
    }

    private Response readOnly(Request request) {
        require(request.caller(), PROXY);
        throw ServiceException.of(
                ErrorKind.NOT_ALLOWED, "The proxy only reads; what is to be changed goes by /api/buildrun/platform");
    }
}
