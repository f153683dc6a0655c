package dev.buildrun.scaffolder.run;

import dev.buildrun.scaffolder.action.Initiator;
import dev.buildrun.scaffolder.action.TaskSecrets;
import tools.jackson.databind.node.ObjectNode;

/**
 * A task as it is to be run.
 *
 * @param taskId the task's id
 * @param spec as it was frozen when the task was created: {@code {apiVersion, steps, output, parameters, user, templateInfo}}
 * @param secrets as they came with the request
 * @param initiator who started it
 * @param dryRun whether nothing outside the workspace may be changed
 */
public record TaskRun(String taskId, ObjectNode spec, TaskSecrets secrets, Initiator initiator, boolean dryRun) {
    /** Leaves the spec out, whose parameters are nobody's business in a log. */
    @Override
    public String toString() {
        return "TaskRun[" + taskId + "]";
    }
}
