package dev.buildrun.platform.workspace;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.platform.access.PlatformRights;
import dev.buildrun.platform.objects.ObjectText;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code /platform/components/…/workspaces}: what there should be of a component's workspaces, what there is, and to make it so. */
public final class WorkspaceRoutes {
    private static final String PATH = "/platform/components/:kind/:namespace/:name/workspaces";
    private static final int MOST_ENVIRONMENTS = 20;

    private final Workspaces workspaces;
    private final PlatformRights rights;

    public WorkspaceRoutes(Workspaces workspaces, PlatformRights rights) {
        this.workspaces = workspaces;
        this.rights = rights;
    }

    public List<Route> routes() {
        return List.of(Route.blocking("GET", PATH, this::list), Route.blocking("POST", PATH, this::ensure));
    }

    private Response list(Request request) {
        var withObjects = request.query().only("objects").first("objects").orElse("false");
        if (!withObjects.equals("true") && !withObjects.equals("false")) {
            throw ServiceException.input("request/query/objects: expected true or false, found " + withObjects);
        }
        var component = component(request);
        rights.requireRead(request.caller(), component);
        return answer(workspaces.standing(component), withObjects.equals("true"));
    }

    private Response ensure(Request request) {
        var component = component(request);
        rights.requireOwner(request.caller(), component);
        var wanted = environments(request);
        var plans = workspaces.plans(component);
        var names = plans.stream().map(plan -> plan.workspace().environment()).toList();
        for (var environment : wanted) {
            if (!names.contains(environment)) {
                throw ServiceException.input(
                        "request/body/environments: expected some of " + names + ", found " + environment);
            }
        }
        var by = String.valueOf(request.caller().actor());
        return answer(
                plans.stream()
                        .filter(plan -> wanted.isEmpty()
                                || wanted.contains(plan.workspace().environment()))
                        .map(plan -> workspaces.ensure(plan, by))
                        .toList(),
                false);
    }

    private static List<String> environments(Request request) {
        var body = request.json();
        for (var key : body.propertyNames()) {
            if (!key.equals("environments")) {
                throw ServiceException.input("request/body/" + key + ": expected only environments");
            }
        }
        var list = body.path("environments");
        if (list.isMissingNode()) {
            return List.of();
        }
        if (!list.isArray() || list.isEmpty() || list.size() > MOST_ENVIRONMENTS) {
            throw ServiceException.input(
                    "request/body/environments: expected a list of 1 to " + MOST_ENVIRONMENTS + " names");
        }
        var names = new ArrayList<String>();
        for (var name : list) {
            if (!name.isString()) {
                throw ServiceException.input("request/body/environments: expected names, found " + name);
            }
            names.add(name.asString());
        }
        return names;
    }

    private static String component(Request request) {
        return new EntityRef(
                        request.pathParameter("kind"),
                        request.pathParameter("namespace"),
                        request.pathParameter("name"))
                .toString();
    }

    private static Response answer(List<Workspaces.Standing> standings, boolean withObjects) {
        var items = Json.MAPPER.createArrayNode();
        standings.forEach(standing -> items.add(json(standing, withObjects)));
        return Response.json(Json.object().set("items", items));
    }

    private static ObjectNode json(Workspaces.Standing standing, boolean withObjects) {
        var workspace = standing.plan().workspace();
        var json = Json.object()
                .put("environment", workspace.environment())
                .put("namespace", workspace.namespace())
                .put("subject", workspace.subject().toString())
                .put("owner", workspace.owner().toString())
                .put("contract", standing.plan().contract().version())
                .put("cluster", standing.plan().cluster())
                .put("mode", standing.isPlanOnly() ? "plan" : "cluster")
                .put("inSync", standing.isInSync())
                .put("note", standing.note());
        var row = standing.row();
        json.put("reserved", row != null);
        json.put(
                "ensuredAt",
                row == null || row.ensuredAt() == null ? null : row.ensuredAt().toString());
        var states = json.putArray("objects");
        for (var object : standing.objects()) {
            var details = states.addObject()
                    .put("object", object.object())
                    .put("state", object.state().text())
                    .putArray("details");
            object.details().forEach(details::add);
        }
        if (withObjects) {
            var manifests = json.putArray("manifests");
            standing.plan().objects().forEach(object -> manifests.add(ObjectText.json(object)));
        }
        return json;
    }
}
