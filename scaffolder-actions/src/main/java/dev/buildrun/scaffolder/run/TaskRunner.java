package dev.buildrun.scaffolder.run;

import dev.buildrun.scaffolder.action.Actions;
import dev.buildrun.scaffolder.expression.TemplateExtensions;
import dev.buildrun.scaffolder.workspace.Workspace;

/** Runs tasks. One object for all of them; each run is on the calling thread, a virtual one, and blocks it to the end. */
public final class TaskRunner {
    private final Actions actions;
    private final TemplateExtensions extensions;
    private final ActionInput actionInput;
    private final RunSettings settings;
    private final ActionPermits permits;

    /**
     * Makes a runner.
     *
     * @param extensions filters and globals of the template language, besides {@code always} and {@code failure}
     */
    public TaskRunner(Actions actions, TemplateExtensions extensions, RunSettings settings, ActionPermits permits) {
        this.actions = actions;
        this.extensions = extensions;
        this.actionInput = new ActionInput(settings.refuseUnknownInput());
        this.settings = settings;
        this.permits = permits;
    }

    /** How much the owner of a task lets it write. */
    public Workspace.Limits workspaceLimits() {
        return settings.workspace();
    }

    /**
     * Runs a task to its end. Every event but the last has been appended when it returns; the last, {@link RunResult.Ended#event},
     * is for the owner to write with the task's new status.
     *
     * <p>Steps that {@link RunState#finishedSteps} names are not run again. What a step throws is the task's failure, not an
     * exception; what the owner's side throws comes through.
     *
     * @throws InterruptedException when {@link Cancellation#stop} ended the run: nothing is wrong with the task, and it can be
     *     run again from where it is
     */
    public RunResult run(TaskRun task, TaskSide side) throws InterruptedException {
        var checks = new InputChecks(actionInput, permits.of(task.initiator()));
        return new TaskExecution(actions, extensions, checks, settings, task, side).run();
    }
}
