package dev.buildrun.scaffolder.action;

import org.jspecify.annotations.Nullable;

/**
 * Which step of which task is running.
 *
 * @param taskId the task's id
 * @param stepId the step's id, unique in its task unless the template's author repeated one
 * @param iteration the key of the item in a step with {@code each}, null in a step without
 * @param templateRef full reference of the template's entity, null where the task has none
 * @param baseUrl where the template's descriptor was read from ({@code https://…} or {@code file://…}); relative URLs in
 *     an input are relative to it; null where it is not known
 * @param initiator who started the task
 * @param dryRun whether nothing outside the workspace may be changed
 */
public record StepInfo(
        String taskId,
        String stepId,
        @Nullable String iteration,
        @Nullable String templateRef,
        @Nullable String baseUrl,
        Initiator initiator,
        boolean dryRun) {
    /** Of a step without {@code each}. */
    public StepInfo(
            String taskId,
            String stepId,
            @Nullable String templateRef,
            @Nullable String baseUrl,
            Initiator initiator,
            boolean dryRun) {
        this(taskId, stepId, null, templateRef, baseUrl, initiator, dryRun);
    }
}
