package dev.buildrun.scaffolder.action;

import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the API tells about an action, and what the runner needs to call it.
 *
 * @param id what a step names it by, for instance {@code fetch:template}
 * @param description one or two sentences for the list of actions
 * @param supportsDryRun whether the action may really run in a dry run, that is: changes nothing but the workspace
 * @param examples steps that work
 * @param schema the shape of input and output
 * @param inputType the record that a checked input is read into
 * @param outputType the record that the action returns
 */
public record ActionDescription<I extends Record, O extends Record>(
        String id,
        String description,
        boolean supportsDryRun,
        List<ActionExample> examples,
        Schema schema,
        Class<I> inputType,
        Class<O> outputType) {
    public ActionDescription {
        examples = List.copyOf(examples);
    }

    /**
     * Reads the description that lies beside an action's class: {@code <id>.schema.json} with {@code description}, {@code
     * supportsDryRun} and {@code schema}, and {@code <id>.examples.yaml} with a list of examples. A colon in the id is a dash in
     * the file names.
     */
    public static <I extends Record, O extends Record> ActionDescription<I, O> beside(
            Class<? extends Action<I, O>> action, String id, Class<I> inputType, Class<O> outputType) {
        var file = id.replace(':', '-');
        var shape = Json.read(text(action, file + ".schema.json"));
        var examples = new ArrayList<ActionExample>();
        for (var example : Yaml.read(text(action, file + ".examples.yaml"))) {
            var notes = example.path("notes");
            examples.add(new ActionExample(
                    example.path("description").asString(),
                    example.path("example").asString(),
                    notes.isString() ? notes.stringValue() : null));
        }
        return new ActionDescription<>(
                id,
                shape.path("description").asString(),
                shape.path("supportsDryRun").asBoolean(),
                examples,
                new Schema(schema(shape, "input"), schema(shape, "output")),
                inputType,
                outputType);
    }

    private static @Nullable ObjectNode schema(JsonNode shape, String which) {
        return shape.path("schema").path(which) instanceof ObjectNode schema ? schema : null;
    }

    private static String text(Class<?> beside, String file) {
        try (var stream = beside.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IllegalStateException("Expected the file " + file + " beside " + beside.getName());
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /**
     * JSON Schemas (draft 07) of an action.
     *
     * @param input null where anything goes
     * @param output null where the action has no output
     */
    public record Schema(
            @Nullable ObjectNode input, @Nullable ObjectNode output) {}

    /** The item of {@code GET /v2/actions}: {@code {id, description, examples?, schema?}}. A new tree at each call. */
    public ObjectNode toJson() {
        var node = Json.object().put("id", id).put("description", description);
        if (!examples.isEmpty()) {
            var list = node.putArray("examples");
            for (var example : examples) {
                var item = list.addObject()
                        .put("description", example.description())
                        .put("example", example.example());
                if (example.notes() != null) {
                    item.put("notes", example.notes());
                }
            }
        }
        if (schema.input() != null || schema.output() != null) {
            var shapes = node.putObject("schema");
            if (schema.input() != null) {
                shapes.set("input", schema.input().deepCopy());
            }
            if (schema.output() != null) {
                shapes.set("output", schema.output().deepCopy());
            }
        }
        return node;
    }
}
