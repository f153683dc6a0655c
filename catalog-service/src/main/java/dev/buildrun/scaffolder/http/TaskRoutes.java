package dev.buildrun.scaffolder.http;

import static tools.jackson.databind.node.JsonNodeType.OBJECT;
import static tools.jackson.databind.node.JsonNodeType.STRING;

import dev.buildrun.access.Caller;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.TaskSecrets;
import dev.buildrun.scaffolder.task.Tasks;
import dev.buildrun.scaffolder.template.ParameterCheck;
import dev.buildrun.scaffolder.template.SchemaError;
import dev.buildrun.scaffolder.template.TaskSpec;
import dev.buildrun.scaffolder.template.TaskUser;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Creating, reading, cancelling and retrying one task. */
final class TaskRoutes {
    private static final String BEARER = "bearer ";

    private final Tasks tasks;
    private final Templates templates;
    private final UserSource users;
    private final ScaffolderAccess access;

    TaskRoutes(Tasks tasks, Templates templates, UserSource users, ScaffolderAccess access) {
        this.tasks = tasks;
        this.templates = templates;
        this.users = users;
        this.access = access;
    }

    /** {@code POST /v2/tasks} */
    Response create(Request request) {
        request.query().only();
        var body = RequestCheck.body(request)
                .requires("templateRef", STRING)
                .requires("values", OBJECT)
                .allowsStrings("secrets")
                .checked();
        var ref = Templates.parse(body.path("templateRef").asString());
        var caller = request.caller();
        access.require(caller, ScaffolderAccess.TASK_CREATE);
        var user = user(caller, users);
        var template = templates.get(ref, caller);
        var values = (ObjectNode) body.path("values");
        var errors = ParameterCheck.check(template, values);
        if (errors.isEmpty()) {
            errors = ParameterCheck.checkSecrets(template, secrets(body));
        }
        if (!errors.isEmpty()) {
            return invalid(errors);
        }
        var spec = TaskSpec.freeze(template, values, user);
        var id = tasks.create(spec.json(), taskSecrets(body, request), user.ref());
        return Response.json(201, Json.object().put("id", id.toString()));
    }

    /** Whom expressions see as the user: nobody for a service; the entity only where the caller may see it. */
    static TaskUser user(Caller caller, UserSource users) {
        return switch (caller) {
            case Caller.User user ->
                new TaskUser(
                        user.userEntityRef(),
                        users.user(user.userEntityRef(), caller).orElse(null));
            case Caller.Service _, Caller.Anonymous _ -> TaskUser.NONE;
        };
    }

    static Response invalid(List<SchemaError> errors) {
        var body = Json.object();
        var list = body.putArray("errors");
        errors.forEach(error -> list.add(error.json()));
        return Response.json(400, body);
    }

    private static ObjectNode secrets(ObjectNode body) {
        return body.path("secrets") instanceof ObjectNode secrets ? secrets : Json.object();
    }

    /** What the caller sent, and the caller's own token, with which the task acts on the caller's behalf. */
    static TaskSecrets taskSecrets(ObjectNode body, Request request) {
        var secrets = secrets(body).deepCopy();
        var token = token(request);
        if (token != null) {
            secrets.put(Tasks.BACKSTAGE_TOKEN, token);
        }
        return TaskSecrets.of(secrets);
    }

    static @Nullable String token(Request request) {
        return request.header("authorization")
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()).strip())
                .orElse(null);
    }

    /** {@code GET /v2/tasks/:taskId} */
    Response get(Request request) {
        request.query().only();
        var task = tasks.get(request.pathParameter("taskId"));
        access.require(request.caller(), ScaffolderAccess.TASK_READ, task);
        return Response.json(TaskJson.of(task));
    }

    /** {@code POST /v2/tasks/:taskId/cancel} */
    Response cancel(Request request) {
        request.query().only();
        var task = tasks.get(request.pathParameter("taskId"));
        access.require(request.caller(), ScaffolderAccess.TASK_CANCEL, task);
        access.require(request.caller(), ScaffolderAccess.TASK_READ, task);
        tasks.cancel(task.id().toString(), request.caller().actor());
        return Response.json(Json.object().put("status", "cancelled"));
    }

    /** {@code POST /v2/tasks/:taskId/retry} */
    Response retry(Request request) {
        request.query().only();
        var body = RequestCheck.optionalBody(request).allowsStrings("secrets").checked();
        var task = tasks.get(request.pathParameter("taskId"));
        var id = task.id().toString();
        access.require(request.caller(), ScaffolderAccess.TASK_CREATE);
        access.require(request.caller(), ScaffolderAccess.TASK_READ, task);
        var ref = task.spec().path("templateInfo").path("entityRef").asString("");
        if (!ref.isEmpty()) {
            // The task keeps its spec; the template only says whether the caller may still use it, and with which
            // secrets.
            var template = templates.get(Templates.parse(ref), request.caller());
            var errors = ParameterCheck.checkSecrets(template, secrets(body));
            if (!errors.isEmpty()) {
                return invalid(errors);
            }
        }
        tasks.retry(id, taskSecrets(body, request), request.caller().actor());
        return Response.json(201, Json.object().put("id", id));
    }
}
