package dev.buildrun.catalog.process.builtin;

import dev.buildrun.error.ServiceException;
import dev.buildrun.json.ParsedDocument;
import dev.buildrun.json.Yaml;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/** A specification and all documents that it refers to, in so far as these are within the bounds. */
final class ReferenceDocuments {
    /** The name of the document that everything begins with. */
    static final String ROOT = "";

    private static final int MAX_DOCUMENTS = 200;
    private static final long MAX_CHARACTERS = 10_000_000;
    private static final int MAX_NESTING = 200;
    private static final Set<String> TEXTS =
            Set.of("txt", "htm", "html", "md", "xml", "js", "min", "map", "css", "scss", "less", "svg");

    private final String rootPlace;
    private final ReferenceFiles files;
    private final Map<String, JsonNode> documents = new HashMap<>();
    private long characters;

    private ReferenceDocuments(String rootPlace, ReferenceFiles files) {
        this.rootPlace = rootPlace;
        this.files = files;
    }

    /**
     * Reads everything that the document refers to.
     *
     * @throws ServiceException when something cannot be read, or is too much
     */
    static ReferenceDocuments of(JsonNode root, String place, ReferenceFiles files) {
        var documents = new ReferenceDocuments(place, files);
        documents.documents.put(ROOT, root);
        documents.readAll(ROOT, root, 0);
        return documents;
    }

    JsonNode get(String document) {
        return Objects.requireNonNull(documents.get(document), document);
    }

    /** Whether the value is a reference that can be followed. */
    static boolean isReference(JsonNode value) {
        var text = text(value);
        return !text.isEmpty() && (text.charAt(0) != '#' || text.equals("#") || text.startsWith("#/"));
    }

    /** The text of a reference; empty for what is none. */
    static String text(JsonNode value) {
        var reference = value.isObject() ? value.path("$ref") : MissingNode.getInstance();
        return reference.isString() ? reference.asString() : "";
    }

    /** What a reference that stands in a document points to. */
    ReferencePlace target(String document, String reference) {
        var hash = reference.indexOf('#');
        var file = hash < 0 ? reference : reference.substring(0, hash);
        var fragment = hash < 0 ? "" : reference.substring(hash);
        return ReferencePlace.of(file.isEmpty() ? document : place(document, file), fragment);
    }

    private String place(String document, String file) {
        return files.resolve(file, document.equals(ROOT) ? rootPlace : document);
    }

    private void readAll(String document, JsonNode node, int nesting) {
        if (nesting > MAX_NESTING) {
            throw ServiceException.input("Expected at most " + MAX_NESTING + " levels in a specification");
        }
        if (isReference(node) && text(node).charAt(0) != '#') {
            read(target(document, text(node)).document());
        }
        node.forEach(child -> readAll(document, child, nesting + 1));
    }

    private void read(String place) {
        if (documents.containsKey(place)) {
            return;
        }
        if (documents.size() > MAX_DOCUMENTS) {
            throw ServiceException.input("Expected at most " + MAX_DOCUMENTS + " files in a specification");
        }
        var text = files.read(place);
        characters += text.length();
        if (characters > MAX_CHARACTERS) {
            throw ServiceException.input("Expected at most " + MAX_CHARACTERS + " characters in a specification");
        }
        var tree = TEXTS.contains(extension(place)) ? StringNode.valueOf(text) : parse(place, text);
        documents.put(place, tree);
        readAll(place, tree, 0);
    }

    private static String extension(String place) {
        var path = place.replaceFirst("[?#].*", "");
        return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** The one document of a text. */
    static JsonNode parse(String place, String text) {
        var parsed = Yaml.documents(text);
        if (parsed.isEmpty()) {
            return NullNode.getInstance();
        }
        return switch (parsed.getLast()) {
            case ParsedDocument.Broken broken ->
                throw ServiceException.input("Error parsing " + place + ": " + broken.message());
            case ParsedDocument.Content _
            when parsed.size() > 1 ->
                throw ServiceException.input("Expected one document in " + place + ", found " + parsed.size());
            case ParsedDocument.Content content -> content.value();
        };
    }
}
