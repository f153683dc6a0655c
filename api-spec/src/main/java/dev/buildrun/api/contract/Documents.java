package dev.buildrun.api.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads documents and makes each whole: what it refers to in the common file is copied into it. */
final class Documents {
    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final Map<String, ObjectNode> LOADED = new ConcurrentHashMap<>();
    private static final String COMMON = "common.yaml#/components/";
    private static final String OWN = "#/components/";

    private final String name;
    private final ObjectNode document;
    private final ObjectNode common = read("common");

    private Documents(String name) {
        this.name = name;
        this.document = read(name);
    }

    /** The document, read once. */
    static ObjectNode of(String name) {
        return LOADED.computeIfAbsent(name, Documents::load);
    }

    /** @throws IllegalStateException for a reference that leads nowhere, naming the document and the reference */
    private static ObjectNode load(String name) {
        var documents = new Documents(name);
        documents.inlinePathItems();
        documents.resolve(documents.document, false);
        // How callers are known is the same everywhere.
        documents
                .document
                .withObject("/components")
                .set("securitySchemes", documents.common.at("/components/securitySchemes"));
        return documents.document;
    }

    static ObjectNode read(String name) {
        try (var stream = Documents.class.getResourceAsStream("/openapi/" + name + ".yaml")) {
            if (stream == null) {
                throw new IllegalStateException("Expected the resource /openapi/" + name + ".yaml in the class path");
            }
            var settings = LoadSettings.builder().setLabel(name + ".yaml").build();
            return MAPPER.valueToTree(new Load(settings).loadFromInputStream(stream));
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** Not every reader of such documents follows the reference of a path. */
    private void inlinePathItems() {
        var paths = (ObjectNode) document.path("paths");
        for (var path : List.copyOf(paths.propertyNames())) {
            var reference = paths.path(path).path("$ref").asString("");
            if (reference.startsWith(COMMON)) {
                var item = find(reference.substring(COMMON.length()), reference);
                resolve(item, true);
                paths.set(path, item);
            }
        }
    }

    /** @param isCommon whether the node comes from the common file, where a reference to the file itself is a common one */
    private void resolve(JsonNode node, boolean isCommon) {
        if (node instanceof ObjectNode object) {
            var reference = object.path("$ref");
            if (reference.isString()) {
                object.put("$ref", own(reference.stringValue(), isCommon));
            }
        }
        // A component that is copied meanwhile changes the document; those have been resolved themselves.
        node.valueStream().toList().forEach(child -> resolve(child, isCommon));
    }

    private String own(String reference, boolean isCommon) {
        var prefix = isCommon ? OWN : COMMON;
        if (!reference.startsWith(prefix)) {
            return reference;
        }
        var place = reference.substring(prefix.length());
        var section = document.withObject("/components").withObject("/" + place.substring(0, place.indexOf('/')));
        var component = place.substring(place.indexOf('/') + 1);
        if (!section.has(component)) {
            var copy = find(place, reference);
            section.set(component, copy);
            resolve(copy, true);
        }
        return OWN + place;
    }

    private JsonNode find(String place, String reference) {
        return Optional.of(common.at("/components/" + place))
                .filter(node -> !node.isMissingNode())
                .orElseThrow(() -> new IllegalStateException(name + ".yaml: nothing is at " + reference))
                .deepCopy();
    }
}
