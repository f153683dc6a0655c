package dev.buildrun.scaffolder.builtin.roadie;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code roadiehq:utils:jsonata} */
public final class TransformData implements Action<TransformData.Input, TransformData.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION =
            ActionDescription.beside(TransformData.class, "roadiehq:utils:jsonata", Input.class, Output.class);

    /** The action's input. */
    public record Input(@Nullable JsonNode data, String expression) {}

    /** The action's output; null where the expression finds nothing. */
    public record Output(@Nullable JsonNode result) {}

    @Override
    public ActionDescription<Input, Output> description() {
        return DESCRIPTION;
    }

    @Override
    public Output run(ActionContext<Input> context) throws InterruptedException {
        try {
            return new Output(JsonataExpression.evaluate(
                            context.input().expression(), context.input().data())
                    .orElse(null));
        } catch (ServiceException exception) {
            throw ServiceException.of(
                    ErrorKind.INTERNAL,
                    "JSONata failed to evaluate the expression: " + exception.getMessage(),
                    exception);
        }
    }
}
