package dev.buildrun.scaffolder.builtin.fetch;

import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.NoOutput;
import org.jspecify.annotations.Nullable;

/** {@code fetch:plain:file} */
public final class FetchPlainFile implements Action<FetchPlainFile.Input, NoOutput> {
    private static final ActionDescription<Input, NoOutput> DESCRIPTION =
            ActionDescription.beside(FetchPlainFile.class, "fetch:plain:file", Input.class, NoOutput.class);

    private final Sources sources;

    public FetchPlainFile(Sources sources) {
        this.sources = sources;
    }

    /** The action's input. */
    public record Input(
            String url, String targetPath, @Nullable String token) {
        @Override
        public String toString() {
            return "Input[" + url + "]";
        }
    }

    @Override
    public ActionDescription<Input, NoOutput> description() {
        return DESCRIPTION;
    }

    @Override
    public NoOutput run(ActionContext<Input> context) {
        var input = context.input();
        context.log().info("Fetching plain content from remote URL");
        context.workspace().named(input.targetPath());
        var content = sources.file(input.url(), context.step(), input.token());
        context.workspace().write(input.targetPath(), content, false);
        return NoOutput.NONE;
    }
}
