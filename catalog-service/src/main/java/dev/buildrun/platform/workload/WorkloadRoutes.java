package dev.buildrun.platform.workload;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Query;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.platform.team.TeamRights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** {@code /platform/components/…/environments}: what runs where, for those whose it is. */
public final class WorkloadRoutes {
    private static final String ENVIRONMENTS = "/platform/components/:kind/:namespace/:name/environments";
    private static final int USUAL_LINES = 500;
    private static final int MOST_LINES = 10_000;
    private static final int MOST_LOG_BYTES = 1 << 20;
    private static final String NAME = "[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?";

    private final TeamRights rights;
    private final Environments environments;
    private final LogFollow follow = new LogFollow(LogFollow.Pace.USUAL);

    public WorkloadRoutes(TeamRights rights, Environments environments) {
        this.rights = rights;
        this.environments = environments;
    }

    public List<Route> routes() {
        var one = ENVIRONMENTS + "/:environment";
        return List.of(
                Route.blocking("GET", ENVIRONMENTS, this::list),
                Route.blocking("GET", one, this::environment),
                Route.blocking("GET", one + "/workloads", this::workloads),
                Route.blocking("GET", one + "/events", this::events),
                Route.blocking("GET", one + "/pods/:pod/log", this::log));
    }

    /** The component of a request, which there is, and which the caller may see running. */
    private String readable(Request request) {
        var ref = component(request);
        rights.requireRead(request.caller(), ref);
        return ref;
    }

    /** The full reference that a path names. */
    public static String component(Request request) {
        return new EntityRef(
                        request.pathParameter("kind"),
                        request.pathParameter("namespace"),
                        request.pathParameter("name"))
                .toString();
    }

    private Target target(Request request) {
        return environments.require(readable(request), request.pathParameter("environment"));
    }

    private Response list(Request request) {
        request.query().only();
        var component = readable(request);
        var json = Json.object().put("entityRef", component);
        json.put("contract", environments.contract(component).version());
        json.put("role", rights.role(request.caller(), component).name().toLowerCase(Locale.ROOT));
        var items = json.putArray("items");
        environments.of(component).forEach(place -> items.add(place(place)));
        return Response.json(json);
    }

    private static ObjectNode place(Environments.Place place) {
        return Json.object()
                .put("environment", place.terms().name())
                .put("order", place.terms().order())
                .put("production", place.isProduction())
                .put("namespace", place.namespace())
                .put("mode", place.target().isPresent() ? "live" : "plan")
                .put(
                        "cluster",
                        place.target().map(target -> target.cluster().name()).orElse(null));
    }

    private Response environment(Request request) {
        request.query().only();
        var target = target(request);
        var seen = Observation.of(target);
        var json = head(target);
        var workloads = json.putArray("workloads");
        seen.workloads().forEach(each -> workloads.add(WorkloadView.of(each, seen.replicaSets(), seen.pods())));
        var pods = json.putArray("pods");
        seen.pods().forEach(pod -> pods.add(PodView.of(pod)));
        return Response.json(json);
    }

    private static ObjectNode head(Target target) {
        return Json.object()
                .put("entityRef", target.component())
                .put("environment", target.environment())
                .put("production", target.isProduction())
                .put("cluster", target.cluster().name())
                .put("namespace", target.namespace());
    }

    private Response workloads(Request request) {
        request.query().only();
        var seen = Observation.of(target(request));
        var json = Json.object();
        var items = json.putArray("items");
        seen.workloads().forEach(each -> items.add(WorkloadView.of(each, seen.replicaSets(), seen.pods())));
        return Response.json(json);
    }

    private Response events(Request request) {
        request.query().only();
        var target = target(request);
        var path = target.path("v1", "events")
                + ClusterApi.query(Map.of("limit", Integer.toString(ClusterApi.MOST_ITEMS)));
        var json = Json.object();
        var items = json.putArray("items");
        EventView.of(target.cluster().items(path)).forEach(items::add);
        return Response.json(json);
    }

    private Response log(Request request) {
        var query = request.query().only("container", "previous", "tail", "sinceSeconds", "timestamps", "follow");
        var pod = name("params/pod", request.pathParameter("pod"));
        var parameters = parameters(query);
        var target = target(request);
        requireOwn(target, pod);
        var path = target.path("v1", "pods", pod, "log") + ClusterApi.query(parameters);
        if (!parameters.containsKey("follow")) {
            var answer = target.cluster().ask(path);
            if (!answer.isGood()) {
                throw ServiceException.notFound("No log of pod " + pod + ": "
                        + answer.json().path("message").asString("the cluster answered " + answer.status()));
            }
            return Response.text(200, "text/plain; charset=utf-8", answer.body());
        }
        follow.requireRoom();
        var log = target.cluster().open(path);
        return Response.streamed(
                200,
                Map.of("Content-Type", "text/event-stream; charset=utf-8", "Cache-Control", "no-cache"),
                out -> follow.write(log, out));
    }

    private static Map<String, String> parameters(Query query) {
        var parameters = new LinkedHashMap<String, String>();
        query.first("container").ifPresent(text -> parameters.put("container", name("query/container", text)));
        var tail = query.first("tail")
                .map(text -> number("tail", text, MOST_LINES))
                .orElse(USUAL_LINES);
        parameters.put("tailLines", Integer.toString(tail));
        query.first("sinceSeconds")
                .ifPresent(text -> parameters.put(
                        "sinceSeconds", Integer.toString(number("sinceSeconds", text, Integer.MAX_VALUE))));
        for (var flag : List.of("previous", "timestamps", "follow")) {
            if (query.first(flag).map(text -> flag(flag, text)).orElse(false)) {
                parameters.put(flag, "true");
            }
        }
        if (!parameters.containsKey("follow")) {
            parameters.put("limitBytes", Integer.toString(MOST_LOG_BYTES));
        }
        return parameters;
    }

    private static boolean flag(String name, String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw ServiceException.input("request/query/" + name + ": expected true or false, found " + text);
        }
        return text.equals("true");
    }

    private static int number(String name, String text, int most) {
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw ServiceException.input("request/query/" + name + ": expected a whole number from 1, found " + text);
        }
        return Math.min(Integer.parseInt(text), most);
    }

    private static String name(String place, String text) {
        if (!text.matches(NAME)) {
            throw ServiceException.input(
                    "request/" + place + ": expected a name as Kubernetes has them, found " + text);
        }
        return text;
    }

    /** Where several components share a namespace, a name alone would lead to another one's pods. */
    private static void requireOwn(Target target, String pod) {
        var found = target.cluster().list(target.path("v1", "pods"), target.selector()).stream()
                .anyMatch(
                        each -> each.path("metadata").path("name").asString("").equals(pod));
        if (!found) {
            throw ServiceException.notFound("No pod " + pod + " of " + target.component() + " in namespace "
                    + target.namespace() + " of cluster " + target.cluster().name());
        }
    }
}
