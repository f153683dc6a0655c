package dev.buildrun.catalog.process.builtin;

import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.process.ProcessingFault;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.json.ParsedDocument;
import dev.buildrun.json.Yaml;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The placeholders, each with what it makes of the text of a file. Further ones are added here. */
enum PlaceholderContent {
    TEXT("$text") {
        @Override
        JsonNode parse(String reference, String text) {
            return JsonNodeFactory.instance.stringNode(text);
        }
    },
    JSON("$json") {
        @Override
        JsonNode parse(String reference, String text) {
            try {
                return Json.read(text);
            } catch (ServiceException exception) {
                throw fault("Placeholder " + key() + " failed to parse JSON data at " + reference + ", SyntaxError: "
                        + exception.getMessage());
            }
        }
    },
    YAML("$yaml") {
        @Override
        JsonNode parse(String reference, String text) {
            var documents = Yaml.documents(text);
            if (!documents.isEmpty() && documents.getLast() instanceof ParsedDocument.Broken broken) {
                throw fault("Placeholder " + key() + " found an error in the data at " + reference
                        + ", YAMLParseError: " + broken.message());
            }
            if (documents.size() != 1 || !(documents.getFirst() instanceof ParsedDocument.Content content)) {
                throw fault("Placeholder " + key() + " expected to find exactly one document of data at " + reference
                        + ", found " + documents.size());
            }
            return content.value();
        }
    };

    private final String key;

    PlaceholderContent(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    static Optional<PlaceholderContent> of(String key) {
        return Arrays.stream(values())
                .filter(content -> content.key.equals(key))
                .findFirst();
    }

    /**
     * The tree that takes the placeholder's place.
     *
     * @param reference what the placeholder names, for messages
     */
    abstract JsonNode parse(String reference, String text);

    private static ProcessingFault fault(String message) {
        return new ProcessingFault(new EntityError("Error", message));
    }
}
