package dev.buildrun.scaffolder.builtin.roadie;

import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.NoOutput;
import dev.buildrun.scaffolder.expression.TextReplacement;
import dev.buildrun.scaffolder.workspace.FileSearch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code roadiehq:utils:fs:replace} */
public final class FsReplace implements Action<FsReplace.Input, NoOutput> {
    private static final ActionDescription<Input, NoOutput> DESCRIPTION =
            ActionDescription.beside(FsReplace.class, "roadiehq:utils:fs:replace", Input.class, NoOutput.class);

    /** The action's input. */
    public record Input(List<Replacement> files) {}

    /**
     * One replacement.
     *
     * @param file a pattern
     * @param matchRegex whether {@code find} is a regular expression
     * @param includeDotFiles whether wildcards match names that begin with a dot
     */
    public record Replacement(
            @Nullable String file,
            @Nullable String find,
            @Nullable Boolean matchRegex,
            @Nullable String replaceWith,
            @Nullable Boolean includeDotFiles) {}

    @Override
    public ActionDescription<Input, NoOutput> description() {
        return DESCRIPTION;
    }

    @Override
    public NoOutput run(ActionContext<Input> context) throws InterruptedException {
        for (var replacement : context.input().files()) {
            var pattern = given(replacement.file(), "Path to file needs to be defined");
            var find = given(replacement.find(), "each file must have a find and replaceWith property");
            var with = given(replacement.replaceWith(), "each file must have a find and replaceWith property");
            var search = FileSearch.ofFiles(context.workspace(), Boolean.TRUE.equals(replacement.includeDotFiles()));
            for (var file : search.find(pattern)) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("Interrupted before " + file);
                }
                var text = TextFile.read(context.workspace(), file);
                var replaced = Boolean.TRUE.equals(replacement.matchRegex())
                        ? TextReplacement.pattern(text, find, with)
                        : TextReplacement.literal(text, find, with);
                if (!replaced.equals(text)) {
                    context.workspace().write(file, replaced.getBytes(StandardCharsets.UTF_8), false);
                }
            }
        }
        return NoOutput.NONE;
    }

    private static String given(@Nullable String value, String otherwise) {
        if (value == null || value.isEmpty()) {
            throw ServiceException.input(otherwise);
        }
        return value;
    }
}
