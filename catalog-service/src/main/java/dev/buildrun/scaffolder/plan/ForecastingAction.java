package dev.buildrun.scaffolder.plan;

import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.AnyOutput;
import dev.buildrun.scaffolder.run.ExampleOutput;
import java.util.function.Function;

/** Stands in for an action: it says what that would do, and gives what it would give. One that can't tell, and does nothing, really runs. */
final class ForecastingAction<I extends Record, O extends Record> implements Action<I, AnyOutput> {
    private final Action<I, O> action;
    private final Function<String, Recorder> recorders;
    private final ActionDescription<I, AnyOutput> description;

    /** @param recorders of planning runs by task id */
    ForecastingAction(Action<I, O> action, Function<String, Recorder> recorders) {
        this.action = action;
        this.recorders = recorders;
        var real = action.description();
        this.description = new ActionDescription<>(
                real.id(), real.description(), true, real.examples(), real.schema(), real.inputType(), AnyOutput.class);
    }

    @Override
    public ActionDescription<I, AnyOutput> description() {
        return description;
    }

    @Override
    public AnyOutput run(ActionContext<I> context) throws InterruptedException {
        var recorder = recorders.apply(context.step().taskId());
        var forecast = action.forecast(context);
        if (forecast.isEmpty() && action.description().supportsDryRun()) {
            return AnyOutput.of(action.run(context));
        }
        if (forecast.isEmpty()) {
            recorder.unknown(context.step().stepId(), description.id());
            return new AnyOutput(ExampleOutput.of(description.schema().output()));
        }
        var output = AnyOutput.of(forecast.get().output());
        recorder.foreseen(
                context.step().stepId(), description.id(), forecast.get().effects(), output.json());
        return output;
    }
}
