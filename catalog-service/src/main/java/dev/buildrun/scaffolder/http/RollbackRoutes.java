package dev.buildrun.scaffolder.http;

import dev.buildrun.access.Permission;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.scaffolder.rollback.RollbackJson;
import dev.buildrun.scaffolder.task.Rollback;
import dev.buildrun.scaffolder.task.Task;
import dev.buildrun.scaffolder.task.TaskRollbacks;
import dev.buildrun.scaffolder.task.Tasks;
import java.util.List;

/** {@code /tasks/{id}/rollback}: asks for a task to be undone, and tells what became of that. */
public final class RollbackRoutes {
    private static final Permission ROLLBACK =
            new Permission("buildrun.task.rollback", "delete", ScaffolderAccess.TASK);
    private static final String PATH = "/tasks/:taskId/rollback";

    private final Tasks tasks;
    private final TaskRollbacks rollbacks;
    private final ScaffolderAccess access;

    public RollbackRoutes(Tasks tasks, TaskRollbacks rollbacks, TemplateSource templates, PermissionPolicy policy) {
        this.tasks = tasks;
        this.rollbacks = rollbacks;
        this.access = new ScaffolderAccess(policy, templates);
    }

    public List<Route> routes() {
        return List.of(Route.blocking("POST", PATH, this::request), Route.blocking("GET", PATH, this::get));
    }

    private Response request(Request request) {
        request.query().only();
        var task = task(request);
        access.require(request.caller(), ROLLBACK, task);
        return answer(202, rollbacks.request(task, request.caller().actor()));
    }

    private Response get(Request request) {
        request.query().only();
        var task = task(request);
        var rollback = rollbacks
                .find(task)
                .orElseThrow(() -> ServiceException.notFound("Nobody has asked for a rollback of task " + task.id()));
        return answer(200, rollback);
    }

    private Task task(Request request) {
        var task = tasks.get(request.pathParameter("taskId"));
        access.require(request.caller(), ScaffolderAccess.TASK_READ, task);
        return task;
    }

    private static Response answer(int status, Rollback rollback) {
        return Response.json(status, RollbackJson.of(rollback));
    }
}
