package dev.buildrun.platform.binding;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.platform.access.PlatformRights;
import java.util.List;

/** {@code /platform/components/…/bindings}. */
public final class BindingRoutes {
    private static final String PATH = "/platform/components/:kind/:namespace/:name/bindings";

    private final Bindings bindings;
    private final PlatformRights rights;

    public BindingRoutes(Bindings bindings, PlatformRights rights) {
        this.bindings = bindings;
        this.rights = rights;
    }

    public List<Route> routes() {
        return List.of(
                Route.blocking("GET", PATH, this::list),
                Route.blocking("DELETE", PATH + "/:environment/:binding", this::unbind));
    }

    private Response list(Request request) {
        var component = component(request);
        rights.requireRead(request.caller(), component);
        var items = Json.array();
        bindings.ofComponent(component).forEach(binding -> items.add(BindingJson.of(binding)));
        return Response.json(Json.object().set("items", items));
    }

    private Response unbind(Request request) {
        var component = component(request);
        rights.requireOwner(request.caller(), component);
        var force = request.query().only("force").first("force").orElse("false");
        if (!force.equals("true") && !force.equals("false")) {
            throw ServiceException.input("request/query/force: expected true or false, found " + force);
        }
        var key =
                new BindingPlan.Key(component, request.pathParameter("environment"), request.pathParameter("binding"));
        bindings.unbind(key, force.equals("true"), request.caller().actor());
        return Response.empty(204);
    }

    private static String component(Request request) {
        return new EntityRef(
                        request.pathParameter("kind"),
                        request.pathParameter("namespace"),
                        request.pathParameter("name"))
                .toString();
    }
}
