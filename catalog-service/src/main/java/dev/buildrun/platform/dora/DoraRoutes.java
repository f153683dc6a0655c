package dev.buildrun.platform.dora;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.platform.dora.Dora.Window;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code /platform/dora}: how teams and services deliver. */
public final class DoraRoutes {
    private static final Permission READ = new Permission("buildrun.deployment.read", "read", null);
    private static final List<String> WINDOWS = List.of("7d", "30d", "90d");
    private static final List<String> GROUPS = List.of("owner", "component", "environment");
    /** Images come to production from deployments that may be older than the window. */
    private static final Duration BEFORE_THE_WINDOW = Duration.ofDays(90);

    private final Deliveries deliveries;
    private final PermissionPolicy policy;
    private final BiPredicate<Caller, String> mayRead;
    private final Clock clock;

    /** @param mayRead whether a caller may read the component of a reference */
    public DoraRoutes(
            Deliveries deliveries, PermissionPolicy policy, BiPredicate<Caller, String> mayRead, Clock clock) {
        this.mayRead = mayRead;
        this.deliveries = deliveries;
        this.policy = policy;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(Route.blocking("GET", "/platform/dora", this::figures));
    }

    private Response figures(Request request) {
        var query = request.query().only("owner", "component", "environment", "window", "by");
        if (!policy.decide(request.caller(), READ, null).equals(Decision.ALLOW)) {
            throw ServiceException.notAllowed();
        }
        var name = query.first("window").orElse("30d");
        if (!WINDOWS.contains(name)) {
            throw ServiceException.input("request/query/window: expected one of " + WINDOWS + ", found " + name);
        }
        var window = Window.ofDays(Integer.parseInt(name.substring(0, name.length() - 1)), clock.instant());
        var component =
                query.first("component").map(text -> ref(text, "component")).orElse(null);
        var owner = query.first("owner").map(text -> ref(text, "group")).orElse(null);
        var environment = query.first("environment").orElse(null);
        var known = new HashMap<String, Boolean>();
        var all = deliveries.since(component, owner, window.from().minus(BEFORE_THE_WINDOW)).stream()
                .filter(each -> known.computeIfAbsent(each.component(), ref -> mayRead.test(request.caller(), ref)))
                .toList();
        Predicate<Delivery> wanted =
                each -> environment == null || each.environment().equals(environment);
        var json = Json.object()
                .put("window", name)
                .put("from", window.from().toString())
                .put("to", window.to().toString())
                .put("owner", owner)
                .put("component", component)
                .put("environment", environment);
        json.set("total", json(Dora.figures(all, window, wanted)));
        var groups = json.putArray("groups");
        query.first("by")
                .map(DoraRoutes::key)
                .ifPresent(key -> Dora.grouped(all, window, wanted, key)
                        .forEach(group ->
                                groups.addObject().put("key", group.key()).set("figures", json(group.figures()))));
        return Response.json(json);
    }

    private static Function<Delivery, String> key(String by) {
        return switch (by) {
            case "owner" -> each -> String.valueOf(each.owner());
            case "component" -> Delivery::component;
            case "environment" -> Delivery::environment;
            default -> throw ServiceException.input("request/query/by: expected one of " + GROUPS + ", found " + by);
        };
    }

    private static String ref(String text, String kind) {
        return EntityRef.parse(text, kind, EntityRef.DEFAULT_NAMESPACE).toString();
    }

    private static ObjectNode json(Figures figures) {
        var json = Json.object()
                .put("deployments", figures.deployments())
                .put("underWay", figures.underWay())
                .put("deploymentsPerDay", figures.perDay())
                .put("handOvers", figures.handOvers())
                .put("unknownStarters", figures.unknownStarters())
                .put("handOversPerDeployment", figures.handOversPerDeployment())
                .put("changes", figures.changes())
                .put("failedChanges", figures.failedChanges())
                .put("changeFailureRate", figures.changeFailureRate())
                .put("unrestored", figures.unrestored());
        json.set("leadTime", json(figures.leadTime()));
        json.set("timeToRestore", json(figures.timeToRestore()));
        return json;
    }

    private static ObjectNode json(Figures.Times times) {
        return Json.object()
                .put("measured", times.measured())
                .put("unknown", times.unknown())
                .put("medianSeconds", seconds(times.median()))
                .put("ninetiethSeconds", seconds(times.ninetieth()))
                .put("meanSeconds", seconds(times.mean()));
    }

    private static @Nullable Long seconds(@Nullable Duration time) {
        return time == null ? null : time.toSeconds();
    }
}
