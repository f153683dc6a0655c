package dev.buildrun.scaffolder.plan;

import dev.buildrun.scaffolder.action.Forecast.PlannedEffect;
import dev.buildrun.scaffolder.run.RunError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run would do.
 *
 * @param effects in the order in which they would happen
 * @param unknown steps whose action can't tell what it would do
 * @param outputs what steps would give, as far as their actions can tell
 * @param files what the steps would leave in the workspace; empty when one of them fails
 * @param failure why the run would fail, as far as it was followed; null where nothing speaks against it
 * @param output what the run would give; null when it would fail
 */
public record Plan(
        List<StepEffect> effects,
        List<UnknownStep> unknown,
        List<StepOutput> outputs,
        List<WorkspaceFile> files,
        @Nullable RunError failure,
        @Nullable ObjectNode output) {
    public Plan {
        effects = List.copyOf(effects);
        unknown = List.copyOf(unknown);
        outputs = List.copyOf(outputs);
        files = List.copyOf(files);
    }

    /** What a step would give to those after it. */
    public record StepOutput(String stepId, String action, ObjectNode output) {}

    /** An effect, and the step that would have it. */
    public record StepEffect(String stepId, String action, PlannedEffect effect) {}

    public record UnknownStep(String stepId, String action) {}

    public record WorkspaceFile(String path, boolean executable, long bytes) {}
}
