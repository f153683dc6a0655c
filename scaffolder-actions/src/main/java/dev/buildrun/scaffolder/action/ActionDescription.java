package dev.buildrun.scaffolder.action;

import dev.buildrun.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
