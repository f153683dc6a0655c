package dev.buildrun.scaffolder.builtin.debug;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.json.PrettyJson;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.NoOutput;
import dev.buildrun.scaffolder.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code debug:log} */
public final class DebugLog implements Action<DebugLog.Input, NoOutput> {
    private static final ActionDescription<Input, NoOutput> DESCRIPTION =
            ActionDescription.beside(DebugLog.class, "debug:log", Input.class, NoOutput.class);
    private static final int MAX_SHOWN_BYTES = 64 << 10;

    /**
     * The action's input.
     *
     * @param listWorkspace a boolean, {@code with-filenames} or {@code with-contents}
     */
    public record Input(@Nullable String message, @Nullable JsonNode listWorkspace) {}

    @Override
    public ActionDescription<Input, NoOutput> description() {
        return DESCRIPTION;
    }

    @Override
    public NoOutput run(ActionContext<Input> context) {
        var input = context.input();
        context.log().info(PrettyJson.write(asGiven(input)));
        if (input.message() != null && !input.message().isEmpty()) {
            context.log().info(input.message());
        }
        var list = input.listWorkspace();
        if (list != null && (list.isString() || list.booleanValue(false))) {
            var withContents = list.isString() && list.stringValue().equals("with-contents");
            context.log().info("Workspace:\n" + listing(context.workspace(), withContents));
        }
        return NoOutput.NONE;
    }

    private static JsonNode asGiven(Input input) {
        var node = Json.object();
        if (input.message() != null) {
            node.put("message", input.message());
        }
        if (input.listWorkspace() != null) {
            node.set("listWorkspace", input.listWorkspace());
        }
        return node;
    }

    private static String listing(Workspace workspace, boolean withContents) {
        return workspace.list().stream()
                .filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                .map(path -> withContents
                        ? " - " + workspace.relative(path) + ":\n\n  " + content(workspace, path)
                        : "  - " + workspace.relative(path))
                .collect(Collectors.joining("\n"));
    }

    /** A link's own target is not shown, since that is how a workspace would be left. */
    private static String content(Workspace workspace, Path path) {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return "[skipped]";
        }
        try (var stream = workspace.read(workspace.relative(path))) {
            var bytes = stream.readNBytes(MAX_SHOWN_BYTES + 1);
            var shown = new String(bytes, 0, Math.min(bytes.length, MAX_SHOWN_BYTES), StandardCharsets.UTF_8);
            return bytes.length > MAX_SHOWN_BYTES ? shown + "…" : shown;
        } catch (IOException | ServiceException exception) {
            return "[skipped]";
        }
    }
}
