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

    /** Looks at every value of every entity, so it does without streams. */
    private static boolean hasPlaceholder(JsonNode node) {
        if (!node.isContainer()) {
            return false;
        }
        if (placeholder(node).isPresent()) {
            return true;
        }
        for (var value : node) {
            if (hasPlaceholder(value)) {
                return true;
            }
        }
        return false;
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
    private final class Replacement implements ReferenceFiles {
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
            var place = place(key, reference);
            try {
                var source = new PlaceholderContent.Source(read(place), place, this);
                return PlaceholderContent.of(key).orElseThrow().parse(reference, source);
            } catch (ServiceException exception) {
                throw fault("Placeholder " + key + " could not read location " + reference + ", "
                        + EntityError.of(exception));
            }
        }

        private String place(String key, String reference) {
            var base = context.location().target();
            try {
                return resolve(reference, base);
            } catch (ServiceException exception) {
                throw fault("Placeholder " + key + " could not form a URL out of " + base + " and " + reference + ", "
                        + exception.getMessage());
            }
        }

        /** Files of one repository may refer to each other and to what is in none, but not to another one of the same kind. */
        @Override
        public String resolve(String reference, String base) {
            if (isFile(base) && !isUrl(reference)) {
                return beside(base, reference);
            }
            var url = url(reference, base);
            var own = urls.repository(context.location().target());
            var other = urls.repository(url);
            if (own.isPresent() && other.isPresent() && !own.equals(other)) {
                throw ServiceException.input(
                        "Error: Placeholder may only reference files from the same repository as the entity");
            }
            return url;
        }

        private String url(String reference, String base) {
            try {
                return urls.resolve(reference, base);
            } catch (ServiceException exception) {
                throw ServiceException.of(exception.kind(), "TypeError: " + exception.getMessage(), exception);
            }
        }

        private static String beside(String file, String reference) {
            try {
                return Path.of(file).resolveSibling(reference).normalize().toString();
            } catch (InvalidPathException exception) {
                throw ServiceException.input("TypeError: " + exception.getReason());
            }
        }

        @Override
        public String read(String place) {
            if (!StorableText.isStorable(place)) {
                throw ServiceException.input("The place of a file has characters that cannot be stored: " + place);
            }
            if (isFile(place)) {
                context.emitRefreshKey("file:" + place);
                return files.read(place, context);
            }
            context.emitRefreshKey("url:" + place);
            return urlReader.read(place);
        }

        private boolean isFile(String place) {
            return context.location().type().equals("file") && !isUrl(place);
        }

        private static boolean isUrl(String place) {
            return place.contains("://");
        }
    }

    private static ProcessingFault fault(String message) {
        return new ProcessingFault(new EntityError("Error", message));
    }
}
