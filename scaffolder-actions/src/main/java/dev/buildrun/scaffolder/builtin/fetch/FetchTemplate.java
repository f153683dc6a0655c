package dev.buildrun.scaffolder.builtin.fetch;

import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.NoOutput;
import dev.buildrun.scaffolder.expression.TemplateEngine;
import dev.buildrun.scaffolder.expression.Whitespace;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code fetch:template} */
public final class FetchTemplate implements Action<FetchTemplate.Input, NoOutput> {
    private static final ActionDescription<Input, NoOutput> DESCRIPTION =
            ActionDescription.beside(FetchTemplate.class, "fetch:template", Input.class, NoOutput.class);

    private final Sources sources;
    private final TemplateEngine engine;

    /**
     * Makes the action.
     *
     * @param engine with the filters and globals that files may use
     */
    public FetchTemplate(Sources sources, TemplateEngine engine) {
        this.sources = sources;
        this.engine = engine;
    }

    /**
     * The action's input.
     *
     * @param templateFileExtension a boolean or a string
     */
    public record Input(
            String url,
            @Nullable String targetPath,
            @Nullable ObjectNode values,
            @Nullable List<String> copyWithoutRender,
            @Nullable List<String> copyWithoutTemplating,
            @Nullable Boolean cookiecutterCompat,
            @Nullable JsonNode templateFileExtension,
            @Nullable Boolean replace,
            @Nullable Boolean trimBlocks,
            @Nullable Boolean lstripBlocks,
            @Nullable String token) {
        @Override
        public String toString() {
            return "Input[" + url + "]";
        }

        Rendering rendering(TemplateEngine engine) {
            var whitespace = new Whitespace(isSet(trimBlocks), isSet(lstripBlocks));
            return new Rendering(engine, values, isSet(cookiecutterCompat), whitespace);
        }

        Selection selection() {
            return Selection.of(
                    templateFileExtension, copyWithoutTemplating, copyWithoutRender, isSet(cookiecutterCompat));
        }

        static boolean isSet(@Nullable Boolean value) {
            return Boolean.TRUE.equals(value);
        }
    }

    @Override
    public ActionDescription<Input, NoOutput> description() {
        return DESCRIPTION;
    }

    @Override
    public NoOutput run(ActionContext<Input> context) throws InterruptedException {
        var input = context.input();
        var selection = input.selection();
        var log = context.log();
        context.workspace().named(input.targetPath() == null ? "." : input.targetPath());
        log.info("Fetching template content from remote URL");
        stopIfInterrupted(input.url());
        var files = sources.tree(input.url(), context.step(), input.token());
        log.info("Listing files and directories in template");
        var entries = TemplateEntry.withDirectories(files);
        var values = input.values() == null ? "{}" : Json.write(sorted(input.values()));
        log.info("Processing " + entries.size() + " template files/directories with input values " + values);
        var target = Target.in(context.workspace(), input.targetPath());
        var writing = new TemplateWriting(
                target, selection, input.rendering(engine.noticing(log::warn)), Input.isSet(input.replace()), log);
        for (var entry : entries) {
            stopIfInterrupted(entry.path());
            writing.write(entry);
        }
        log.info("Template result written to "
                + context.workspace().named(input.targetPath() == null ? "" : input.targetPath()));
        return NoOutput.NONE;
    }

    private static void stopIfInterrupted(String next) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted before " + next);
        }
    }

    /** The keys by name at every level, as Backstage's logger has them. */
    private static JsonNode sorted(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                var sorted = Json.object();
                object.propertyStream()
                        .sorted(Map.Entry.comparingByKey())
                        .forEach(entry -> sorted.set(entry.getKey(), sorted(entry.getValue())));
                yield sorted;
            }
            case ArrayNode array -> {
                var items = Json.MAPPER.createArrayNode();
                array.forEach(item -> items.add(sorted(item)));
                yield items;
            }
            case JsonNode other -> other;
        };
    }
}
