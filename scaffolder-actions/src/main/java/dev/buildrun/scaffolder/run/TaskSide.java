package dev.buildrun.scaffolder.run;

import dev.buildrun.scaffolder.action.EffectLedger;
import dev.buildrun.scaffolder.workspace.Workspace;

/**
 * What the owner of a task lends to its run.
 *
 * @param events where the lines go
 * @param state what earlier runs left
 * @param effects the task's ledger
 * @param workspace the task's directory, made and removed by the owner
 * @param cancellation whether to stop
 * @param waits what the task waits for
 */
public record TaskSide(
        RunEvents events,
        RunState state,
        EffectLedger effects,
        Workspace workspace,
        Cancellation cancellation,
        Waits waits) {
    /** Of a task that can't wait. */
    public TaskSide(
            RunEvents events, RunState state, EffectLedger effects, Workspace workspace, Cancellation cancellation) {
        this(events, state, effects, workspace, cancellation, Waits.NONE);
    }
}
