package dev.buildrun.access.http;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.ResourceDecisions;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api/permission}: what the portal asks before it shows a button. */
public final class PermissionRoutes {
    private static final int MAX_ITEMS = 1_000;

    private final ResourceDecisions decisions;

    public PermissionRoutes(ResourceDecisions decisions) {
        this.decisions = decisions;
    }

    public Mount mount() {
        return Mount.plugin(
                "permission",
                List.of(
                        // Whether conditions hold for a task is asked of the database.
                        Route.blocking("POST", "/authorize", this::authorize),
                        Route.fromMemory(
                                        "GET",
                                        "/health",
                                        _ -> Response.json(Json.object().put("status", "ok")))
                                .open()));
    }

    private Response authorize(Request request) {
        var user = request.caller().requireUser();
        var items = request.json().path("items");
        if (!items.isArray() || items.size() > MAX_ITEMS) {
            throw ServiceException.input("items: expected an array of at most " + MAX_ITEMS + " items");
        }
        if (user.isDecidedElsewhere()) {
            decisions.prepare(user, permissions(items));
        }
        var body = Json.object();
        var answers = body.putArray("items");
        for (var index = 0; index < items.size(); index++) {
            answers.add(answer(user, items.get(index), "items[" + index + "]"));
        }
        return Response.json(body);
    }

    private static List<Permission> permissions(JsonNode items) {
        var permissions = new LinkedHashSet<Permission>();
        for (var index = 0; index < items.size(); index++) {
            permissions.add(permission(items.get(index).path("permission"), "items[" + index + "].permission"));
        }
        return List.copyOf(permissions);
    }

    private ObjectNode answer(Caller.User user, JsonNode item, String path) {
        var answer = Json.object().put("id", text(item, "id", path));
        var permission = permission(item.path("permission"), path + ".permission");
        var ref = item.path("resourceRef");
        if (ref.isArray()) {
            var results = answer.putArray("result");
            for (var one : ref) {
                results.add(decide(user, permission, refOf(one, path)));
            }
            return answer;
        }
        if (ref.isMissingNode() && permission.resourceType() != null && user.plugin() != null) {
            return withConditions(answer, decisions.decideAll(user, permission), permission);
        }
        if (ref.isMissingNode() && permission.resourceType() != null) {
            throw ServiceException.input(
                    "Resource permissions require a resourceRef to be set. Direct user requests without"
                            + " a resourceRef are not allowed.");
        }
        return answer.put("result", decide(user, permission, ref.isMissingNode() ? null : refOf(ref, path)));
    }

    /** What only plugins are told, since they hold the conditions against their resources themselves. */
    private static ObjectNode withConditions(ObjectNode answer, Decision decision, Permission permission) {
        return switch (decision) {
            case Decision.Definite definite -> answer.put("result", definite.name());
            case Decision.Conditional(var criteria) -> {
                var type = String.valueOf(permission.resourceType());
                answer.put("result", "CONDITIONAL")
                        .put("pluginId", permission.name().replaceFirst("\\..*", ""))
                        .put("resourceType", type)
                        .set("conditions", criteria.json(type));
                yield answer;
            }
        };
    }

    private String decide(Caller.User user, Permission permission, @Nullable String resourceRef) {
        return decisions.decide(user, permission, resourceRef).name();
    }

    private static Permission permission(JsonNode node, String path) {
        var name = text(node, "name", path);
        var action = node.path("attributes").path("action");
        return new Permission(
                name,
                action.isString() ? action.stringValue() : null,
                switch (text(node, "type", path)) {
                    case "resource" -> text(node, "resourceType", path);
                    case "basic" -> null;
                    case String other ->
                        throw ServiceException.input(
                                path + ".type: expected basic or resource, found \"" + other + "\"");
                });
    }

    private static String refOf(JsonNode ref, String path) {
        if (!ref.isString()) {
            throw ServiceException.input(path + ".resourceRef: expected a string, found " + ref.getNodeType());
        }
        return ref.stringValue();
    }

    private static String text(JsonNode node, String field, String path) {
        var value = node.path(field);
        if (!value.isString()) {
            throw ServiceException.input(path + "." + field + ": expected a string, found " + value.getNodeType());
        }
        return value.stringValue();
    }
}
