package dev.buildrun.api.contract;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The schemas of one document, compiled when they are needed. */
final class DocumentSchemas {
    private static final String OWN = "#/components/";

    private final String base;
    private final SchemaRegistry registry;
    private final Map<JsonNode, Schema> compiled = Collections.synchronizedMap(new IdentityHashMap<>());

    DocumentSchemas(String id, ObjectNode document) {
        this.base = "https://buildrun.dev/openapi/" + id;
        var components = Documents.MAPPER.createObjectNode().put("$id", base);
        components.set("components", absolute(document.path("components")));
        var config = SchemaRegistryConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .formatAssertionsEnabled(true)
                .build();
        this.registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemas(Map.of(base, components.toString())).schemaRegistryConfig(config));
    }

    /** What a value breaks of a schema from the document; empty when it fits. */
    List<String> faults(JsonNode schema, JsonNode value, String what) {
        return compiled.computeIfAbsent(schema, this::compile).validate(value).stream()
                .map(error -> what + place(error) + ": " + error.getMessage())
                .toList();
    }

    private static String place(Error error) {
        var place = error.getInstanceLocation().toString();
        return place.isEmpty() ? "" : " at " + place;
    }

    private Schema compile(JsonNode schema) {
        return registry.getSchema(absolute(schema));
    }

    /** The same with references that can be followed from anywhere. */
    private JsonNode absolute(JsonNode node) {
        var copy = node.deepCopy();
        makeAbsolute(copy);
        return copy;
    }

    private void makeAbsolute(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("$ref").isString()) {
            var reference = object.path("$ref").stringValue();
            if (reference.startsWith(OWN)) {
                object.put("$ref", base + reference);
            }
        }
        node.forEach(this::makeAbsolute);
    }
}
