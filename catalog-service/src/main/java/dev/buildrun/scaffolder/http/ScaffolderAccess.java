package dev.buildrun.scaffolder.http;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.task.Task;
import dev.buildrun.scaffolder.task.TaskFilter;
import dev.buildrun.scaffolder.template.Template;
import java.util.List;

/** Backstage's permissions of the scaffolder, and the one place here that asks the policy. */
final class ScaffolderAccess {
    static final String TASK = "scaffolder-task";
    private static final String TEMPLATE = "scaffolder-template";

    static final Permission TASK_CREATE = new Permission("scaffolder.task.create", "create", null);
    static final Permission TASK_READ = new Permission("scaffolder.task.read", "read", TASK);
    static final Permission TASK_CANCEL = new Permission("scaffolder.task.cancel", null, TASK);
    static final Permission ACTION_EXECUTE = new Permission("scaffolder.action.execute", null, "scaffolder-action");
    static final Permission DRY_RUN = new Permission("scaffolder.template.dry-run", null, null);
    static final Permission PARAMETER_READ = new Permission("scaffolder.template.parameter.read", "read", TEMPLATE);
    static final Permission STEP_READ = new Permission("scaffolder.template.step.read", "read", TEMPLATE);

    private final PermissionPolicy policy;
    private final TemplateSource templates;

    ScaffolderAccess(PermissionPolicy policy, TemplateSource templates) {
        this.policy = policy;
        this.templates = templates;
    }

    /**
     * Lets an allowed caller pass.
     *
     * @throws ServiceException of kind NOT_ALLOWED
     */
    void require(Caller caller, Permission permission) {
        if (!policy.decide(caller, permission, null).equals(Decision.ALLOW)) {
            throw ServiceException.notAllowed();
        }
    }

    /**
     * The same for what is done to a task.
     *
     * @throws ServiceException of kind NOT_ALLOWED
     */
    void require(Caller caller, Permission permission, Task task) {
        if (!allows(caller, permission, task)) {
            throw ServiceException.notAllowed();
        }
    }

    boolean mayRead(Caller caller, Task task) {
        return allows(caller, TASK_READ, task);
    }

    private boolean allows(Caller caller, Permission permission, Task task) {
        var isHidden =
                permission.equals(TASK_READ) && !ofTemplatesInSight(caller).matches(task);
        return !isHidden
                && filter(policy.decide(caller, permission, task.id().toString()))
                        .matches(task);
    }

    /**
     * The tasks that a caller may list.
     *
     * @throws ServiceException of kind NOT_ALLOWED for a caller who may list none
     */
    TaskFilter readable(Caller caller) {
        var decision = policy.decide(caller, TASK_READ, null);
        if (decision.equals(Decision.DENY)) {
            throw ServiceException.notAllowed();
        }
        return new TaskFilter.AllOf(List.of(filter(decision), ofTemplatesInSight(caller)));
    }

    /** A task has the template in it, so it is hidden together with its template, but not from who has started it. */
    private TaskFilter ofTemplatesInSight(Caller caller) {
        var hidden = templates.hiddenFrom(caller);
        if (hidden.isEmpty()) {
            return TaskFilter.all();
        }
        var own = caller instanceof Caller.User user
                ? new TaskFilter.CreatedBy(List.of(user.userEntityRef()))
                : TaskFilter.none();
        return new TaskFilter.AnyOf(List.of(own, new TaskFilter.Not(new TaskFilter.FromTemplate(hidden))));
    }

    private static TaskFilter filter(Decision decision) {
        return switch (decision) {
            case Decision.Definite.ALLOW -> TaskFilter.all();
            case Decision.Definite.DENY -> TaskFilter.none();
            case Decision.Conditional(var criteria) -> ScaffolderRules.tasks(criteria);
        };
    }

    /** The template without the pages and steps that the caller may not read; they are left out without a word. */
    Template visible(Template template, Caller caller) {
        var ref = template.ref().toString();
        policy.prepare(caller, List.of(PARAMETER_READ, STEP_READ));
        var pages = policy.decide(caller, PARAMETER_READ, ref);
        var steps = policy.decide(caller, STEP_READ, ref);
        return template.visible(page -> shows(pages, page.tags()), step -> shows(steps, step.tags()));
    }

    private static boolean shows(Decision decision, List<String> tags) {
        return switch (decision) {
            case Decision.Definite definite -> definite == Decision.Definite.ALLOW;
            case Decision.Conditional(var criteria) -> ScaffolderRules.holdForTags(criteria, tags);
        };
    }
}
