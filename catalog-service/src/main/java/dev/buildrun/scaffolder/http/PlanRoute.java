package dev.buildrun.scaffolder.http;

import static tools.jackson.databind.node.JsonNodeType.OBJECT;
import static tools.jackson.databind.node.JsonNodeType.STRING;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.http.Route;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Initiator;
import dev.buildrun.scaffolder.plan.PlanJson;
import dev.buildrun.scaffolder.plan.Plans;
import dev.buildrun.scaffolder.template.ParameterCheck;
import dev.buildrun.scaffolder.template.TaskSpec;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /plan}: takes what creates a task, and says what that task would do. */
public final class PlanRoute {
    private static final long MAX_BODY_BYTES = 10L << 20;

    private final Plans plans;
    private final ScaffolderAccess access;
    private final Templates templates;
    private final UserSource users;
    private final PermissionPolicy policy;

    public PlanRoute(Plans plans, ScaffolderRoutes.Catalog catalog, PermissionPolicy policy) {
        this.plans = plans;
        this.access = new ScaffolderAccess(policy, catalog.templates());
        this.templates = new Templates(catalog.templates(), access);
        this.users = catalog.users();
        this.policy = policy;
    }

    public Route route() {
        return Route.blocking("POST", "/plan", this::plan).accepting(MAX_BODY_BYTES);
    }

    /** Whoever may read the template may ask; that a task may not be created is part of the answer. */
    private Response plan(Request request) {
        request.query().only();
        var body = RequestCheck.body(request)
                .requires("templateRef", STRING)
                .requires("values", OBJECT)
                .allowsStrings("secrets")
                .checked();
        var ref = Templates.parse(body.path("templateRef").asString());
        var caller = request.caller();
        access.require(caller, ScaffolderAccess.DRY_RUN);
        var template = templates.get(ref, caller);
        var values = (ObjectNode) body.path("values");
        var errors = ParameterCheck.check(template, values);
        if (errors.isEmpty()) {
            var secrets = body.path("secrets") instanceof ObjectNode sent ? sent : Json.object();
            errors = ParameterCheck.checkSecrets(template, secrets);
        }
        if (!errors.isEmpty()) {
            return TaskRoutes.invalid(errors);
        }
        var user = TaskRoutes.user(caller, users);
        var plan = plans.plan(
                TaskSpec.freeze(template, values, user).json(),
                TaskRoutes.taskSecrets(body, request),
                new Initiator(user.ref(), TaskRoutes.token(request)));
        var create = decision(caller, ScaffolderAccess.TASK_CREATE);
        var json = new PlanJson(
                        name -> decision(caller, new Permission(name, "create", null)),
                        entity -> users.user(entity, caller).isPresent())
                .of(plan);
        json.put("templateRef", ref.toString());
        json.putObject("permission")
                .put("name", ScaffolderAccess.TASK_CREATE.name())
                .put("decision", create);
        if (create.equals("deny") && !json.path("verdict").asString().equals("fails")) {
            json.put("verdict", "denied");
        }
        return Response.json(json);
    }

    private String decision(Caller caller, Permission permission) {
        return switch (policy.decide(caller, permission, null)) {
            case Decision.Definite definite -> definite == Decision.Definite.ALLOW ? "allow" : "deny";
            case Decision.Conditional _ -> "conditional";
        };
    }
}
