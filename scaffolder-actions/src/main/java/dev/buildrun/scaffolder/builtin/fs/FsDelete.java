package dev.buildrun.scaffolder.builtin.fs;

import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.NoOutput;
import dev.buildrun.scaffolder.workspace.FileSearch;
import java.util.List;

/** {@code fs:delete} */
public final class FsDelete implements Action<FsDelete.Input, NoOutput> {
    private static final ActionDescription<Input, NoOutput> DESCRIPTION =
            ActionDescription.beside(FsDelete.class, "fs:delete", Input.class, NoOutput.class);

    /** The action's input. */
    public record Input(List<String> files) {}

    @Override
    public ActionDescription<Input, NoOutput> description() {
        return DESCRIPTION;
    }

    /** Each entry is a pattern, a directory stands for the files in it, and directories stay, as upstream has it. */
    @Override
    public NoOutput run(ActionContext<Input> context) {
        var workspace = context.workspace();
        for (var pattern : context.input().files()) {
            for (var file : FileSearch.ofAll(workspace).find(pattern.replace('\\', '/'))) {
                workspace.resolve(file);
                workspace.delete(file);
                context.log().info("File " + workspace.root().resolve(file) + " deleted successfully");
            }
        }
        return NoOutput.NONE;
    }
}
