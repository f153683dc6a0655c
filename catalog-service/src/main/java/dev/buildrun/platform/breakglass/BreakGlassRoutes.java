package dev.buildrun.platform.breakglass;

import dev.buildrun.access.Caller;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.platform.access.PlatformRights;
import dev.buildrun.platform.objects.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** {@code /platform/break-glass}. */
public final class BreakGlassRoutes {
    private static final String PATH = "/platform/break-glass";
    private static final Set<String> KEYS = Set.of("component", "environment", "reason", "minutes");
    private static final int SHORTEST_REASON = 10;
    private static final int LONGEST_REASON = 1_000;

    private final BreakGlass breakGlass;
    private final PlatformRights rights;
    private final String groupPrefix;

    /** @param groupPrefix what stands before a group's name where clusters know it */
    public BreakGlassRoutes(BreakGlass breakGlass, PlatformRights rights, String groupPrefix) {
        this.breakGlass = breakGlass;
        this.rights = rights;
        this.groupPrefix = groupPrefix;
    }

    public List<Route> routes() {
        return List.of(
                Route.blocking("GET", PATH, this::list),
                Route.blocking("POST", PATH, this::open),
                Route.blocking("DELETE", PATH + "/:id", this::end));
    }

    private Response list(Request request) {
        var component = request.query().only("component").first("component").map(BreakGlassRoutes::component);
        var items = Json.array();
        breakGlass.list(component.orElse(null)).stream()
                .filter(grant -> rights.mayRead(request.caller(), grant.place().componentRef()))
                .forEach(grant -> items.add(grant.json()));
        return Response.json(Json.object().set("items", items));
    }

    private Response open(Request request) {
        rights.requirePlatformTeam(request.caller());
        var body = request.json();
        for (var key : body.propertyNames()) {
            if (!KEYS.contains(key)) {
                throw ServiceException.input("request/body/" + key + ": expected one of "
                        + KEYS.stream().sorted().toList());
            }
        }
        var component = component(text(body, "component", 1, LONGEST_REASON));
        rights.requireRead(request.caller(), component);
        var minutes = body.path("minutes");
        if (!minutes.isInt() || minutes.intValue() < 1 || minutes.intValue() > BreakGlass.LONGEST.toMinutes()) {
            throw ServiceException.input(
                    "request/body/minutes: expected 1 to " + BreakGlass.LONGEST.toMinutes() + ", found " + minutes);
        }
        var grant = breakGlass.open(new BreakGlass.Ask(
                component,
                text(body, "environment", 1, LONGEST_REASON),
                text(body, "reason", SHORTEST_REASON, LONGEST_REASON),
                Duration.ofMinutes(minutes.intValue()),
                grantee(request.caller()),
                String.valueOf(request.caller().actor())));
        return Response.json(201, grant.json());
    }

    /** The team that the caller acts for. */
    private String grantee(Caller caller) {
        var teams = rights.platformTeams();
        var own = caller instanceof Caller.User user
                ? teams.stream().filter(user.ownershipRefs()::contains).toList()
                : teams;
        if (own.isEmpty()) {
            throw ServiceException.conflict("Nobody is the platform team, so nobody can get the rights");
        }
        return Workspace.kubernetesGroup(groupPrefix, EntityRef.parse(own.getFirst()));
    }

    private Response end(Request request) {
        var grant = breakGlass
                .find(id(request.pathParameter("id")))
                .filter(found -> rights.mayRead(request.caller(), found.place().componentRef()))
                .orElseThrow(() -> ServiceException.notFound("No break-glass grant " + request.pathParameter("id")));
        rights.requireOwnerOrPlatformTeam(request.caller(), grant.place().componentRef());
        return Response.json(
                breakGlass.end(grant.id(), request.caller().actor()).json());
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw ServiceException.notFound("No break-glass grant " + text);
        }
    }

    private static String component(String text) {
        return EntityRef.parse(text, "component", EntityRef.DEFAULT_NAMESPACE).toString();
    }

    private static String text(JsonNode body, String key, int shortest, int longest) {
        var value = body.path(key);
        if (!value.isString()
                || value.asString().strip().length() < shortest
                || value.asString().length() > longest) {
            throw ServiceException.input(
                    "request/body/" + key + ": expected a text of " + shortest + " to " + longest + " characters");
        }
        return value.asString();
    }
}
