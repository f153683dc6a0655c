package dev.buildrun.scaffolder.builtin.roadie;

import dev.buildrun.json.EcmaJson;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code roadiehq:utils:jsonata:json:transform} */
public final class TransformJson implements Action<TransformJson.Input, TransformJson.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION = ActionDescription.beside(
            TransformJson.class, "roadiehq:utils:jsonata:json:transform", Input.class, Output.class);

    /**
     * The action's input.
     *
     * @param as {@code object}, or {@code string} for the result as JSON text
     */
    public record Input(
            String path,
            String expression,
            @Nullable List<String> replacer,
            @Nullable String space,
            @Nullable String as) {}

    /** The action's output; null where the expression finds nothing. */
    public record Output(@Nullable JsonNode result) {}

    @Override
    public ActionDescription<Input, Output> description() {
        return DESCRIPTION;
    }

    @Override
    public Output run(ActionContext<Input> context) throws InterruptedException {
        var input = context.input();
        var data = Json.read(TextFile.read(context.workspace(), input.path()));
        var result = JsonataExpression.evaluate(input.expression(), data);
        if ("object".equals(input.as())) {
            return new Output(result.orElse(null));
        }
        var space = input.space() == null ? "" : input.space();
        return new Output(result.map(found -> Json.text(EcmaJson.write(found, space, input.replacer())))
                .orElse(null));
    }
}
