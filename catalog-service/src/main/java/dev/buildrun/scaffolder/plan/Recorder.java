package dev.buildrun.scaffolder.plan;

import dev.buildrun.scaffolder.action.Forecast.PlannedEffect;
import dev.buildrun.scaffolder.plan.Plan.StepEffect;
import dev.buildrun.scaffolder.plan.Plan.StepOutput;
import dev.buildrun.scaffolder.plan.Plan.UnknownStep;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What the actions of one planning run have said. Used by that run's thread. */
final class Recorder {
    private static final int MOST_OUTPUTS = 200;

    private final List<StepEffect> effects = new ArrayList<>();
    private final List<StepOutput> outputs = new ArrayList<>();
    private final List<UnknownStep> unknown = new ArrayList<>();

    void foreseen(String stepId, String action, List<PlannedEffect> planned, ObjectNode output) {
        planned.forEach(effect -> effects.add(new StepEffect(stepId, action, effect)));
        if (outputs.size() < MOST_OUTPUTS) {
            outputs.add(new StepOutput(stepId, action, output));
        }
    }

    void unknown(String stepId, String action) {
        unknown.add(new UnknownStep(stepId, action));
    }

    List<StepEffect> effects() {
        return effects;
    }

    List<StepOutput> outputs() {
        return outputs;
    }

    List<UnknownStep> unknown() {
        return unknown;
    }
}
