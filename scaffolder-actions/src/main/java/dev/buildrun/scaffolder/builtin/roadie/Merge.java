package dev.buildrun.scaffolder.builtin.roadie;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.EcmaJson;
import dev.buildrun.json.Json;
import dev.buildrun.json.YamlStyle;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.action.ActionContext;
import dev.buildrun.scaffolder.action.ActionDescription;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code roadiehq:utils:merge} */
public final class Merge implements Action<Merge.Input, Merge.Output> {
    private static final ActionDescription<Input, Output> DESCRIPTION =
            ActionDescription.beside(Merge.class, "roadiehq:utils:merge", Input.class, Merge.Output.class);

    /**
     * The action's input.
     *
     * @param content an object, or JSON or YAML text as the file is
     * @param mergeArrays whether items are added to an array; otherwise it is replaced
     * @param preserveYamlComments whether comments of a YAML file stay
     * @param useDocumentIncludingField which document of a YAML file with several is meant
     * @param options of {@link YamlStyle}
     */
    public record Input(
            String path,
            JsonNode content,
            @Nullable Boolean mergeArrays,
            @Nullable Boolean preserveYamlComments,
            @Nullable Field useDocumentIncludingField,
            @Nullable ObjectNode options) {}

    /** A field and its value, which tell a document from the others. */
    public record Field(String key, String value) {}

    /** The action's output: the absolute path of the file, on the machine that runs the task; null where nothing was written. */
    public record Output(@Nullable String path) {}

    @Override
    public ActionDescription<Input, Output> description() {
        return DESCRIPTION;
    }

    /** A file that is neither JSON nor YAML by its name is left alone, without a word, as upstream has it. */
    @Override
    public Output run(ActionContext<Input> context) {
        var input = context.input();
        var workspace = context.workspace();
        var file = workspace.resolve(input.path());
        if (!workspace.exists(input.path())) {
            throw failure(context, "The file " + file + " does not exist.");
        }
        var text = TextFile.read(workspace, input.path());
        var merging = Merging.of(Boolean.TRUE.equals(input.mergeArrays()));
        var merged = switch (extension(input.path())) {
            case ".json" ->
                EcmaJson.write(
                        merging.apply(
                                YamlDocuments.single(text),
                                input.content().isString()
                                        ? Json.read(input.content().stringValue())
                                        : input.content()),
                        "  ",
                        null);
            case ".yml", ".yaml" -> yaml(context, text, merging);
            default -> "";
        };
        if (merged.isEmpty()) {
            return new Output(null);
        }
        workspace.write(input.path(), merged.getBytes(StandardCharsets.UTF_8), false);
        return new Output(file.toString());
    }

    private static String yaml(ActionContext<Input> context, String text, Merging merging) {
        var input = context.input();
        var content = input.content().isString()
                ? YamlDocuments.single(input.content().stringValue())
                : input.content();
        var style = YamlStyle.of(input.options() == null ? Json.object() : input.options());
        var file = new YamlFile(text, style, Boolean.TRUE.equals(input.preserveYamlComments()));
        if (file.documents().isEmpty()) {
            throw failure(context, "No documents found in the input content. Please provide a valid YAML file.");
        }
        var field = input.useDocumentIncludingField();
        if (file.documents().size() > 1 && field == null) {
            throw failure(
                    context,
                    "Multiple documents found in the input content. Please provide a key and value to use to find the"
                            + " document to merge into.");
        }
        return file.withMerged(
                document -> field == null
                        || isMeant(context, document, field, file.documents().size() == 1),
                document -> merging.apply(document, content));
    }

    private static boolean isMeant(ActionContext<Input> context, JsonNode document, Field field, boolean isOnly) {
        if (isOnly) {
            return true;
        }
        if (Boolean.TRUE.equals(context.input().preserveYamlComments())) {
            var found = document;
            for (var key : field.key().split("\\.", -1)) {
                found = found.path(key);
            }
            return found.isValueNode() && !found.isNull() && text(found).equals(field.value());
        }
        var found = document.path(field.key());
        if (!found.isString() && !found.isNumber()) {
            throw failure(
                    context,
                    "The value at \"" + field.key()
                            + "\" defined in useDocumentIncludingField must be a string or a number.");
        }
        return text(found).equals(field.value());
    }

    private static String text(JsonNode value) {
        return value.isNumber() ? EcmaJson.number(value) : value.asString();
    }

    private static String extension(String path) {
        var name = path.substring(path.lastIndexOf('/') + 1);
        var dot = name.lastIndexOf('.');
        return dot <= 0 ? "" : name.substring(dot);
    }

    private static ServiceException failure(ActionContext<Input> context, String message) {
        context.log().error(message);
        return ServiceException.of(ErrorKind.INTERNAL, message);
    }
}
