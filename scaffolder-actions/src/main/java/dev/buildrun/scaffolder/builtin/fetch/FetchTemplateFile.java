package dev.buildrun.scaffolder.builtin.fetch;

import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.NoOutput;
import dev.buildrun.scaffolder.expression.TemplateEngine;
import dev.buildrun.scaffolder.expression.Whitespace;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code fetch:template:file} */
public final class FetchTemplateFile implements Action<FetchTemplateFile.Input, NoOutput> {
    private static final ActionDescription<Input, NoOutput> DESCRIPTION =
            ActionDescription.beside(FetchTemplateFile.class, "fetch:template:file", Input.class, NoOutput.class);

    private final Sources sources;
    private final TemplateEngine engine;

    public FetchTemplateFile(Sources sources, TemplateEngine engine) {
        this.sources = sources;
        this.engine = engine;
    }

    /** The action's input. */
    public record Input(
            String url,
            String targetPath,
            @Nullable ObjectNode values,
            @Nullable Boolean cookiecutterCompat,
            @Nullable Boolean replace,
            @Nullable Boolean trimBlocks,
            @Nullable Boolean lstripBlocks,
            @Nullable String token) {
        @Override
        public String toString() {
            return "Input[" + url + "]";
        }

        Rendering rendering(TemplateEngine engine) {
            var whitespace = new Whitespace(Boolean.TRUE.equals(trimBlocks), Boolean.TRUE.equals(lstripBlocks));
            return new Rendering(engine, values, Boolean.TRUE.equals(cookiecutterCompat), whitespace);
        }
    }

    @Override
    public ActionDescription<Input, NoOutput> description() {
        return DESCRIPTION;
    }

    @Override
    public NoOutput run(ActionContext<Input> context) {
        var input = context.input();
        if (context.workspace().exists(input.targetPath()) && !Boolean.TRUE.equals(input.replace())) {
            context.log().info("File " + input.targetPath() + " already exists in workspace, not replacing.");
            return NoOutput.NONE;
        }
        context.log().info("Fetching template content from remote URL");
        var content = sources.file(input.url(), context.step(), input.token());
        var source = new String(content, StandardCharsets.UTF_8);
        var rendered = input.rendering(engine.noticing(context.log()::warn)).render(source, input.url());
        context.workspace().write(input.targetPath(), rendered.getBytes(StandardCharsets.UTF_8), false);
        context.log().info("Template file " + input.url() + " has been written to " + input.targetPath());
        return NoOutput.NONE;
    }
}
