package dev.buildrun.scaffolder.builtin.fetch;

import dev.buildrun.integration.RemoteFile;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.NoOutput;
import dev.buildrun.scaffolder.expression.TemplateEngine;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code fetch:cookiecutter}, by the built-in language: no Python, no hooks, no extensions. */
public final class FetchCookiecutter implements Action<FetchCookiecutter.Input, NoOutput> {
    private static final ActionDescription<Input, NoOutput> DESCRIPTION =
            ActionDescription.beside(FetchCookiecutter.class, "fetch:cookiecutter", Input.class, NoOutput.class);
    private static final String DEFAULTS = "cookiecutter.json";
    private static final String HOOKS = "hooks/(?:pre_prompt|pre_gen_project|post_gen_project)(?:\\.[^/]*)?";

    private final Sources sources;
    private final TemplateEngine engine;

    public FetchCookiecutter(Sources sources, TemplateEngine engine) {
        this.sources = sources;
        this.engine = engine;
    }

    /**
     * The action's input.
     *
     * @param copyWithoutRender patterns of what is copied as it is
     * @param extensions of Jinja; ignored
     * @param imageName of a container; ignored
     */
    public record Input(
            String url,
            @Nullable String targetPath,
            ObjectNode values,
            @Nullable List<String> copyWithoutRender,
            @Nullable List<String> extensions,
            @Nullable String imageName) {
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
    public NoOutput run(ActionContext<Input> context) throws InterruptedException {
        var input = context.input();
        context.log().info("Fetching and then templating using cookiecutter");
        context.workspace().named(input.targetPath() == null ? "." : input.targetPath());
        var files = sources.tree(input.url(), context.step(), null);
        var raw = withDefaults(files, input.values());
        var verbatim =
                input.copyWithoutRender() == null ? texts(raw.path("_copy_without_render")) : input.copyWithoutRender();
        notices(context, files, raw);
        var values = new CookiecutterValues(engine).resolved(raw);
        var writing = new CookiecutterWriting(
                Target.in(context.workspace(), input.targetPath()),
                CookiecutterValues.rendering(engine, values),
                verbatim.stream().map(ShellPattern::of).toList());
        for (var entry : TemplateEntry.withDirectories(files)) {
            if (Thread.interrupted()) {
                throw new InterruptedException("Interrupted before " + entry.path());
            }
            writing.write(entry);
        }
        return NoOutput.NONE;
    }

    /** What the template's own file says, overridden by what the step gives. */
    private static ObjectNode withDefaults(List<RemoteFile> files, ObjectNode given) {
        var values = Json.object();
        files.stream()
                .filter(file -> file.path().equals(DEFAULTS))
                .map(file -> Json.read(file.bytes()))
                .filter(JsonNode::isObject)
                .forEach(defaults -> values.setAll((ObjectNode) defaults));
        given.properties().forEach(entry -> values.set(entry.getKey(), entry.getValue()));
        return values;
    }

    private static void notices(ActionContext<Input> context, List<RemoteFile> files, ObjectNode raw) {
        var input = context.input();
        var extensions = input.extensions() == null ? texts(raw.path("_extensions")) : input.extensions();
        if (!extensions.isEmpty()) {
            context.log()
                    .warn("Ignoring the extensions " + String.join(", ", extensions)
                            + ": the built-in language renders the template");
        }
        if (input.imageName() != null) {
            context.log().warn("Ignoring imageName: the template is rendered without a container");
        }
        files.stream()
                .map(RemoteFile::path)
                .filter(path -> path.matches(HOOKS))
                .forEach(path -> context.log().warn("The hook " + path + " is copied, but not executed"));
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream()
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .toList();
    }
}
