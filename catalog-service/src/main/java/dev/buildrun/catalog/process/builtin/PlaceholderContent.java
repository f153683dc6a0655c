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
        JsonNode parse(String reference, Source source) {
            return JsonNodeFactory.instance.stringNode(source.text());
        }
    },
    JSON("$json") {
        @Override
        JsonNode parse(String reference, Source source) {
            try {
                return Json.read(source.text());
            } catch (ServiceException exception) {
                throw fault("Placeholder " + key() + " failed to parse JSON data at " + reference + ", SyntaxError: "
                        + exception.getMessage());
            }
        }
    },
    YAML("$yaml") {
        @Override
        JsonNode parse(String reference, Source source) {
            var documents = Yaml.documents(source.text());
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
    },
    OPENAPI("$openapi") {
        @Override
        JsonNode parse(String reference, Source source) {
            return bundle(reference, source);
        }
    },
    ASYNCAPI("$asyncapi") {
        @Override
        JsonNode parse(String reference, Source source) {
            return bundle(reference, source);
        }
    };

    /**
     * The file that a placeholder names.
     *
     * @param place where it is, as {@code files} takes it for a base
     * @param files what it may refer to in its turn
     */
    record Source(String text, String place, ReferenceFiles files) {}

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
    abstract JsonNode parse(String reference, Source source);

    /** The text of a specification that refers to no other file. */
    JsonNode bundle(String reference, Source source) {
        try {
            var root = ReferenceDocuments.parse(source.place(), source.text());
            return JsonNodeFactory.instance.stringNode(
                    Yaml.write(ReferenceBundle.of(root, source.place(), source.files())));
        } catch (ServiceException exception) {
            throw fault("Placeholder " + key() + " unable to bundle the file at " + reference + ", "
                    + EntityError.of(exception));
        }
    }

    private static ProcessingFault fault(String message) {
        return new ProcessingFault(new EntityError("Error", message));
    }
}
