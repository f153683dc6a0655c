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
 */
public record ActionContext<I extends Record>(
        I input,
        StepInfo step,
        Workspace workspace,
        TaskSecrets secrets,
        ActionLog log,
        Checkpoints checkpoints,
        EffectLedger effects) {}
