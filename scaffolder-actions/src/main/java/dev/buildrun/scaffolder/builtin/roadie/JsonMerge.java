package dev.buildrun.scaffolder.builtin.roadie;

import dev.buildrun.json.EcmaJson;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code roadiehq:utils:json:merge} */
public final class JsonMerge implements Action<JsonMerge.Input, JsonMerge.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION =
            ActionDescription.beside(JsonMerge.class, "roadiehq:utils:json:merge", Input.class, Output.class);

    /**
     * The action's input.
     *
     * @param content an object, or JSON text
     * @param mergeArrays whether items are added to an array; otherwise it is replaced
     * @param matchFileIndent whether the file keeps the indentation that it has
     */
    public record Input(
            String path,
            JsonNode content,
            @Nullable Boolean mergeArrays,
            @Nullable Boolean matchFileIndent) {}

    /** The action's output: the absolute path of the file, on the machine that runs the task. */
    public record Output(String path) {}

    @Override
    public ActionDescription<Input, Output> description() {
        return DESCRIPTION;
    }

    @Override
    public Output run(ActionContext<Input> context) {
        var input = context.input();
        var workspace = context.workspace();
        var file = workspace.resolve(input.path());
        var text = "{}";
        if (workspace.exists(input.path())) {
            text = TextFile.read(workspace, input.path());
        } else {
            context.log().info("The file " + file + " does not exist, creating it.");
        }
        var merge = Merging.of(Boolean.TRUE.equals(input.mergeArrays()));
        var merged = merge.apply(
                Json.read(text),
                input.content().isString() ? Json.read(input.content().stringValue()) : input.content());
        var indent = 2;
        if (Boolean.TRUE.equals(input.matchFileIndent())) {
            indent = Indentation.of(text);
            if (indent == 0) {
                indent = 2;
                context.log().info("Failed to detect source file indentation, using default value of 2.");
            }
        }
        var written = EcmaJson.write(merged, " ".repeat(indent), null);
        TextFile.checkDirectory(workspace, input.path());
        workspace.write(input.path(), written.getBytes(StandardCharsets.UTF_8), false);
        return new Output(file.toString());
    }
}
