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

    ScaffolderAccess(PermissionPolicy policy) {
        this.policy = policy;
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
        if (!filter(policy.decide(caller, permission, task.id().toString())).matches(task)) {
            throw ServiceException.notAllowed();
        }
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
        return filter(decision);
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
