package dev.buildrun.scaffolder.builtin.roadie;

import dev.buildrun.json.Json;
import dev.buildrun.json.NodeYaml;
import dev.buildrun.json.YamlStyle;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code roadiehq:utils:serialize:yaml} */
public final class SerializeYaml implements Action<SerializeYaml.Input, SerializeYaml.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION =
            ActionDescription.beside(SerializeYaml.class, "roadiehq:utils:serialize:yaml", Input.class, Output.class);

    /**
     * The action's input.
     *
     * @param replacer taken and not used, as upstream has it
     * @param options of {@link YamlStyle}
     */
    public record Input(
            ObjectNode data,
            @Nullable List<String> replacer,
            @Nullable ObjectNode options) {}

    /** The action's output. */
    public record Output(String serialized) {}

    @Override
    public ActionDescription<Input, Output> description() {
        return DESCRIPTION;
    }

    @Override
    public Output run(ActionContext<Input> context) {
        var options = context.input().options();
        var style = YamlStyle.of(options == null ? Json.object() : options);
        return new Output(NodeYaml.write(context.input().data(), style));
    }
}
