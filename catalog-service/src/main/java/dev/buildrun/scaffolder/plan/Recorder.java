package dev.buildrun.scaffolder.plan;

import dev.buildrun.scaffolder.action.Forecast.PlannedEffect;
import dev.buildrun.scaffolder.plan.Plan.StepEffect;
import dev.buildrun.scaffolder.plan.Plan.UnknownStep;
import java.util.ArrayList;
import java.util.List;

/** What the actions of one planning run have said. Used by that run's thread. */
final class Recorder {
    private final List<StepEffect> effects = new ArrayList<>();
    private final List<UnknownStep> unknown = new ArrayList<>();

    void foreseen(String stepId, String action, List<PlannedEffect> planned) {
        planned.forEach(effect -> effects.add(new StepEffect(stepId, action, effect)));
    }

    void unknown(String stepId, String action) {
        unknown.add(new UnknownStep(stepId, action));
    }

    List<StepEffect> effects() {
        return effects;
    }

    List<UnknownStep> unknown() {
        return unknown;
    }
}
