package dev.buildrun.catalog.push;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.catalog.intake.MutationTerms.Mode;
import dev.buildrun.catalog.intake.SourceState;
import dev.buildrun.catalog.intake.Sources;
import dev.buildrun.catalog.push.Pushes.Wish;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /providers}: where entities come from and how that goes, and what callers push. */
public final class ProviderRoutes {
    static final Permission READ = new Permission("buildrun.provider.read", "read", null);
    static final Permission WRITE = new Permission("buildrun.provider.write", "update", null);

    private final PermissionPolicy policy;
    private final Sources states;
    private final List<String> installed;
    private final Map<String, PushSource> pushSources;
    private final Pushes pushes;
    private final PushConfig config;
    private final PushBody bodies;

    /**
     * Puts the parts together.
     *
     * @param installed the names of all providers of this service
     * @param pushSources those that take pushes
     */
    public ProviderRoutes(
            PermissionPolicy policy,
            Sources states,
            List<String> installed,
            List<PushSource> pushSources,
            Pushes pushes,
            PushConfig config) {
        this.policy = policy;
        this.states = states;
        this.installed = List.copyOf(installed);
        this.pushSources = pushSources.stream().collect(Collectors.toMap(PushSource::name, Function.identity()));
        this.pushes = pushes;
        this.config = config;
        this.bodies = new PushBody(config);
    }

    public List<Route> routes() {
        var entities = "/providers/:provider/entities";
        return List.of(
                Route.blocking("GET", "/providers", this::list),
                Route.blocking("GET", "/providers/:provider", this::get),
                Route.blocking("PUT", entities, this::replace).spooling(config.maxBodyBytes()),
                Route.blocking("PATCH", entities, this::adjust).spooling(config.maxBodyBytes()),
                Route.blocking("DELETE", entities, this::clear),
                Route.blocking("DELETE", entities + "/:kind/:namespace/:name", this::remove));
    }

    private Response list(Request request) {
        request.query().only();
        require(request.caller(), READ, null);
        var byName = new LinkedHashMap<String, @Nullable SourceState>();
        installed.forEach(name -> byName.put(name, null));
        states.list().forEach(state -> byName.put(state.name(), state));
        var body = Json.object();
        var items = body.putArray("items");
        byName.forEach((name, state) -> items.add(json(name, state)));
        return Response.json(body);
    }

    private Response get(Request request) {
        request.query().only();
        var name = request.pathParameter("provider");
        require(request.caller(), READ, name);
        var state = states.find(name);
        if (state.isEmpty() && !installed.contains(name)) {
            throw ServiceException.notFound("No provider named '" + name + "', expected one of " + installed);
        }
        var version = state.map(SourceState::version).orElse(0L);
        return PushResponses.withHeaders(
                200, json(name, state.orElse(null)), Map.of("ETag", PushResponses.tag(version)));
    }

    private tools.jackson.databind.node.ObjectNode json(String name, @Nullable SourceState state) {
        return PushResponses.state(name, state, installed.contains(name), pushSources.containsKey(name));
    }

    private Response replace(Request request) {
        var wish = wish(request);
        var source = source(request);
        return PushResponses.of(request, source, pushes.replace(source, () -> bodies.entities(request), wish));
    }

    private Response adjust(Request request) {
        var wish = wish(request);
        var source = source(request);
        return PushResponses.of(request, source, pushes.adjust(source, () -> bodies.delta(request), wish));
    }

    private Response clear(Request request) {
        var wish = wish(request);
        var source = source(request);
        return PushResponses.of(request, source, pushes.replace(source, List::of, wish));
    }

    private Response remove(Request request) {
        var wish = wish(request);
        var source = source(request);
        var ref = new EntityRef(
                        request.pathParameter("kind"),
                        request.pathParameter("namespace"),
                        request.pathParameter("name"))
                .toString();
        if (!states.declares(source.name(), ref)) {
            throw ServiceException.notFound("The provider '" + source.name() + "' has no entity " + ref);
        }
        return PushResponses.of(request, source, pushes.remove(source, ref, wish));
    }

    private static Wish wish(Request request) {
        var dryRun = request.query().only("dryRun").first("dryRun").orElse("false");
        var mode = switch (dryRun) {
            case "true" -> Mode.TRY;
            case "false" -> Mode.STORE;
            default ->
                throw ServiceException.input(
                        "request/query/dryRun must be equal to one of the allowed values: true, false");
        };
        var expected = request.header("if-match").map(PushResponses::version).orElse(null);
        return new Wish(mode, request.caller().actor(), expected);
    }

    /** The source, which the caller may change. */
    private PushSource source(Request request) {
        var name = request.pathParameter("provider");
        require(request.caller(), WRITE, name);
        var source = pushSources.get(name);
        if (source == null) {
            throw ServiceException.notFound(
                    "No provider named '" + name + "' takes pushes, expected one that stands under buildrun.providers");
        }
        if (!source.accepts(request.caller())) {
            throw ServiceException.of(
                    ErrorKind.NOT_ALLOWED,
                    request.caller().actor() + " may not change the provider '" + name
                            + "', expected a caller that stands under buildrun.providers." + name + ".subjects");
        }
        return source;
    }

    private void require(Caller caller, Permission permission, @Nullable String provider) {
        if (!policy.decide(caller, permission, provider).equals(Decision.ALLOW)) {
            throw ServiceException.notAllowed();
        }
    }
}
