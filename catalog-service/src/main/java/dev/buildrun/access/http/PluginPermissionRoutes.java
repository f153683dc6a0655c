package dev.buildrun.access.http;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Criteria;
import dev.buildrun.access.Decision.Definite;
import dev.buildrun.access.Permission;
import dev.buildrun.access.ResourceType;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What every plugin of a Backstage backend has below {@code /.well-known/backstage/permissions}: which permissions and rules it knows, and
 * whether conditions hold for resources of it. The second is what a permission backend asks when its policy has answered with conditions.
 */
public final class PluginPermissionRoutes {
    private static final String PATH = "/.well-known/backstage/permissions";
    private static final int MAX_RESOURCES = 10_000;

    private final List<Permission> permissions;
    private final List<ResourceType> types;

    public PluginPermissionRoutes(List<Permission> permissions, List<ResourceType> types) {
        this.permissions = List.copyOf(permissions);
        this.types = List.copyOf(types);
    }

    /** The routes as a mount beside the plugin's own. */
    public Mount mount(String pluginId) {
        return Mount.plugin(
                pluginId,
                List.of(
                        Route.fromMemory("GET", PATH + "/metadata", _ -> Response.json(metadata())),
                        Route.blocking("POST", PATH + "/apply-conditions", this::applyConditions)));
    }

    private ObjectNode metadata() {
        var metadata = Json.object();
        permissions.forEach(permission -> metadata.withArray("permissions").add(permission.json()));
        var rules = metadata.putArray("rules");
        for (var type : types) {
            for (var rule : type.rules()) {
                rules.addObject()
                        .put("name", rule.name())
                        .put("description", rule.description())
                        .put("resourceType", type.name())
                        .set("paramsSchema", rule.paramsSchema());
            }
        }
        return metadata;
    }

    /** @param refs one, or those of a list */
    private record Item(String id, String type, List<String> refs, boolean isList, Criteria conditions) {}

    private Response applyConditions(Request request) {
        refuseUsers(request.caller());
        var items = items(request.json());
        var unknown = items.stream()
                .map(Item::type)
                .filter(type -> find(type).isEmpty())
                .toList();
        if (!unknown.isEmpty()) {
            throw ServiceException.input("Unexpected resource types: " + String.join(", ", unknown) + ".");
        }
        var known = new HashMap<String, Optional<Predicate<Criteria.Rule>>>();
        var answer = Json.object();
        var results = answer.putArray("items");
        items.forEach(item -> results.add(result(item, known)));
        return Response.json(answer);
    }

    /** Who may ask about any resource learns about resources, so this is between plugins. */
    private static void refuseUsers(Caller caller) {
        if (caller instanceof Caller.User user && user.plugin() == null) {
            throw ServiceException.notAllowed();
        }
    }

    private Optional<ResourceType> find(String type) {
        return types.stream().filter(each -> each.name().equals(type)).findFirst();
    }

    private ObjectNode result(Item item, Map<String, Optional<Predicate<Criteria.Rule>>> known) {
        var result = Json.object().put("id", item.id());
        var type = find(item.type()).orElseThrow();
        var decisions = item.refs().stream()
                .map(ref ->
                        decide(item.conditions(), known.computeIfAbsent(item.type() + " " + ref, _ -> type.find(ref))))
                .toList();
        if (!item.isList()) {
            return result.put("result", decisions.getFirst().name());
        }
        var list = result.putArray("result");
        decisions.forEach(decision -> list.add(decision.name()));
        return result;
    }

    /** What is not there is denied, even by conditions that say what must not be. */
    private static Definite decide(Criteria conditions, Optional<Predicate<Criteria.Rule>> resource) {
        return resource.filter(conditions::hold).isPresent() ? Definite.ALLOW : Definite.DENY;
    }

    private static List<Item> items(JsonNode body) {
        if (!body.path("items").isArray()) {
            throw ServiceException.input(
                    "items: expected an array, found " + body.path("items").getNodeType());
        }
        var items = new ArrayList<Item>();
        var resources = 0;
        for (var item : body.path("items")) {
            items.add(item(item, "items[" + items.size() + "]"));
            resources += items.getLast().refs().size();
        }
        if (resources > MAX_RESOURCES) {
            throw ServiceException.input("items: expected at most " + MAX_RESOURCES + " resources, found " + resources);
        }
        return items;
    }

    private static Item item(JsonNode item, String path) {
        var ref = item.path("resourceRef");
        return new Item(
                text(item.path("id"), path + ".id"),
                text(item.path("resourceType"), path + ".resourceType"),
                ref.isArray() ? texts(ref, path + ".resourceRef") : List.of(text(ref, path + ".resourceRef")),
                ref.isArray(),
                Criteria.parse(item.path("conditions"), path + ".conditions"));
    }

    private static List<String> texts(JsonNode array, String path) {
        if (array.isEmpty()) {
            throw ServiceException.input(path + ": expected at least one reference");
        }
        return array.valueStream().map(each -> text(each, path)).toList();
    }

    private static String text(JsonNode value, String path) {
        if (!value.isString()) {
            throw ServiceException.input(path + ": expected a string, found " + value.getNodeType());
        }
        return value.asString();
    }
}
