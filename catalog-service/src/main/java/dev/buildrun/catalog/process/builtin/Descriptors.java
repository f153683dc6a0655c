package dev.buildrun.catalog.process.builtin;

import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.entity.LocationRef;
import dev.buildrun.catalog.process.ProcessingContext;
import dev.buildrun.json.ParsedDocument;
import dev.buildrun.json.Yaml;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes a descriptor file apart: every document of it is an entity. */
final class Descriptors {
    /** An entity is held several times over while it is processed, so it may not have as many values as one that is only read. */
    private static final Yaml.Limits LIMITS = Yaml.LIMITS.withMaxNodes(250_000);

    private Descriptors() {}

    /**
     * Emits every document; one that is no entity is an error, and the others are emitted all the same.
     *
     * @return the documents that are objects; fewer than there are where one was broken
     */
    static List<ObjectNode> emit(String text, LocationRef file, ProcessingContext context) {
        var objects = new ArrayList<ObjectNode>();
        for (var document : Yaml.documents(text, LIMITS)) {
            switch (document) {
                case ParsedDocument.Broken broken ->
                    context.emitError(new EntityError(
                            "Error", "YAML error at " + file + ", YAMLParseError: " + broken.message()));
                case ParsedDocument.Content(var _, ObjectNode object) -> {
                    objects.add(object);
                    context.emitEntity(object, file);
                }
                case ParsedDocument.Content(var _, var value) ->
                    context.emitError(new EntityError("Error", "Expected object at root, got " + typeOf(value)));
            }
        }
        return objects;
    }

    /** What JavaScript calls the type of a value. */
    private static String typeOf(JsonNode value) {
        if (value.isString()) {
            return "string";
        }
        if (value.isNumber()) {
            return "number";
        }
        return value.isBoolean() ? "boolean" : "object";
    }
}
