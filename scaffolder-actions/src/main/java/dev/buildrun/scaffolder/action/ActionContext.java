package dev.buildrun.scaffolder.action;

import dev.buildrun.scaffolder.workspace.Workspace;

/**
 * Everything that an action may use while it runs one step (or one iteration of a step with {@code each}).
 *
 * @param input the rendered and checked input
 * @param step which step of which task this is, and for whom
 * @param workspace the task's directory
 * @param secrets the task's secrets
 * @param log lines of the step, shown to the user with every secret redacted
 * @param checkpoints results that survive a retry of the task
 * @param effects the ledger of what the task did to the world outside
 * @param control what else may be asked of the task
 */
public record ActionContext<I extends Record>(
        I input,
        StepInfo step,
        Workspace workspace,
        TaskSecrets secrets,
        ActionLog log,
        Checkpoints checkpoints,
        EffectLedger effects,
        TaskControl control) {
    /** Outside of any task. */
    public ActionContext(
            I input,
            StepInfo step,
            Workspace workspace,
            TaskSecrets secrets,
            ActionLog log,
            Checkpoints checkpoints,
            EffectLedger effects) {
        this(input, step, workspace, secrets, log, checkpoints, effects, TaskControl.NONE);
    }

    /** Leaves the input out, which may have secrets in it. */
    @Override
    public String toString() {
        return "ActionContext[" + step + "]";
    }
}
