package dev.buildrun.platform.deploy;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.database.Database;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Query;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.platform.deploy.Deployment.Action;
import dev.buildrun.platform.deploy.Deployment.Status;
import dev.buildrun.platform.page.TimePage;
import dev.buildrun.platform.workload.WorkloadRoutes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** What owners do with what runs, below each environment of a component; and {@code /platform/deployments}, what was done. */
public final class DeployRoutes {
    private static final String ENVIRONMENT = "/platform/components/:kind/:namespace/:name/environments/:environment";
    private static final Permission READ = new Permission("buildrun.deployment.read", "read", null);
    private static final Permission WRITE = new Permission("buildrun.deployment.write", "update", null);

    private final Database database;
    private final DeploymentStore store = new DeploymentStore();
    private final Deployments deployments;
    private final PermissionPolicy policy;
    private final BiPredicate<Caller, String> mayRead;

    /** @param mayRead whether a caller may read the component of a reference */
    public DeployRoutes(
            Database database, Deployments deployments, PermissionPolicy policy, BiPredicate<Caller, String> mayRead) {
        this.mayRead = mayRead;
        this.database = database;
        this.deployments = deployments;
        this.policy = policy;
    }

    /** One of the things that can be done. */
    @FunctionalInterface
    private interface Doing {
        Deployment with(Caller caller, String component, String environment, Order order);
    }

    public List<Route> routes() {
        return List.of(
                Route.blocking(
                        "POST",
                        ENVIRONMENT + "/deployments",
                        request -> begin(request, Action.DEPLOY, deployments::deploy)),
                Route.blocking(
                        "POST",
                        ENVIRONMENT + "/promote",
                        request -> begin(request, Action.PROMOTE, deployments::promote)),
                Route.blocking(
                        "POST",
                        ENVIRONMENT + "/rollback",
                        request -> begin(request, Action.ROLLBACK, deployments::rollback)),
                Route.blocking(
                        "POST",
                        ENVIRONMENT + "/restart",
                        request -> begin(request, Action.RESTART, deployments::restart)),
                Route.blocking(
                        "POST", ENVIRONMENT + "/scale", request -> begin(request, Action.SCALE, deployments::scale)),
                Route.blocking("GET", "/platform/deployments", this::list),
                Route.blocking("GET", "/platform/deployments/:id", this::get));
    }

    private Response begin(Request request, Action action, Doing doing) {
        request.query().only();
        require(request.caller(), WRITE);
        var order = Order.of(action, request.body().bytes().length == 0 ? Json.object() : request.json());
        var one = doing.with(
                request.caller(), WorkloadRoutes.component(request), request.pathParameter("environment"), order);
        return Response.json(202, DeploymentJson.of(one));
    }

    private Response list(Request request) {
        var query = request.query().only("component", "owner", "environment", "status", "action", "cursor", "limit");
        require(request.caller(), READ);
        var page = TimePage.of(query);
        var wanted = new DeploymentStore.Wanted(
                query.first("component").map(text -> ref(text, "component")).orElse(null),
                query.first("owner").map(text -> ref(text, "group")).orElse(null),
                query.first("environment").orElse(null),
                choice(query, "status", Status.class),
                choice(query, "action", Action.class));
        var found = database.inTransaction(tx -> page.shown(
                rows -> store.list(tx, wanted, rows),
                one -> mayRead.test(request.caller(), one.component()),
                Deployment::pagePlace));
        var json = Json.object();
        var items = json.putArray("items");
        found.stream().limit(page.limit()).forEach(one -> items.add(DeploymentJson.of(one)));
        if (found.size() > page.limit()) {
            json.put("nextCursor", found.get(page.limit() - 1).pagePlace().cursor());
        }
        return Response.json(json);
    }

    private static String ref(String text, String kind) {
        return EntityRef.parse(text, kind, EntityRef.DEFAULT_NAMESPACE).toString();
    }

    private static <E extends Enum<E>> @Nullable E choice(Query query, String name, Class<E> type) {
        var text = query.first(name).orElse(null);
        if (text == null) {
            return null;
        }
        var names = Arrays.stream(type.getEnumConstants())
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toList();
        if (!names.contains(text)) {
            throw ServiceException.input("request/query/" + name + ": expected one of " + names + ", found " + text);
        }
        return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    }

    private Response get(Request request) {
        request.query().only();
        require(request.caller(), READ);
        var text = request.pathParameter("id");
        var found = deployments.get(id(text)).filter(one -> mayRead.test(request.caller(), one.component()));
        return Response.json(DeploymentJson.of(found.orElseThrow(() -> missing(text))));
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw missing(text);
        }
    }

    private static ServiceException missing(String id) {
        return ServiceException.notFound("No deployment with the id '" + id + "'");
    }

    private void require(Caller caller, Permission permission) {
        if (!policy.decide(caller, permission, null).equals(Decision.ALLOW)) {
            throw ServiceException.notAllowed();
        }
    }
}
