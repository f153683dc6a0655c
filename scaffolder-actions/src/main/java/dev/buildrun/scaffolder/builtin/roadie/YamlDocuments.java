package dev.buildrun.scaffolder.builtin.roadie;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.json.ParsedDocument;
import dev.buildrun.json.Yaml;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** The documents of a YAML text. */
final class YamlDocuments {
    private YamlDocuments() {}

    /**
     * Every document that is not empty.
     *
     * @throws ServiceException of kind INTERNAL, as any failure of an action upstream, when one is broken
     */
    static List<JsonNode> all(String text) {
        return Yaml.documents(text).stream().map(YamlDocuments::content).toList();
    }

    static JsonNode list(String text) {
        var list = Json.array();
        all(text).forEach(list::add);
        return list;
    }

    /** The only document; null where there is none. */
    static JsonNode single(String text) {
        var documents = all(text);
        if (documents.size() > 1) {
            throw failure("Source contains multiple documents; please use YAML.parseAllDocuments()");
        }
        return documents.isEmpty() ? NullNode.getInstance() : documents.getFirst();
    }

    private static JsonNode content(ParsedDocument document) {
        return switch (document) {
            case ParsedDocument.Content content -> content.value();
            case ParsedDocument.Broken broken -> throw failure(broken.message());
        };
    }

    private static ServiceException failure(String message) {
        return ServiceException.of(ErrorKind.INTERNAL, message);
    }
}
