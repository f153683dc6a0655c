package dev.buildrun.scaffolder.builtin.roadie;

import dev.buildrun.json.Json;
import dev.buildrun.json.NodeYaml;
import dev.buildrun.json.YamlStyle;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code roadiehq:utils:jsonata:yaml:transform} */
public final class TransformYaml implements Action<TransformYaml.Input, TransformYaml.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION = ActionDescription.beside(
            TransformYaml.class, "roadiehq:utils:jsonata:yaml:transform", Input.class, Output.class);

    /**
     * The action's input.
     *
     * @param options of {@link YamlStyle}
     * @param loadAll whether the file holds several documents, which the expression then sees as a list
     * @param as {@code object}, or {@code string} for the result as YAML text
     */
    public record Input(
            String path,
            String expression,
            @Nullable ObjectNode options,
            @Nullable Boolean loadAll,
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
        var text = TextFile.read(context.workspace(), input.path());
        var data = Boolean.TRUE.equals(input.loadAll()) ? YamlDocuments.list(text) : YamlDocuments.single(text);
        var result = JsonataExpression.evaluate(input.expression(), data);
        if ("object".equals(input.as())) {
            return new Output(result.orElse(null));
        }
        var style = YamlStyle.of(input.options() == null ? Json.object() : input.options());
        return new Output(
                result.map(found -> Json.text(NodeYaml.write(found, style))).orElse(null));
    }
}
