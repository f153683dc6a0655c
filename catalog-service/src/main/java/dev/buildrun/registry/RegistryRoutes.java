package dev.buildrun.registry;

import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Lists and invokes a plugin's actions below {@code /.backstage/actions}. The first version of invoking takes the input as the body, the
 * second one an object with input and secrets.
 */
public final class RegistryRoutes {
    private static final String PATH = "/.backstage/actions";

    private final String pluginId;
    private final Map<String, RegisteredAction> actions = new LinkedHashMap<>();

    public RegistryRoutes(String pluginId, List<RegisteredAction> actions) {
        this.pluginId = pluginId;
        actions.forEach(action -> this.actions.put(pluginId + ":" + action.name(), action));
    }

    /** The routes as a mount beside the plugin's own. */
    public Mount mount() {
        return Mount.plugin(
                pluginId,
                List.of(
                        Route.fromMemory("GET", PATH + "/v1/actions", _ -> list()),
                        Route.blocking("POST", PATH + "/v1/actions/:id/invoke", this::invokeBare),
                        Route.blocking("POST", PATH + "/v2/actions/:id/invoke", this::invokeWrapped)));
    }

    private Response list() {
        var answer = Json.object();
        var list = answer.putArray("actions");
        actions.forEach((id, action) -> {
            var definition = action.definition();
            var item = list.addObject().put("id", id);
            for (var field : List.of("name", "title", "description")) {
                item.set(field, definition.path(field));
            }
            item.put("pluginId", pluginId);
            item.set("attributes", definition.path("attributes"));
            item.set("schema", definition.path("schema"));
        });
        return Response.json(answer);
    }

    private Response invokeBare(Request request) {
        return invoke(request, find(request), body(request));
    }

    private Response invokeWrapped(Request request) {
        var action = find(request);
        var body = body(request);
        if (body.path("input").isMissingNode()) {
            throw ServiceException.input(
                    "Invalid input to action \"" + request.pathParameter("id") + "\"; caused by input is required");
        }
        if (!body.path("secrets").isMissingNode() && !body.path("secrets").isNull()) {
            throw ServiceException.input("Action \"" + request.pathParameter("id") + "\" does not accept secrets");
        }
        return invoke(request, action, body.path("input"));
    }

    private static JsonNode body(Request request) {
        return request.body().bytes().length == 0 ? Json.object() : request.json();
    }

    private RegisteredAction find(Request request) {
        var id = request.pathParameter("id");
        var action = actions.get(id);
        if (action == null) {
            throw ServiceException.notFound("Action \"" + id + "\" not found");
        }
        return action;
    }

    private static Response invoke(Request request, RegisteredAction action, JsonNode input) {
        var answer = Json.object();
        answer.set("output", action.call().invoke(input, request));
        return Response.json(answer);
    }
}
