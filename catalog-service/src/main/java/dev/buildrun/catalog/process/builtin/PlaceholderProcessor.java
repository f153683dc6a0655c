package dev.buildrun.catalog.process.builtin;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.entity.StorableText;
import dev.buildrun.catalog.process.EntityProcessor;
import dev.buildrun.catalog.process.LocationReader;
import dev.buildrun.catalog.process.ProcessingContext;
import dev.buildrun.catalog.process.ProcessingFault;
import dev.buildrun.catalog.process.SourceUrls;
import dev.buildrun.error.ServiceException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts the content of files in place of objects that name them: {@code {$text: ./api.yaml}}. An object with another key beside
 * the placeholder, and one whose key is not known, stays as it is, with all that is in it.
 */
final class PlaceholderProcessor implements EntityProcessor {
    private static final int MAX_PLACEHOLDERS = 500;

    private final LocationReader urlReader;
    private final SourceUrls urls;
    private final FileProcessor files;

    PlaceholderProcessor(LocationReader urlReader, SourceUrls urls, FileProcessor files) {
        this.urlReader = urlReader;
        this.urls = urls;
        this.files = files;
    }

    @Override
    public String name() {
        return "PlaceholderProcessor";
    }

    @Override
    public Entity preProcess(Entity entity, ProcessingContext context) {
        if (!hasPlaceholder(entity.json())) {
            return entity;
        }
        return Entity.of((ObjectNode) new Replacement(context).replace(entity.json()));
    }

    private static boolean hasPlaceholder(JsonNode node) {
        return placeholder(node).isPresent() || node.valueStream().anyMatch(PlaceholderProcessor::hasPlaceholder);
    }

    /** The key of an object that is a placeholder of a known name. */
    private static Optional<String> placeholder(JsonNode node) {
        return node.isObject() && node.size() == 1
                ? node.propertyNames().stream()
                        .filter(key -> PlaceholderContent.of(key).isPresent())
                        .findFirst()
                : Optional.empty();
    }

    /** One entity's replacement, which counts what it reads. */
    private final class Replacement {
        private final ProcessingContext context;
        private int placeholders;

        Replacement(ProcessingContext context) {
            this.context = context;
        }

        private JsonNode replace(JsonNode node) {
            if (node.isArray()) {
                var array = JsonNodeFactory.instance.arrayNode();
                node.forEach(item -> array.add(replace(item)));
                return array;
            }
            if (!node.isObject()) {
                return node;
            }
            var key = placeholder(node);
            if (key.isPresent()) {
                return content(key.get(), node.get(key.get()));
            }
            return node.propertyNames().stream().anyMatch(name -> name.startsWith("$")) ? node : fields(node);
        }

        private JsonNode fields(JsonNode node) {
            var object = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(field -> object.set(field.getKey(), replace(field.getValue())));
            return object;
        }

        private JsonNode content(String key, JsonNode value) {
            placeholders++;
            if (placeholders > MAX_PLACEHOLDERS) {
                throw fault("Expected at most " + MAX_PLACEHOLDERS + " placeholders in an entity");
            }
            if (!value.isString()) {
                throw fault("Placeholder " + key
                        + " expected a string value parameter, in the form of an absolute URL or a relative path");
            }
            var reference = value.asString();
            if (!StorableText.isStorable(reference)) {
                throw fault("Placeholder " + key + " has characters that cannot be stored: " + value);
            }
            var text = context.location().type().equals("file") && !reference.contains("://")
                    ? readFile(key, reference)
                    : readUrl(key, reference);
            return PlaceholderContent.of(key).orElseThrow().parse(reference, text);
        }

        private String readUrl(String key, String reference) {
            var url = resolve(key, reference);
            try {
                context.emitRefreshKey("url:" + url);
                return urlReader.read(url);
            } catch (ServiceException exception) {
                throw unreadable(key, reference, exception);
            }
        }

        private String resolve(String key, String reference) {
            var base = context.location().target();
            try {
                var url = urls.resolve(reference, base);
                var own = urls.repository(base);
                var other = urls.repository(url);
                if (own.isPresent() && other.isPresent() && !own.equals(other)) {
                    throw noUrl(
                            key,
                            reference,
                            "Error: Placeholder may only reference files from the same repository as the entity");
                }
                return url;
            } catch (ServiceException exception) {
                throw noUrl(key, reference, "TypeError: " + exception.getMessage());
            }
        }

        private String readFile(String key, String reference) {
            try {
                var path = Path.of(context.location().target())
                        .resolveSibling(reference)
                        .normalize()
                        .toString();
                context.emitRefreshKey("file:" + path);
                return files.read(path, context);
            } catch (InvalidPathException exception) {
                throw noUrl(key, reference, "TypeError: " + exception.getReason());
            } catch (ServiceException exception) {
                throw unreadable(key, reference, exception);
            }
        }

        private ProcessingFault noUrl(String key, String reference, String reason) {
            return fault("Placeholder " + key + " could not form a URL out of "
                    + context.location().target() + " and " + reference + ", " + reason);
        }
    }

    private static ProcessingFault unreadable(String key, String reference, ServiceException exception) {
        return fault("Placeholder " + key + " could not read location " + reference + ", " + EntityError.of(exception));
    }

    private static ProcessingFault fault(String message) {
        return new ProcessingFault(new EntityError("Error", message));
    }
}
