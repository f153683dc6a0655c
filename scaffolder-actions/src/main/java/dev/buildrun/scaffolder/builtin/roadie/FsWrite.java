package dev.buildrun.scaffolder.builtin.roadie;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.EcmaJson;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@code roadiehq:utils:fs:write} */
public final class FsWrite implements Action<FsWrite.Input, FsWrite.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION =
            ActionDescription.beside(FsWrite.class, "roadiehq:utils:fs:write", Input.class, Output.class);

    /** The action's input. */
    public record Input(
            String path, String content, @Nullable Boolean preserveFormatting) {}

    /** The action's output: the absolute path of the file, on the machine that runs the task. */
    public record Output(String path) {}

    @Override
    public ActionDescription<Input, Output> description() {
        return DESCRIPTION;
    }

    @Override
    public Output run(ActionContext<Input> context) {
        var input = context.input();
        var isLaidOut = Boolean.TRUE.equals(input.preserveFormatting());
        var content = isLaidOut ? laidOut(input.content()) : input.content();
        context.workspace().write(input.path(), content.getBytes(StandardCharsets.UTF_8), false);
        return new Output(context.workspace().resolve(input.path()).toString());
    }

    /** What is not JSON stays as it is. */
    private static String laidOut(String content) {
        try {
            return EcmaJson.write(Json.read(content), "  ", null);
        } catch (ServiceException notJson) {
            return content;
        }
    }
}
