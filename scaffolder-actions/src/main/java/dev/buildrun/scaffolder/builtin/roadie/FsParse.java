package dev.buildrun.scaffolder.builtin.roadie;

import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code roadiehq:utils:fs:parse} */
public final class FsParse implements Action<FsParse.Input, FsParse.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION =
            ActionDescription.beside(FsParse.class, "roadiehq:utils:fs:parse", Input.class, Output.class);

    /**
     * The action's input.
     *
     * @param parser {@code yaml}, {@code json} or {@code multiyaml}; null to read text
     */
    public record Input(String path, @Nullable String parser) {}

    /** The action's output: the text, or what is in it. */
    public record Output(JsonNode content) {}

    @Override
    public ActionDescription<Input, Output> description() {
        return DESCRIPTION;
    }

    @Override
    public Output run(ActionContext<Input> context) {
        var text = TextFile.read(context.workspace(), context.input().path());
        return new Output(
                switch (String.valueOf(context.input().parser())) {
                    case "json" -> Json.read(text);
                    case "yaml" -> YamlDocuments.single(text);
                    case "multiyaml" -> YamlDocuments.list(text);
                    default -> Json.text(text);
                });
    }
}
