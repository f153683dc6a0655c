package dev.buildrun.scaffolder.remote;

import dev.buildrun.scaffolder.action.ActionDescription;
import dev.buildrun.scaffolder.action.ActionExample;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a worker says of one of its actions.
 *
 * @param action as the list of actions shows it
 * @param secrets names of those that it asks for
 * @param compensates whether the worker can take back what a run has done
 * @param instance which start of the worker said so; a run that is lost can't be with another one
 */
record RemoteDescription(
        ActionDescription<RemoteAction.Input, RemoteAction.Output> action,
        Set<String> secrets,
        Files files,
        boolean compensates,
        String instance) {
    /** What the action does with the workspace. */
    enum Files {
        NONE,
        READ,
        WRITE
    }

    static RemoteDescription parse(JsonNode json, String instance) {
        var examples = json.path("examples")
                .valueStream()
                .map(example -> new ActionExample(
                        example.path("description").asString(""),
                        example.path("example").asString(""),
                        null))
                .toList();
        var schema = json.path("schema");
        var action = describe(
                json.path("id").asString(""),
                json.path("description").asString(""),
                json.path("supportsDryRun").asBoolean(false),
                examples,
                new ActionDescription.Schema(object(schema.path("input")), object(schema.path("output"))));
        var secrets = new LinkedHashSet<String>();
        json.path("secrets").forEach(name -> secrets.add(name.asString("")));
        var files = switch (json.path("workspace").asString("none")) {
            case "write" -> Files.WRITE;
            case "read" -> Files.READ;
            default -> Files.NONE;
        };
        return new RemoteDescription(
                action, secrets, files, json.path("compensation").asBoolean(false), instance);
    }

    /** What the list shows of an action whose worker has not been heard of. */
    static ActionDescription<RemoteAction.Input, RemoteAction.Output> unavailable(String id, String why) {
        return describe(id, "Unavailable: " + why, false, List.of(), new ActionDescription.Schema(null, null));
    }

    private static ActionDescription<RemoteAction.Input, RemoteAction.Output> describe(
            String id, String text, boolean dryRun, List<ActionExample> examples, ActionDescription.Schema schema) {
        return new ActionDescription<>(
                id, text, dryRun, examples, schema, RemoteAction.Input.class, RemoteAction.Output.class);
    }

    private static @Nullable ObjectNode object(JsonNode node) {
        return node instanceof ObjectNode object ? object : null;
    }
}
