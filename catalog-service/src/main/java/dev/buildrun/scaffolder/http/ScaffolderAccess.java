package dev.buildrun.scaffolder.http;

import dev.buildrun.access.Caller;
import dev.buildrun.access.Decision;
import dev.buildrun.access.Permission;
import dev.buildrun.access.PermissionPolicy;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.template.Template;
import org.jspecify.annotations.Nullable;

/** Backstage's permissions of the scaffolder, and the one place here that asks the policy. */
final class ScaffolderAccess {
    private static final String TASK = "scaffolder-task";
    private static final String TEMPLATE = "scaffolder-template";

    static final Permission TASK_CREATE = new Permission("scaffolder.task.create", "create", null);
    static final Permission TASK_READ = new Permission("scaffolder.task.read", "read", TASK);
    static final Permission TASK_CANCEL = new Permission("scaffolder.task.cancel", null, TASK);
    static final Permission DRY_RUN = new Permission("scaffolder.template.dry-run", null, null);
    static final Permission PARAMETER_READ = new Permission("scaffolder.template.parameter.read", "read", TEMPLATE);
    static final Permission STEP_READ = new Permission("scaffolder.template.step.read", "read", TEMPLATE);

    private final PermissionPolicy policy;

    ScaffolderAccess(PermissionPolicy policy) {
        this.policy = policy;
    }

    void require(Caller caller, Permission permission) {
        require(caller, permission, null);
    }

    /**
     * Lets an allowed caller pass.
     *
     * @throws ServiceException of kind NOT_ALLOWED
     */
    void require(Caller caller, Permission permission, @Nullable String taskId) {
        if (!allows(caller, permission, taskId)) {
            throw ServiceException.notAllowed();
        }
    }

    /** The template without the pages and steps that the caller may not read; they are left out without a word. */
    Template visible(Template template, Caller caller) {
        var ref = template.ref().toString();
        var seesPages = allows(caller, PARAMETER_READ, ref);
        var seesSteps = allows(caller, STEP_READ, ref);
        return template.visible(_ -> seesPages, _ -> seesSteps);
    }

    private boolean allows(Caller caller, Permission permission, @Nullable String resourceRef) {
        return policy.decide(caller, permission, resourceRef).equals(Decision.ALLOW);
    }
}
