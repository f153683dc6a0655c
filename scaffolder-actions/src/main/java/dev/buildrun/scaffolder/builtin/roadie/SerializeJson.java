package dev.buildrun.scaffolder.builtin.roadie;

import dev.buildrun.json.EcmaJson;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code roadiehq:utils:serialize:json} */
public final class SerializeJson implements Action<SerializeJson.Input, SerializeJson.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION =
            ActionDescription.beside(SerializeJson.class, "roadiehq:utils:serialize:json", Input.class, Output.class);

    /**
     * The action's input.
     *
     * @param replacer the only keys that are written, of any object; null or empty for all
     * @param space the indentation
     */
    public record Input(
            ObjectNode data,
            @Nullable List<String> replacer,
            @Nullable String space) {}

    /** The action's output. */
    public record Output(String serialized) {}

    @Override
    public ActionDescription<Input, Output> description() {
        return DESCRIPTION;
    }

    @Override
    public Output run(ActionContext<Input> context) {
        var input = context.input();
        var keys = input.replacer() == null || input.replacer().isEmpty() ? null : input.replacer();
        return new Output(EcmaJson.write(input.data(), input.space() == null ? "" : input.space(), keys));
    }
}
