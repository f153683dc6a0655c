package dev.buildrun.scaffolder.builtin.fetch;

import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.NoOutput;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@code fetch:plain} */
public final class FetchPlain implements Action<FetchPlain.Input, NoOutput> {
    private static final ActionDescription<Input, NoOutput> DESCRIPTION =
            ActionDescription.beside(FetchPlain.class, "fetch:plain", Input.class, NoOutput.class);

    private final Sources sources;

    public FetchPlain(Sources sources) {
        this.sources = sources;
    }

    /** The action's input. */
    public record Input(
            String url,
            @Nullable String targetPath,
            @Nullable String token) {
        @Override
        public String toString() {
            return "Input[" + url + "]";
        }
    }

    @Override
    public ActionDescription<Input, NoOutput> description() {
        return DESCRIPTION;
    }

    /** Files that are there already are overwritten; a link that leaves the tree is left out, as archives do upstream. */
    @Override
    public NoOutput run(ActionContext<Input> context) {
        var input = context.input();
        context.log().info("Fetching plain content from remote URL");
        var target = Target.in(context.workspace(), input.targetPath());
        for (var file : sources.tree(input.url(), context.step(), input.token())) {
            switch (file.kind()) {
                case REGULAR -> target.write(file.path(), file.bytes(), false);
                case EXECUTABLE -> target.write(file.path(), file.bytes(), true);
                case LINK -> {
                    var text = new String(file.bytes(), StandardCharsets.UTF_8);
                    if (Target.stays(file.path(), text)) {
                        target.link(file.path(), text);
                    } else {
                        context.log()
                                .warn("Leaving out the link " + file.path() + ", which leaves the fetched directory");
                    }
                }
            }
        }
        return NoOutput.NONE;
    }
}
