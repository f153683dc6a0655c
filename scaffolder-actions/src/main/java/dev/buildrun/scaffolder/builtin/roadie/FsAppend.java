package dev.buildrun.scaffolder.builtin.roadie;

import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import java.nio.charset.StandardCharsets;

/** {@code roadiehq:utils:fs:append} */
public final class FsAppend implements Action<FsAppend.Input, FsAppend.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION =
            ActionDescription.beside(FsAppend.class, "roadiehq:utils:fs:append", Input.class, Output.class);

    /** The action's input. */
    public record Input(String path, String content) {}

    /** The action's output: the absolute path of the file, on the machine that runs the task. */
    public record Output(String path) {}

    @Override
    public ActionDescription<Input, Output> description() {
        return DESCRIPTION;
    }

    @Override
    public Output run(ActionContext<Input> context) {
        var input = context.input();
        context.workspace().append(input.path(), input.content().getBytes(StandardCharsets.UTF_8));
        return new Output(context.workspace().resolve(input.path()).toString());
    }
}
