package dev.buildrun.scaffolder.http;

import static tools.jackson.databind.node.JsonNodeType.OBJECT;
import static tools.jackson.databind.node.JsonNodeType.STRING;

import dev.buildrun.access.Caller;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Endpoint;
import dev.buildrun.http.Mount;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Actions;
import dev.buildrun.scaffolder.task.DryRuns;
import dev.buildrun.scaffolder.task.Task;
import dev.buildrun.scaffolder.task.TaskEvents;
import dev.buildrun.scaffolder.task.Tasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api/scaffolder}: everything that the plugin serves. */
public final class ScaffolderRoutes {
    /** What Backstage's scaffolder takes. */
    private static final long MAX_BODY_BYTES = 10L << 20;

    private final ScaffolderAccess access;
    private final Templates templates;
    private final TaskRoutes tasks;
    private final TaskListRoute taskList;
    private final TaskEventRoutes events;
    private final DryRunRoute dryRun;
    private final ActionList actions;
    private final Response extensions = Response.json(templatingExtensions());

    /**
     * Makes the routes.
     *
     * @param catalog where templates and users are
     */
    public ScaffolderRoutes(
            Tasks tasks,
            TaskEvents events,
            DryRuns dryRuns,
            Actions actions,
            Catalog catalog,
            PermissionPolicy policy,
            Listening listening) {
        this.access = new ScaffolderAccess(policy, catalog.templates());
        this.templates = new Templates(catalog.templates(), access);
        this.tasks = new TaskRoutes(tasks, templates, catalog.users(), access);
        this.taskList = new TaskListRoute(tasks, access);
        this.events = new TaskEventRoutes(tasks, events, access, listening);
        this.dryRun = new DryRunRoute(dryRuns, catalog.users(), access);
        this.actions = new ActionList(actions);
    }

    /** Whether a caller may read a task. */
    public boolean mayRead(Caller caller, Task task) {
        return access.mayRead(caller, task);
    }

    /** What the routes ask the catalog for. */
    public record Catalog(TemplateSource templates, UserSource users) {}

    public Mount mount() {
        return Mount.plugin(
                "scaffolder",
                List.of(
                        get("/v2/templates/:namespace/:kind/:name/parameter-schema", templates::parameterSchema),
                        Route.fromMemory("GET", "/v2/actions", request -> known(request, actions.response())),
                        Route.fromMemory("GET", "/v2/templating-extensions", request -> known(request, extensions)),
                        get("/v2/tasks", taskList::list),
                        post("/v2/tasks", tasks::create),
                        get("/v2/tasks/:taskId", tasks::get),
                        post("/v2/tasks/:taskId/cancel", tasks::cancel),
                        post("/v2/tasks/:taskId/retry", tasks::retry),
                        get("/v2/tasks/:taskId/eventstream", events::stream),
                        get("/v2/tasks/:taskId/events", events::poll),
                        post("/v2/dry-run", dryRun::run),
                        Route.fromMemory(
                                "POST", "/v2/autocomplete/:provider/:resource", ScaffolderRoutes::autocomplete)));
    }

    private static Route get(String pattern, Endpoint endpoint) {
        return Route.blocking("GET", pattern, endpoint);
    }

    private static Route post(String pattern, Endpoint endpoint) {
        return Route.blocking("POST", pattern, endpoint).accepting(MAX_BODY_BYTES);
    }

    private static Response known(Request request, Response response) {
        request.query().only();
        return response;
    }

    /** No code host is asked for suggestions yet; Backstage says the same where no module offers any. */
    private static Response autocomplete(Request request) {
        var body = RequestCheck.body(request)
                .requires("token", STRING)
                .requires("context", OBJECT)
                .checked();
        if (body.path("token").asString().isEmpty()) {
            throw ServiceException.input("Missing token query parameter");
        }
        throw ServiceException.input("Unsupported provider: " + request.pathParameter("provider"));
    }

    static ObjectNode templatingExtensions() {
        try (var file = ScaffolderRoutes.class.getResourceAsStream("templating-extensions.json")) {
            if (file == null) {
                throw new IllegalStateException("Expected templating-extensions.json beside this class");
            }
            return (ObjectNode) Json.read(file.readAllBytes());
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
